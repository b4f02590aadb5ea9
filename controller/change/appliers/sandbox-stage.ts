// The way of a stage in the sandbox: the candidate's function and the rules, through the control endpoint.
import { desiredRouting } from '../../../routing';
import type { Color } from '../../../routing';
import { sandboxChanges } from '../planned-change';
import { checkDrift } from './live';
import { pickServices } from './applier';
import type { PreparedChange, Applier } from './applier';

/** Deploys one color of the services of a step; the other color's function is not touched. */
export const sandboxStageApplier = (color: Color): Applier => ({
  via: 'sandbox',
  prepare: async (step): Promise<PreparedChange> => {
    const { createRouter, deploySandbox } = await import('../../aws');
    const router = await createRouter(step.after, step.context);
    const warnings = checkDrift(step, await router.read());
    const services = pickServices(step.after, step.services);
    const options = { context: step.context, services, colors: [color] };
    const changes = await deploySandbox(step.after, { ...options, dryRun: true });
    return {
      changes: sandboxChanges(changes),
      warnings,
      apply: async () => {
        await deploySandbox(step.after, options);
      },
      verify: () => router.verify(desiredRouting(services)),
      afterwards: async () => [],
    };
  },
});
