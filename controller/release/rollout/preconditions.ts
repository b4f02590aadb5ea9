// Whether the environment file still says what a rollout left there. Pure.
import type { Service } from '../../../environments/schema';
import { otherColor } from '../../../routing/model';
import { candidateWeight } from '../phase';
import { weightOf } from './next';
import type { RolloutState } from './types';

/** `went-back`: somebody has rolled back. `changed`: the ground has moved, and a person must look. */
export type Standing =
  | { readonly kind: 'fine' }
  | { readonly kind: 'went-back'; readonly reason: string }
  | { readonly kind: 'changed'; readonly reason: string };

const FINE: Standing = { kind: 'fine' };

/** What the services of a rollout must not change while it runs, as a text to hash: all that a verb of its own does not move. */
export const configurationText = (services: readonly Service[]): string =>
  JSON.stringify(
    services.map((service) => ({
      ...service,
      active_color: undefined,
      activate_canary: undefined,
      green_weight: undefined,
      whitelisted_ips: undefined,
    })),
  );

/** Compares the services with what the rollout has asked for so far; `configuration` is the hash of what they say now. */
export function standingOf(state: RolloutState, services: readonly Service[], configuration: string): Standing {
  const missing = state.services.find((name) => !services.some((service) => service.name === name));
  if (missing !== undefined) return { kind: 'changed', reason: `${missing} is no longer in the environment file` };
  if (configuration !== state.configuration) {
    return { kind: 'changed', reason: 'the settings of the services were changed since the rollout began' };
  }
  if (state.position.at === 'settling' && services.every((service) => isSettled(state, service))) return FINE;
  const moved = services.find((service) => service.active_color !== otherColor(candidateOf(state, service)));
  if (moved) return { kind: 'changed', reason: `${moved.name}: ${moved.active_color} was made the active color` };
  return weightStanding(state, services);
}

function weightStanding(state: RolloutState, services: readonly Service[]): Standing {
  const asked = askedWeights(state);
  const unlike = services.filter((service) => !asked.includes(candidateWeight(service)));
  const [first] = unlike;
  if (!first) return FINE;
  const at = `${first.name} is at ${candidateWeight(first)} % on ${candidateOf(state, first)}`;
  const back = services.every((service) => candidateWeight(service) === 0);
  if (back && weightOf(state) > 0) return { kind: 'went-back', reason: 'rolled back by another command' };
  return { kind: 'changed', reason: `${at}, and the rollout had left it at ${weightOf(state)} %` };
}

/** While a shift is under way the file may say either. */
function askedWeights(state: RolloutState): readonly number[] {
  const { position, plan } = state;
  const now = weightOf(state);
  return position.at === 'shifting' ? [now, plan.steps[position.step]?.weight ?? 100] : [now];
}

const candidateOf = (state: RolloutState, { name, active_color }: Service): 'blue' | 'green' =>
  state.candidates[name] ?? otherColor(active_color);

const isSettled = (state: RolloutState, service: Service): boolean =>
  service.active_color === candidateOf(state, service) && candidateWeight(service) === 0;
