// Refusals of several services, as one error.
import { UserError } from '../core/errors';
import type { Decision } from '../release/decision';

/**
 * One refusal refuses the whole command, so that --all is all or nothing.
 * @throws {UserError} exit 3 with every reason, and the hint of the first.
 */
export function refuseAny(decisions: readonly Decision[]): void {
  const refused = decisions.filter((decision) => decision.kind === 'refused');
  const [first] = refused;
  if (!first) return;
  throw new UserError(
    first.code,
    refused.map((decision) => `${decision.before.name}: ${decision.reason}`).join('\n'),
    first.hint,
  );
}
