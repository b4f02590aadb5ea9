// What the journal keeps of a deployment.
import type { Environment } from '../../environments';
import type { Context } from '../core/context';
import type { Deployment } from './deploy';
import { appendJournal } from '../workspace/journal';
import { clearPendingChanges } from '../workspace/pending-changes';
import { messageOf } from '../core/errors';

/** Journals a deployment that changed something, and one that failed after it had begun to. */
export async function journalDeployment(
  context: Context,
  environment: Environment,
  reason: string | undefined,
  run: (begun: () => void) => Promise<Deployment>,
): Promise<Deployment> {
  let hasBegun = false;
  const via = environment.target === 'sandbox' ? 'sandbox' : 'terraform';
  const entry = { verb: 'deploy', service: '', from: null, to: null, reason: reason ?? null, via } as const;
  try {
    const deployment = await run(() => (hasBegun = true));
    clearPendingChanges(
      context.root,
      environment.name,
      environment.services.map((service) => service.name),
    );
    if (deployment.changes.length > 0) appendJournal(context, environment.name, { ...entry, result: 'done' });
    return deployment;
  } catch (error) {
    if (!hasBegun) throw error;
    const result = context.signal.aborted ? 'interrupted' : 'failed';
    const message = messageOf(error);
    appendJournal(context, environment.name, { ...entry, result, error: message });
    throw error;
  }
}
