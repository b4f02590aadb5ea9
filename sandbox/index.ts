// The sandbox: a load balancer on this machine, with real functions behind it and an AWS-compatible control endpoint.
import { join } from 'node:path';
import { openCode } from './code';
import { controlPlane } from './control-plane/server';
import type { World } from './control-plane/world';
import { dataPlane } from './data-plane/server';
import { createFaults } from './faults/registry';
import type { Follower } from './follow';
import { createRunner } from './functions/runner';
import { listen } from './http';
import type { Listening } from './http';
import { createMetrics } from './metrics';
import type { Metrics } from './metrics';
import type { Sandbox, SandboxOptions } from './options';
import { createPutter } from './put-metrics';
import type { Putter } from './put-metrics';
import { ownTable } from './served';
import { openStore } from './state';
import type { Table } from './table';

export { SandboxError } from './errors';
export type { Fault } from './faults/model';
export type { GroupMetrics } from './metrics';
export type { Sandbox, SandboxOptions } from './options';

const CONCURRENCY = 50;
const IDLE_MS = 60_000;
const POLL_MS = 500;
const PUT_METRICS_MS = 1000;

/**
 * Starts a sandbox on 127.0.0.1. What it was told before, from the same state folder, is in force again.
 * @throws {SandboxError} when a port is in use, or the state folder holds something else.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log, now = () => new Date(), random = Math.random, stateDir } = options;
  const faults = createFaults(random);
  const runner = createRunner({
    logDir: join(stateDir, 'logs'),
    concurrency: options.concurrency ?? CONCURRENCY,
    idleMs: options.idleMs ?? IDLE_MS,
    faults,
    log,
  });
  const metrics = createMetrics(now);
  let port = options.port;
  const zips = options.controlPlane === undefined ? join(stateDir, 'zips') : options.packagesDir;
  const world: World = {
    place: { region: options.region ?? 'us-east-1', account: options.account ?? '000000000000' },
    store: openStore(stateDir),
    code: openCode(zips, join(stateDir, 'code')),
    runner,
    port: () => port,
    now,
  };
  const follower = await startFollowing(options, world);
  const table = follower?.table ?? ownTable(world);
  const putter = startPutting(options, world, table);
  const started: Listening[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([putter?.close(), follower?.close(), runner.close(), ...started.map((server) => server.close())]);
  };
  try {
    const data = await listen(
      options.port,
      'the load balancer',
      dataPlane({ table, runner, metrics: recordingIn(metrics, putter), log, now, random }),
    );
    started.push(data);
    port = data.port;
    const following = options.controlPlane;
    const control = await listen(
      options.controlPort,
      'the control endpoint',
      controlPlane({ world, metrics, faults, following, log }),
    );
    started.push(control);
    return {
      port,
      controlPort: control.port,
      refresh: async () => follower?.refresh(),
      putMetrics: async () => putter?.put(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startFollowing(options: SandboxOptions, world: World): Promise<Follower | undefined> {
  if (options.controlPlane === undefined) return undefined;
  // The SDK's clients cost start-up time that a sandbox with its own control plane need not pay.
  const { follow } = await import('./follow');
  return follow({
    url: options.controlPlane,
    listenerArn: options.listenerArn,
    pollMs: options.pollMs ?? POLL_MS,
    place: world.place,
    code: world.code,
    log: options.log,
  });
}

function startPutting(
  { controlPlane, putMetrics, ...options }: SandboxOptions,
  world: World,
  table: Table,
): Putter | undefined {
  if (controlPlane === undefined || !putMetrics) return undefined;
  return createPutter({
    url: controlPlane,
    region: world.place.region,
    table,
    everyMs: options.putMetricsMs ?? PUT_METRICS_MS,
    log: options.log,
    now: world.now,
  });
}

const recordingIn = (metrics: Metrics, putter: Putter | undefined): Pick<Metrics, 'record'> => ({
  record: (group, ending) => {
    metrics.record(group, ending);
    putter?.record(group, ending);
  },
});
