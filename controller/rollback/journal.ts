// Writes a rollback to the journal. A failure to write does not fail the rollback.
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import type { Environment } from '../../environments/schema';
import type { Snapshot } from '../release/snapshot';
import { openJournal } from '../store/journal';
import { clearPendingChanges } from '../workspace/pending-changes';
import { messageOf } from '../core/errors';

/** Writes the result of a rollback, for each service that it changed; `problem` is the error, if any. */
export async function journalRollback(
  context: Context,
  environment: Environment,
  result: ChangeResult,
  problem: unknown,
  options: {
    readonly reason: string | undefined;
    readonly failed: ReadonlySet<string>;
    /** Gates that were overridden, by service. */
    readonly overrode: ReadonlyMap<string, string>;
    /** The newest state in the journal of services whose last change was cut off before its entry: this one stands for both. */
    readonly unjournaled: ReadonlyMap<string, Snapshot>;
  },
): Promise<void> {
  const error = problem === undefined ? {} : { error: messageOf(problem) };
  try {
    const unwritten = new Set<string>(options.failed);
    const journal = await openJournal(context, environment);
    const { unjournaled } = options;
    for (const { service, from, to } of result.services.filter((one) => one.changed || unjournaled.has(one.service))) {
      const overrode = options.overrode.get(service);
      const revision = await journal.append({
        verb: 'rollback',
        service,
        from: unjournaled.get(service) ?? from,
        to,
        reason: options.reason ?? null,
        ...(overrode !== undefined && { overrode }),
        via: 'live',
        ...(options.failed.has(service)
          ? { result: 'failed' as const }
          : { result: 'done' as const, acceptedAt: context.now().toISOString() }),
        ...error,
      });
      if (!revision) unwritten.add(service);
    }
    const done = result.services.map((one) => one.service).filter((service) => !unwritten.has(service));
    clearPendingChanges(context.root, result.environment, done);
  } catch (problem) {
    context.io.err(`warning: the rollback is not in the journal: ${messageOf(problem)}`);
  }
}
