// A rollback as lines and as an outcome. Pure.
import type { ChangeResult } from '../change/types';
import { EXIT, exitCodeOf } from '../core/errors';
import type { Outcome } from '../core/outcome';
import type { RollbackReport } from '../rollback';

/** One line for each service: what every user gets now, and how ctl knows. */
export const renderRollback = (result: ChangeResult, failures: ReadonlyMap<string, string>): string[] =>
  result.services
    .filter((one) => !failures.has(one.service))
    .map((one) => {
      if (result.dryRun) return `${one.service}: ${one.changed ? 'would be: ' : 'already: '}${one.summary}`;
      return `${one.service}: ${one.summary} — ${one.changed ? 'accepted and read back' : 'read back. No change'}`;
    });

/** The outcome of a rollback whose lines were printed while it ran. */
export const rollbackOutcome = ({ result, problem }: RollbackReport): Outcome => ({
  document: { ...result, ...(problem && { error: { ...problem, exitCode: exitCodeOf(problem.code) } }) },
  lines: () => [],
  exitCode: problem ? exitCodeOf(problem.code) : EXIT.ok,
});
