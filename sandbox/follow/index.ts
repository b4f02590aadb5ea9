// Follows another control plane: looks at it again and again, and serves what it said last.
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { messageOf } from '../../environments/error-message';
import type { Place } from '../arns';
import type { CodeStore } from '../code';
import type { Table } from '../table';
import { takeSnapshot } from './snapshot';
import type { Snapshot, Source } from './snapshot';

/** Whom to follow, and how often to look, in milliseconds. */
export interface FollowOptions {
  readonly url: string;
  readonly listenerArn: string | undefined;
  readonly pollMs: number;
  readonly place: Place;
  readonly code: CodeStore;
  readonly log: (line: string) => void;
}

export interface Follower {
  readonly table: Table;
  /** Looks now, and returns when what it saw is served; rejects when it could not look. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to follow. While the other side cannot be asked, the last answer stays in force; each new trouble is one line in the log. */
export function follow(options: FollowOptions): Follower {
  const source = connect(options);
  let snapshot: Snapshot = { rules: [], groups: new Map() };
  let trouble = '';
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const note = (seen: string): void => {
    if (seen !== trouble && seen !== '') options.log(`following ${options.url}: ${seen}`);
    trouble = seen;
  };

  const look = async (): Promise<void> => {
    snapshot = await takeSnapshot(source);
    note(
      [...snapshot.groups.values()].flatMap(({ target }) => (target.kind === 'broken' ? target.reason : [])).join('; '),
    );
  };

  /** One look after the other, so that an older answer never replaces a newer one. */
  const refresh = (): Promise<void> => {
    looking = looking.catch(() => undefined).then(look);
    return looking;
  };

  const poll = (): void => {
    void refresh()
      .catch((error: unknown) => note(messageOf(error)))
      .then(() => {
        if (!closed) timer = setTimeout(poll, options.pollMs);
      });
  };
  poll();

  return {
    table: { rules: () => snapshot.rules, targetGroup: (name) => snapshot.groups.get(name) },
    refresh,
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking.catch(() => undefined);
      clearTimeout(timer);
      source.elb.destroy();
      source.lambda.destroy();
    },
  };
}

function connect(options: FollowOptions): Source {
  const { place, code, listenerArn } = options;
  // An emulator takes any credentials, and the user's own must not reach it.
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const client = { endpoint: options.url, region: place.region, credentials, maxAttempts: 2 };
  return {
    elb: new ElasticLoadBalancingV2Client(client),
    lambda: new LambdaClient(client),
    code,
    place,
    listenerArn,
  };
}
