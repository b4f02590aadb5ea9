// ctl drill in the sandbox: one release for each fault, one after the other, in a place that is gone afterwards.
import type { Context } from '../core/context';
import { EXIT } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { Outcome } from '../core/outcome';
import { renderDrill } from '../render/drill';
import { inWords } from './faults';
import type { Chosen } from './faults';
import { startLoad } from './load-generator';
import { openPlace } from './test-environment';
import type { Place } from './test-environment';
import { rehearse } from './run-release';
import type { Users } from './run-release';
import type { DrillResult } from './result';

/**
 * Requests under way at most, and the pause of each connection between two: some 200 requests a second, also while some of them
 * wait for a slow candidate. One connection begins after the other, since a process is started for each request that finds none.
 */
const CONNECTIONS = 32;
const PAUSE_MS = 110;
const RAMP_MS = 50;
/** Requests before the first release, by which the rollout learns how fast the stable color is. */
const BEFORE = 600;

/** Whose limits judge: those of a service of the user's, or the defaults where none is named. */
export interface DrillRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly faults: readonly Chosen[];
}

/** Runs the releases and tells each as it ends. Exit 0 when every one did what it should, 5 otherwise. */
export async function runDrill(context: Context, request: DrillRequest): Promise<Outcome> {
  const results = await releases(context, request);
  const good = results.every(({ verdict }) => verdict !== 'missed');
  return {
    document: { judged_by: request.service ?? null, good, results },
    lines: (style) => renderDrill(results, style),
    exitCode: good ? EXIT.ok : EXIT.check,
  };
}

async function releases(context: Context, request: DrillRequest): Promise<readonly DrillResult[]> {
  const results: DrillResult[] = [];
  const place = await openPlace(context, await metricsOf(context, request));
  let users: Users | undefined;
  try {
    await place.must('deploy', '--yes');
    users = usersOf(place);
    await users.sample(BEFORE);
    for (const one of request.faults) {
      stopIfInterrupted(context, 'The drill was stopped; its sandbox is gone, and nothing else was touched');
      context.io.err(`${one.kind}: ${inWords(one.fault)}`);
      results.push(await rehearse(place, users, one, (line) => tell(context, line)));
    }
    return results;
  } finally {
    await users?.stop();
    await place.close();
  }
}

/** What the rollout says as time goes on, and what goes wrong; but for looks that have nothing to say yet. */
function tell(context: Context, line: string): void {
  const worth = /^(\d\d:\d\d:\d\d |error|hint|warning)/.test(line);
  if (worth && !/ %: (hold|inconclusive|pass): /.test(line)) context.io.err(`  ${line}`);
}

function usersOf(place: Place): Users {
  const load = startLoad({
    url: place.url,
    connections: CONNECTIONS,
    pauseMs: PAUSE_MS,
    rampMs: RAMP_MS,
    seen: (answer) => users.watcher(answer),
  });
  const users: Users = { ...load, watcher: () => undefined };
  return users;
}

async function metricsOf(context: Context, { environment: named, service }: DrillRequest) {
  if (service === undefined) return undefined;
  const { environment } = await openEnvironment(context, await findEnvironment(context, named));
  return selectServices(environment, { service })[0]?.rollout.metrics;
}
