// The result of a rollout that this process drove.
import type { Context } from '../core/context';
import { takeSnapshot } from '../release';
import type { LiveWeights, RolloutState, Snapshot } from '../release';
import type { EnvironmentFile } from '../workspace/open-environment';
import { readLiveWeights } from './live-weights';
import { readServices } from './preconditions';

/** What -o json prints of it. */
export interface RolloutResult {
  readonly rollout: RolloutState;
  /** Each service as the environment file has it now. */
  readonly services: Readonly<Record<string, Snapshot>>;
  readonly live: LiveWeights;
}

/** Adds the present routing of its services to the state of a rollout: what the file has, and what is live. */
export async function readResult(
  context: Context,
  file: EnvironmentFile,
  rollout: RolloutState,
): Promise<RolloutResult> {
  const { environment, services } = await readServices(context, file, rollout, true);
  const live = await readLiveWeights(context, environment);
  return {
    rollout,
    services: Object.fromEntries(services.map((service) => [service.name, takeSnapshot(service)])),
    live: live.of(services.map(({ name }) => name)),
  };
}
