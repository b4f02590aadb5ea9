// The sandbox: a load balancer on this machine, with real functions behind it and an AWS-compatible control endpoint.
import { join } from 'node:path';
import { openCode } from './code';
import { controlPlane } from './control-plane/server';
import type { ControlPlaneContext } from './control-plane/context';
import { createCredentials } from './credentials';
import { listenForClients } from './data-plane/listener';
import { dataPlane } from './data-plane/server';
import { createFaults } from './faults/registry';
import type { Follower } from './follow';
import { createRunner } from './functions/runner';
import { createRuntimeCheck } from './functions/runtimes';
import { listen } from './http';
import type { Listening, Patience } from './http';
import { createMetrics } from './metrics';
import type { Metrics } from './metrics';
import type { Sandbox, SandboxOptions } from './options';
import { createMetricsPublisher } from './put-metrics';
import type { MetricsPublisher } from './put-metrics';
import { linkSdk } from './sdk';
import { createOwnTable } from './served';
import { openStore } from './state';
import type { Table } from './table';
import { openCertificate } from './tls/store';

export { openCredentials } from './credentials';
export type { Credentials } from './credentials';
export { SandboxError } from './errors';
export { describeSubstitute } from './functions/runtimes';
export type { Fault } from './faults/model';
export type { ServedRequest } from './data-plane/served-request';
export type { FunctionOutput } from './functions/output';
export type { GroupMetrics } from './metrics';
export type { Sandbox, SandboxOptions } from './options';

/** Concurrent executions of an account ("Lambda quotas"). */
const CONCURRENCY = 1000;
/** A process takes some 50 MB. */
const MOST_ENVIRONMENTS = 50;
const IDLE_MS = 60_000;
/** "Lambda execution environment lifecycle": the init phase is limited to 10 seconds. */
const INIT_MS = 10_000;
const POLL_MS = 500;
const PUT_METRICS_MS = 1000;
/** A whole zip arrives within a second on this machine. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 60_000 };

/**
 * Starts a sandbox on 127.0.0.1, with the state that the state folder contains from before.
 * @throws {SandboxError} when a port is in use, or the state folder contains something else.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log, now = () => new Date(), random = Math.random, stateDir, credentials = createCredentials() } = options;
  const faults = createFaults(random);
  const checkRuntime = createRuntimeCheck(log);
  const codeDir = join(stateDir, 'code');
  const logDir = join(stateDir, 'logs');
  const noSdk = linkSdk(codeDir, options.sdkPath);
  if (noSdk !== undefined) log(noSdk);
  for (const runtime of options.runtimes ?? []) await checkRuntime(runtime);
  const runner =
    options.runner ??
    createRunner({
      logDir,
      now,
      onOutput: options.onOutput,
      concurrency: options.concurrency ?? CONCURRENCY,
      mostEnvironments: options.mostEnvironments ?? MOST_ENVIRONMENTS,
      idleMs: options.idleMs ?? IDLE_MS,
      initMs: options.initMs ?? INIT_MS,
      faults,
      checkRuntime,
      log,
    });
  const metrics = createMetrics(now);
  let port = options.port;
  const zips = options.controlPlane === undefined ? join(stateDir, 'zips') : options.packagesDir;
  const context: ControlPlaneContext = {
    place: { region: options.region ?? 'us-east-1', account: options.account ?? '000000000000' },
    store: openStore(stateDir),
    code: openCode(zips, codeDir),
    runner,
    port: () => port,
    now,
  };
  await prepareCode(context);
  const follower = await startFollowing(options, context);
  const table = follower?.table ?? createOwnTable(context);
  const publisher = startPublishing(options, context, table);
  const started: Listening[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([
      publisher?.close(),
      follower?.close(),
      runner.close(),
      ...started.map((server) => server.close()),
    ]);
  };
  try {
    const handler = dataPlane({
      ...{ table, runner, metrics: recordInBoth(metrics, publisher) },
      ...{ log, now, random, onRequest: options.onRequest },
    });
    const data = await listenForClients(options.port, 'the load balancer', handler);
    started.push(data);
    port = data.port;
    const { httpsPort, hostnames = [] } = options;
    const tls = httpsPort === undefined ? undefined : openCertificate(join(stateDir, 'tls'), hostnames, now());
    const secure = tls && (await listenForClients(httpsPort ?? 0, "the load balancer's HTTPS", handler, tls));
    if (secure) started.push(secure);
    const following = options.controlPlane;
    const control = await listen(
      options.controlPort,
      'the control endpoint',
      controlPlane({ context, metrics, faults, following, credentials, logDir, log }),
      { patience: options.patience ?? PATIENCE },
    );
    started.push(control);
    return {
      port,
      httpsPort: secure?.port,
      certificate: tls?.file,
      controlPort: control.port,
      credentials,
      refresh: async () => follower?.refresh(),
      putMetrics: async () => publisher?.put(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Code is unpacked when it is uploaded; this unpacks again what was removed since. */
async function prepareCode({ store, code }: ControlPlaneContext): Promise<void> {
  const versions = store.read().functions.flatMap((fn) => [fn.latest, ...fn.versions]);
  for (const sha256 of new Set(versions.map((version) => version.sha256))) await code.prepare(sha256);
}

async function startFollowing(options: SandboxOptions, context: ControlPlaneContext): Promise<Follower | undefined> {
  if (options.controlPlane === undefined) return undefined;
  // The SDK's clients take time to load, which a sandbox with its own control plane does not need.
  const { follow } = await import('./follow');
  return follow({
    url: options.controlPlane,
    credentials: options.controlPlaneCredentials,
    listenerArn: options.listenerArn,
    pollMs: options.pollMs ?? POLL_MS,
    place: context.place,
    code: context.code,
    log: options.log,
  });
}

function startPublishing(
  { controlPlane, putMetrics, ...options }: SandboxOptions,
  context: ControlPlaneContext,
  table: Table,
): MetricsPublisher | undefined {
  if (controlPlane === undefined || !putMetrics) return undefined;
  return createMetricsPublisher({
    url: controlPlane,
    region: context.place.region,
    table,
    everyMs: options.putMetricsMs ?? PUT_METRICS_MS,
    log: options.log,
    now: context.now,
  });
}

const recordInBoth = (metrics: Metrics, publisher: MetricsPublisher | undefined): Pick<Metrics, 'record'> => ({
  record: (group, ending) => {
    metrics.record(group, ending);
    publisher?.record(group, ending);
  },
});
