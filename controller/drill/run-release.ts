// Runs one release of a drill: puts the fault on the candidate, starts the rollout under load, and records it until it ends.
import * as z from 'zod';
import { candidateColor, otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import type { RolloutState } from '../release';
import { openRolloutStore } from '../rollout-store';
import { putFault, removeFault } from '../sandbox/faults';
import type { ControlEndpoint } from '../sandbox/faults';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { sandboxHeaders } from '../workspace/sandbox-credentials';
import { ENVIRONMENT, SERVICE } from './environment-file';
import { describeRelease } from './faults';
import type { DrillRelease } from './faults';
import type { Answer, Load } from './load-generator';
import { createObserver } from './observer';
import { judgeRelease } from './result';
import type { DrillResult } from './result';
import type { TestEnvironment } from './test-environment';

/** Requests after a release that must all get a good answer. */
const REQUESTS_AFTER = 200;
/** How long a release may take; one that has not ended until then is aborted. */
const TIMEOUT_MS = 60_000;

/** State of the user's own files when a drill is interrupted. */
export const STOPPED = 'The drill was stopped; its sandbox is removed, and nothing else was changed';

/** The users of a drill. `onAnswer` gets every answer from now on. */
export interface Users extends Load {
  onAnswer: (answer: Answer) => void;
}

/** Runs one release. `onLine` gets each line that the rollout prints. */
export async function runRelease(
  test: TestEnvironment,
  users: Users,
  release: DrillRelease,
  onLine: (line: string) => void,
): Promise<DrillResult> {
  const { kind, fault } = release;
  const { fn, candidate } = await readCandidate(test.context);
  const observer = createObserver(kind, candidate);
  const before = await readRequests(test, fn);
  try {
    if (fault) await putFault(test.context, endpointOf(test), fn, fault);
    users.onAnswer = (answer) => observer.record(answer);
    const state = await runRollout(test, onLine);
    const clean = await isClean(users, kind === 'none' ? candidate : otherColor(candidate));
    await users.drained();
    users.onAnswer = () => undefined;
    const candidateRequests = (await readRequests(test, fn)) - before;
    const observed = observer.read();
    return judgeRelease({ fault: kind, what: describeRelease(release), state, observed, candidateRequests, clean });
  } finally {
    await removeFault(test.context, endpointOf(test), fn);
  }
}

/** Releases as a user would. A release that does not end by itself is aborted, so that the next one can begin. */
async function runRollout(test: TestEnvironment, onLine: (line: string) => void): Promise<RolloutState> {
  const args = ['release', SERVICE, '--package', test.newPackage(), '--yes'];
  const signal = AbortSignal.any([test.context.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const { err } = await test.ctl(args, { onLine, signal });
  const state = await readLastRollout(test.context);
  if (!state)
    throw new UserError('DRILL_FAILED', `The release of the drill did not begin:\n${err.join('\n')}`, 'ctl doctor');
  stopIfInterrupted(test.context, STOPPED);
  if (state.position.at !== 'done') await test.ctl(['rollout', 'abort', SERVICE]);
  return state;
}

async function readCandidate(context: Context): Promise<{ readonly fn: string; readonly candidate: Color }> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, ENVIRONMENT));
  const [service] = selectServices(environment, { service: SERVICE });
  if (!service) throw new Error(`${ENVIRONMENT} has no service`);
  const candidate = candidateColor(service);
  return { fn: targetGroupName(service.family, candidate), candidate };
}

/** Whether all requests from now on get a good answer of this color. */
async function isClean(load: Load, color: Color): Promise<boolean> {
  const { total, failed, colors } = await load.sample(REQUESTS_AFTER);
  return failed === 0 && colors[color] === total;
}

async function readLastRollout(context: Context): Promise<RolloutState | undefined> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, ENVIRONMENT));
  return (await (await openRolloutStore(context, environment)).readAll()).rollouts.at(-1)?.state;
}

const metricsSchema = z.object({ targetGroups: z.record(z.string(), z.object({ requests: z.number() })) });

const endpointOf = ({ controlPort }: TestEnvironment): ControlEndpoint => ({ environment: ENVIRONMENT, controlPort });

/** Number of requests that a target group has had. */
async function readRequests(test: TestEnvironment, group: string): Promise<number> {
  const headers = sandboxHeaders(test.context.root, ENVIRONMENT);
  const answer = await test.context.fetch(`http://127.0.0.1:${test.controlPort}/_teal/metrics`, { headers });
  return metricsSchema.parse(await answer.json()).targetGroups[group]?.requests ?? 0;
}
