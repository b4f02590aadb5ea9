// Puts what the load balancer counts into the CloudWatch of the control plane that it follows, as AWS would for a real one.
import { messageOf } from '../../environments/error-message';
import { parseFunction } from '../arns';
import type { Ending } from '../ending';
import { createSeconds } from '../seconds';
import type { Second } from '../seconds';
import type { ServedGroup, Table } from '../table';
import { batches, functionData, loadBalancerData } from './data';
import type { Batch, Subject } from './data';
import { putMetricData } from './wire';

/** Where to, and how often, in milliseconds. */
export interface PutOptions {
  readonly url: string;
  readonly region: string;
  readonly table: Table;
  readonly everyMs: number;
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

export interface Putter {
  record(group: string, ending: Ending): void;
  /** Puts everything that was counted until now; rejects when not all of it was accepted, and keeps the rest for the next time. */
  put(): Promise<void>;
  /** Puts what is left, and stops. */
  close(): Promise<void>;
}

/** Batches that wait for a CloudWatch that is away; more than an hour's worth is forgotten, the oldest first. */
const MOST_WAITING = 3600;

/** Starts to put. Each new trouble is one line in the log. */
export function createPutter(options: PutOptions): Putter {
  const { url, region, table, log, now } = options;
  const seconds = createSeconds();
  const waiting: Batch[] = [];
  let trouble = '';
  let putting: Promise<void> = Promise.resolve();

  const send = async (): Promise<void> => {
    waiting.push(...batchesOf(table, seconds.take()));
    waiting.splice(0, waiting.length - MOST_WAITING);
    for (let batch = waiting[0]; batch; batch = waiting[0]) {
      await putMetricData(url, region, batch);
      waiting.shift();
    }
  };
  /** One after the other, so that nothing is put twice. */
  const put = (): Promise<void> => {
    putting = putting.catch(() => undefined).then(send);
    return putting;
  };
  const tick = async (): Promise<void> => {
    const seen = await put().then(() => '', messageOf);
    if (seen !== trouble && seen !== '') log(`putting metrics into ${url}: ${seen}`);
    trouble = seen;
  };
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (closed) return;
    timer = setTimeout(() => void tick().then(again), options.everyMs);
    timer.unref();
  };
  again();

  return {
    record: (group, ending) => seconds.record(group, ending, now()),
    put,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await tick();
    },
  };
}

function batchesOf(table: Table, taken: ReadonlyMap<string, readonly Second[]>): Batch[] {
  const subjects = [...taken].flatMap(([name, seconds]) => {
    const subject = subjectOf(table, table.targetGroup(name));
    return subject ? seconds.map((second) => ({ subject, second })) : [];
  });
  return [
    ...batches(
      'AWS/ApplicationELB',
      subjects.flatMap(({ subject, second }) => loadBalancerData(subject, second)),
    ),
    ...batches(
      'AWS/Lambda',
      subjects.flatMap(({ subject, second }) => functionData(subject, second)),
    ),
  ];
}

/** Undefined for a target group that is gone since then. */
function subjectOf(table: Table, group: ServedGroup | undefined): Subject | undefined {
  const ruleArn = table.rules()[0]?.arn;
  if (!group || ruleArn === undefined) return undefined;
  const fn = group.target.kind === 'function' ? parseFunction(group.target.fn.arn) : undefined;
  return { targetGroupArn: group.arn, ruleArn, fn };
}
