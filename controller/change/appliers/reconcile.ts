// After a live rollback: Terraform must find nothing to change, and whatever it says, the rollback has happened.
import { UserError } from '../../core/errors';
import { terraformChanges } from '../planned-change';
import { planServices } from './terraform';
import type { Step } from './applier';

/** Plans the services of a step and returns what is left as warnings; never throws a user's error. */
export async function reconcile(step: Pick<Step, 'context' | 'after' | 'services'>): Promise<readonly string[]> {
  if (step.after.target === 'sandbox') return [];
  const deploy = `ctl deploy -e ${step.after.name}`;
  try {
    step.context.io.err('Traffic is back; checking that Terraform agrees');
    const changes = terraformChanges(await planServices(step.context, step.after, step.services));
    const addresses = changes.flatMap((change) => (change.kind === 'terraform' ? [change.address] : []));
    return changes.length === 0 ? [] : [`Terraform would change ${addresses.join(', ')}: look at it with ${deploy}`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`Terraform could not be asked: ${error.message}. Traffic is back all the same; later: ${deploy}`];
  }
}
