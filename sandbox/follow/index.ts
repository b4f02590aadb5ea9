// Follows another control plane: polls it, and serves its latest rules.
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { messageOf } from '../../environments/error-message';
import type { Place } from '../arns';
import type { CodeStore } from '../code';
import type { Credentials } from '../credentials';
import type { Table } from '../table';
import { takeSnapshot } from './snapshot';
import type { Snapshot, Source } from './snapshot';
import { createUnservedLog } from './unserved-log';

/** Which control plane to follow, and how often to poll it, in milliseconds. */
export interface FollowOptions {
  readonly url: string;
  readonly credentials: Credentials | undefined;
  readonly listenerArn: string | undefined;
  readonly pollMs: number;
  readonly place: Place;
  readonly code: CodeStore;
  readonly log: (line: string) => void;
}

export interface Follower {
  readonly table: Table;
  /** Polls now, and returns when the result is served; rejects when the poll fails. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to follow. While polls fail, the last snapshot stays in use; each new problem is one line in the log. */
export function follow(options: FollowOptions): Follower {
  const source = connect(options);
  let snapshot: Snapshot = { rules: [], groups: new Map() };
  let problem = '';
  let polling: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const logProblem = (found: string): void => {
    if (found !== problem && found !== '') options.log(`following ${options.url}: ${found}`);
    problem = found;
  };

  const logUnserved = createUnservedLog((line) => options.log(`following ${options.url}: ${line}`));

  const pollOnce = async (): Promise<void> => {
    snapshot = await takeSnapshot(source);
    logUnserved(snapshot.rules);
    logProblem(
      [...snapshot.groups.values()].flatMap(({ target }) => (target.kind === 'broken' ? target.reason : [])).join('; '),
    );
  };

  /** One poll after the other, so that an older answer never replaces a newer one. */
  const refresh = (): Promise<void> => {
    polling = polling.catch(() => undefined).then(pollOnce);
    return polling;
  };

  const pollRepeatedly = (): void => {
    void refresh()
      .catch((error: unknown) => logProblem(messageOf(error)))
      .then(() => {
        if (!closed) timer = setTimeout(pollRepeatedly, options.pollMs);
      });
  };
  pollRepeatedly();

  return {
    table: { rules: () => snapshot.rules, targetGroup: (name) => snapshot.groups.get(name) },
    refresh,
    async close() {
      closed = true;
      clearTimeout(timer);
      await polling.catch(() => undefined);
      clearTimeout(timer);
      source.elb.destroy();
      source.lambda.destroy();
    },
  };
}

function connect(options: FollowOptions): Source {
  const { place, code, listenerArn } = options;
  // An emulator accepts any credentials, and the user's own must not reach it.
  const { credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } } = options;
  const client = { endpoint: options.url, region: place.region, credentials, maxAttempts: 2 };
  return {
    elb: new ElasticLoadBalancingV2Client(client),
    lambda: new LambdaClient(client),
    code,
    place,
    listenerArn,
  };
}
