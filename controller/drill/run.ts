// Runs a drill in a sandbox of its own: one release after the other under load.
import type { Metrics } from '../../environments/schema-metrics';
import type { Context } from '../core/context';
import { stopIfInterrupted } from '../core/interrupt';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { DrillRelease } from './faults';
import { startLoad } from './load-generator';
import type { DrillResult } from './result';
import { STOPPED, runRelease } from './run-release';
import type { Users } from './run-release';
import { createTestEnvironment } from './test-environment';
import type { TestEnvironment } from './test-environment';

/**
 * Concurrent connections, and the pause of each between two requests: about 200 requests a second, even when some of them wait
 * for a slow candidate. The connections begin one by one, since the sandbox starts a process for each request that finds none free.
 */
const CONNECTIONS = 32;
const PAUSE_MS = 110;
const RAMP_MS = 50;
/** Requests before the first release, from which the rollout learns the durations of the stable color. */
const REQUESTS_BEFORE = 600;

/** Which releases to run. The limits are those of the user's service, or the defaults when no service is named. */
export interface DrillRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly releases: readonly DrillRelease[];
  /** Called when a release begins. */
  readonly onRelease: (release: DrillRelease) => void;
  /** Called with each line that the rollout of a release prints. */
  readonly onLine: (line: string) => void;
}

/** Runs the releases in their order and returns their results. */
export async function runDrill(context: Context, request: DrillRequest): Promise<readonly DrillResult[]> {
  const results: DrillResult[] = [];
  const test = await createTestEnvironment(context, await readMetrics(context, request));
  let users: Users | undefined;
  try {
    await test.must('deploy', '--yes');
    users = startUsers(test);
    await users.sample(REQUESTS_BEFORE);
    for (const release of request.releases) {
      stopIfInterrupted(context, STOPPED);
      request.onRelease(release);
      results.push(await runRelease(test, users, release, request.onLine));
    }
    return results;
  } finally {
    await users?.stop();
    await test.close();
  }
}

function startUsers(test: TestEnvironment): Users {
  const load = startLoad({
    url: test.url,
    connections: CONNECTIONS,
    pauseMs: PAUSE_MS,
    rampMs: RAMP_MS,
    onAnswer: (answer) => users.onAnswer(answer),
  });
  const users: Users = { ...load, onAnswer: () => undefined };
  return users;
}

async function readMetrics(
  context: Context,
  { environment: name, service }: DrillRequest,
): Promise<Metrics | undefined> {
  if (service === undefined) return undefined;
  const { environment } = await openEnvironment(context, await findEnvironment(context, name));
  return selectServices(environment, { service })[0]?.rollout.metrics;
}
