// Whether the environment file still has what a rollout wrote there. Pure.
import type { Service } from '../../../environments/schema';
import { otherColor } from '../../../routing/model';
import { candidateWeight } from '../phase';
import { isBeforeTraffic, weightOf } from './next';
import type { RolloutState } from './types';

/** `withdrawn`: the file has 0 % for every candidate, whatever is live. `changed`: the file or its settings changed; the rollout pauses. */
export type PreconditionResult =
  | { readonly kind: 'met' }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | { readonly kind: 'changed'; readonly reason: string };

const MET: PreconditionResult = { kind: 'met' };

/**
 * The settings that must not change during a rollout, as a text to hash: all but those that the rollout itself changes. What the colors
 * run is proven before each shift.
 */
export const serializeConfiguration = (services: readonly Service[]): string =>
  JSON.stringify(
    services.map((service) => ({
      ...service,
      active_color: undefined,
      activate_canary: undefined,
      green_weight: undefined,
      whitelisted_ips: undefined,
      versions: undefined,
    })),
  );

/** Compares the services in the file with what the rollout wrote; `configuration` is the hash of their settings now. */
export function checkFilePreconditions(
  state: RolloutState,
  services: readonly Service[],
  configuration: string,
): PreconditionResult {
  const missing = state.services.find((name) => !services.some((service) => service.name === name));
  if (missing !== undefined) return { kind: 'changed', reason: `${missing} is no longer in the environment file` };
  if (configuration !== state.configuration) {
    return { kind: 'changed', reason: 'the settings of the services have changed since the rollout began' };
  }
  if (state.position.at === 'settling' && services.every((service) => isSettledAlready(state, service))) return MET;
  const moved = services.find((service) => service.active_color !== otherColor(candidateOf(state, service)));
  if (moved) return { kind: 'changed', reason: `${moved.name}: ${moved.active_color} was made the active color` };
  return checkWeights(state, services);
}

function checkWeights(state: RolloutState, services: readonly Service[]): PreconditionResult {
  const asked = expectedWeights(state);
  const unlike = services.filter((service) => !asked.includes(candidateWeight(service)));
  const [first] = unlike;
  if (!first) return MET;
  const at = `${first.name} is at ${candidateWeight(first)} % on ${candidateOf(state, first)} in the environment file`;
  const reason = `${at}, but the rollout had set it to ${weightOf(state)} %`;
  const none = services.every((service) => candidateWeight(service) === 0);
  return { kind: none && weightOf(state) > 0 ? 'withdrawn' : 'changed', reason };
}

/** Where a rollout continues after a pause: at a weight that somebody else has set; or why it cannot. */
export type ResumePoint =
  | { readonly kind: 'planned' }
  | { readonly kind: 'moved'; readonly weight: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** Compares a paused rollout with the weights that the file has by now. A candidate at 0 % was rolled back, which the rollout finds out. */
export function findResumePoint(state: RolloutState, services: readonly Service[]): ResumePoint {
  const resumed = { ...state, position: state.pause?.then ?? state.position };
  const asked = expectedWeights(resumed);
  const weights = [...new Set(services.map(candidateWeight))];
  const [weight = 0] = weights;
  if (weights.every((one) => asked.includes(one)) || weights.every((one) => one === 0)) return { kind: 'planned' };
  const [first] = services;
  const where = services.map((one) => `${one.name} is at ${candidateWeight(one)} % on ${candidateOf(state, one)}`);
  const back = `ctl rollout abort ${first?.name ?? ''} -e ${state.environment} rolls back`;
  if (weights.length > 1) {
    return {
      kind: 'refused',
      reason: `Services that move together are at different weights: ${where.join(', ')}`,
      hint: `ctl shift makes them equal; ${back}`,
    };
  }
  if (isBeforeTraffic(resumed.position)) {
    return {
      kind: 'refused',
      reason: `${where.join(', ')}, before the first step of rollout ${state.id} and its before_shift hooks`,
      hint: `ctl shift ${first?.name ?? ''} takes it to 0 % first; ${back}`,
    };
  }
  return { kind: 'moved', weight };
}

/** During a shift the file may have the old or the new weight. */
function expectedWeights(state: RolloutState): readonly number[] {
  const { position, plan } = state;
  const now = weightOf(state);
  return position.at === 'shifting' ? [now, plan.steps[position.step]?.weight ?? 100] : [now];
}

const candidateOf = (state: RolloutState, { name, active_color }: Service): 'blue' | 'green' =>
  state.candidates[name] ?? otherColor(active_color);

const isSettledAlready = (state: RolloutState, service: Service): boolean =>
  service.active_color === candidateOf(state, service) && candidateWeight(service) === 0;
