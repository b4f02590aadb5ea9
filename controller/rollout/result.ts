// The result of a rollout that this process drove.
import type { Context } from '../core/context';
import { takeSnapshot } from '../release';
import type { RolloutState, Snapshot } from '../release';
import type { EnvironmentFile } from '../workspace/open-environment';
import { readServices } from './preconditions';

/** What -o json prints of it. */
export interface RolloutResult {
  readonly rollout: RolloutState;
  /** Each service as the environment file has it now. */
  readonly services: Readonly<Record<string, Snapshot>>;
}

/** Adds the present routing of its services to the state of a rollout. */
export async function readResult(
  context: Context,
  file: EnvironmentFile,
  rollout: RolloutState,
): Promise<RolloutResult> {
  const { services } = await readServices(context, file, rollout, true);
  return { rollout, services: Object.fromEntries(services.map((service) => [service.name, takeSnapshot(service)])) };
}
