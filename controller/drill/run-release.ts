// One release of a drill: the candidate is made to fail, the rollout starts under load, and all is watched until it has ended.
import * as z from 'zod';
import { candidateColor, otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { stopIfInterrupted } from '../core/interrupt';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { RolloutState } from '../release';
import { openRollouts } from '../rollout/store';
import { putFault, removeFault } from '../sandbox/faults';
import { inWords } from './faults';
import type { Chosen } from './faults';
import type { Answer, Load } from './load-generator';
import type { Place } from './test-environment';
import { resultOf } from './result';
import type { DrillResult } from './result';
import { ENVIRONMENT, SERVICE } from './environment-file';
import { createWatch } from './observer';

/** Requests after a release, all of which must be good. */
const AFTER = 200;
/** When a release is given up that neither goes on nor back, in milliseconds. */
const PATIENCE_MS = 60_000;

/** The users of a drill. `watcher` gets every answer from now on. */
export interface Users extends Load {
  watcher: (answer: Answer) => void;
}

/** Carries one release out. `tell` gets what the rollout says, line by line. */
export async function rehearse(
  place: Place,
  users: Users,
  { kind, fault }: Chosen,
  tell: (line: string) => void,
): Promise<DrillResult> {
  const { fn, candidate } = await candidateOf(place.context);
  const watch = createWatch(kind, candidate);
  const before = await requestsOf(place, fn);
  try {
    if (fault) await putFault(place.context, place.controlPort, fn, fault);
    users.watcher = (answer) => watch.seen(answer);
    const state = await released(place, tell);
    const clean = await isClean(users, kind === 'none' ? candidate : otherColor(candidate));
    await users.drained();
    users.watcher = () => undefined;
    const candidateRequests = (await requestsOf(place, fn)) - before;
    return resultOf({ fault: kind, what: inWords(fault), state, seen: watch.read(), candidateRequests, clean });
  } finally {
    await removeFault(place.context, place.controlPort, fn);
  }
}

/** The release, as a user would make it; one that does not end by itself is gone back from, so that the next can begin. */
async function released(place: Place, tell: (line: string) => void): Promise<RolloutState> {
  const args = ['release', SERVICE, '--package', place.newPackage(), '--yes'];
  const signal = AbortSignal.any([place.context.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const { err } = await place.ctl(args, { tell, signal });
  const state = await lastRollout(place.context);
  if (!state)
    throw new UserError('DRILL_FAILED', `The release of the drill did not begin:\n${err.join('\n')}`, 'ctl doctor');
  stopIfInterrupted(place.context, 'The drill was stopped; its sandbox is gone, and nothing else was touched');
  if (state.position.at !== 'done') await place.ctl(['rollout', 'abort', SERVICE]);
  return state;
}

async function candidateOf(context: Context): Promise<{ readonly fn: string; readonly candidate: Color }> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, ENVIRONMENT));
  const [service] = selectServices(environment, { service: SERVICE });
  if (!service) throw new Error(`${ENVIRONMENT} has no service`);
  const candidate = candidateColor(service);
  return { fn: targetGroupName(service.family, candidate), candidate };
}

/** Whether everybody who asks from now on gets a good answer of this color. */
async function isClean(load: Load, color: Color): Promise<boolean> {
  const { total, failed, colors } = await load.sample(AFTER);
  return failed === 0 && colors[color] === total;
}

async function lastRollout(context: Context): Promise<RolloutState | undefined> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, ENVIRONMENT));
  return (await (await openRollouts(context, environment)).read()).at(-1)?.state;
}

const metricsSchema = z.object({ targetGroups: z.record(z.string(), z.object({ requests: z.number() })) });

/** Requests that a target group has had so far. */
async function requestsOf(place: Place, group: string): Promise<number> {
  const answer = await place.context.fetch(`http://127.0.0.1:${place.controlPort}/_teal/metrics`);
  return metricsSchema.parse(await answer.json()).targetGroups[group]?.requests ?? 0;
}
