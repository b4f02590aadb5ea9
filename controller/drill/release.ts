// One release of a drill: the candidate is made to fail, the rollout starts under load, and all is watched until it has ended.
import * as z from 'zod';
import { candidateColor, otherColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../context';
import { UserError } from '../errors';
import { findEnvironment, openEnvironment, selectServices } from '../open';
import type { RolloutState } from '../release';
import { openRollouts } from '../rollout/store';
import { putFault, removeFault } from '../sandbox-faults';
import { inWords } from './faults';
import type { Chosen } from './faults';
import { startLoad } from './load';
import type { Answer, Load } from './load';
import type { Place } from './place';
import { resultOf } from './result';
import type { DrillResult } from './result';
import { ENVIRONMENT, SERVICE } from './text';
import { createWatch } from './watch';

/** Requests under way at most, and the pause of each connection between two: some 200 requests a second. */
const CONNECTIONS = 8;
const PAUSE_MS = 30;
/** Requests before a release, by which the rollout learns how fast the stable color is. */
const BEFORE = 300;
/** Requests after a release, all of which must be good. */
const AFTER = 200;

/** Carries one release out. `tell` gets what the rollout says, line by line. */
export async function rehearse(
  place: Place,
  { kind, fault }: Chosen,
  tell: (line: string) => void,
): Promise<DrillResult> {
  const { fn, candidate } = await candidateOf(place.context);
  const watch = createWatch(kind, candidate);
  let seen = (_: Answer): void => undefined;
  const load = startLoad({
    url: place.url,
    connections: CONNECTIONS,
    pauseMs: PAUSE_MS,
    seen: (answer) => seen(answer),
  });
  try {
    await load.sample(BEFORE);
    seen = (answer) => watch.seen(answer);
    const before = await requestsOf(place, fn);
    if (fault) await putFault(place.context, place.controlPort, fn, fault);
    await place.ctl(['rollout', 'start', SERVICE, '--yes'], tell);
    const state = await lastRollout(place.context);
    const clean = await isClean(load, kind === 'none' ? candidate : otherColor(candidate));
    await load.stop();
    const candidateRequests = (await requestsOf(place, fn)) - before;
    return resultOf({ fault: kind, what: inWords(fault), state, seen: watch.read(), candidateRequests, clean });
  } finally {
    await load.stop();
    await removeFault(place.context, place.controlPort, fn);
  }
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

async function lastRollout(context: Context): Promise<RolloutState> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, ENVIRONMENT));
  const last = (await (await openRollouts(context, environment)).read()).at(-1);
  if (!last) throw new UserError('The rollout of the drill did not begin', 'ctl doctor');
  return last.state;
}

const metricsSchema = z.object({ targetGroups: z.record(z.string(), z.object({ requests: z.number() })) });

/** Requests that a target group has had so far. */
async function requestsOf(place: Place, group: string): Promise<number> {
  const answer = await place.context.fetch(`http://127.0.0.1:${place.controlPort}/_teal/metrics`);
  return metricsSchema.parse(await answer.json()).targetGroups[group]?.requests ?? 0;
}
