// Puts the metrics of the load balancer into the CloudWatch of the control plane that it follows, as AWS does.
import { messageOf } from '../../environments/error-message';
import { parseFunction } from '../arns';
import type { Ending } from '../ending';
import { createSeconds } from '../seconds';
import type { Second } from '../seconds';
import type { ServedGroup, Table } from '../table';
import { splitIntoBatches, buildFunctionData, buildLoadBalancerData } from './data';
import type { Batch, Subject } from './data';
import { putMetricData } from './put-metric-data';

/** Where to put metrics, and how often, in milliseconds. */
export interface PublishOptions {
  readonly url: string;
  readonly region: string;
  readonly table: Table;
  readonly everyMs: number;
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

export interface MetricsPublisher {
  record(group: string, ending: Ending): void;
  /** Puts everything that was recorded so far. When something is not accepted, rejects and keeps it for the next time. */
  put(): Promise<void>;
  /** Puts the rest, and stops. */
  close(): Promise<void>;
}

/** Batches that wait while CloudWatch is unreachable. About an hour of them is kept; the oldest are dropped first. */
const MAX_PENDING_BATCHES = 3600;

/** Starts to put metrics. Each new problem is one line in the log. */
export function createMetricsPublisher(options: PublishOptions): MetricsPublisher {
  const { url, region, table, log, now } = options;
  const seconds = createSeconds();
  const pending: Batch[] = [];
  let problem = '';
  let putting: Promise<void> = Promise.resolve();

  const send = async (): Promise<void> => {
    pending.push(...buildBatches(table, seconds.take()));
    pending.splice(0, pending.length - MAX_PENDING_BATCHES);
    for (let batch = pending[0]; batch; batch = pending[0]) {
      await putMetricData(url, region, batch);
      pending.shift();
    }
  };
  /** One after the other, so that nothing is put twice. */
  const put = (): Promise<void> => {
    putting = putting.catch(() => undefined).then(send);
    return putting;
  };
  const tick = async (): Promise<void> => {
    const found = await put().then(() => '', messageOf);
    if (found !== problem && found !== '') log(`putting metrics into ${url}: ${found}`);
    problem = found;
  };
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const scheduleNext = (): void => {
    if (closed) return;
    timer = setTimeout(() => void tick().then(scheduleNext), options.everyMs);
    timer.unref();
  };
  scheduleNext();

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

function buildBatches(table: Table, recorded: ReadonlyMap<string, readonly Second[]>): Batch[] {
  const subjects = [...recorded].flatMap(([name, seconds]) => {
    const subject = findSubject(table, table.targetGroup(name));
    return subject ? seconds.map((second) => ({ subject, second })) : [];
  });
  return [
    ...splitIntoBatches(
      'AWS/ApplicationELB',
      subjects.flatMap(({ subject, second }) => buildLoadBalancerData(subject, second)),
    ),
    ...splitIntoBatches(
      'AWS/Lambda',
      subjects.flatMap(({ subject, second }) => buildFunctionData(subject, second)),
    ),
  ];
}

/** Undefined for a target group that was deleted since then. */
function findSubject(table: Table, group: ServedGroup | undefined): Subject | undefined {
  const ruleArn = table.rules()[0]?.arn;
  if (!group || ruleArn === undefined) return undefined;
  const fn = group.target.kind === 'function' ? parseFunction(group.target.fn.arn) : undefined;
  return { targetGroupArn: group.arn, ruleArn, fn };
}
