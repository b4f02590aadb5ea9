// From what Terraform complains about to an error that says what to do. Pure.
import { UserError } from '../core/errors';
import type { Finished } from './process';
import { errorsIn } from './ui-stream';
import type { Diagnostic } from './ui-stream';

/** Where Terraform failed. */
export interface Place {
  readonly stack: string;
  readonly dir: string;
}

/** Who holds a state's lock, as Terraform says it. */
export interface LockHolder {
  readonly id: string;
  readonly who: string;
  readonly operation: string;
  readonly created: string;
}

/** The error for a command of Terraform that failed. `doing` says which, such as `Planning the stack prod-api`. */
export function terraformFailure(doing: string, finished: Finished, place: Place): UserError {
  if (finished.interrupted) return interrupted(doing);
  const errors = errorsIn(finished.stdout);
  const holder = lockHolder(errors);
  if (holder) return locked(doing, holder, place);
  const text = errors.length > 0 ? errors.map(describe).join('\n') : rawText(finished);
  return new UserError('TERRAFORM_FAILED', `${doing} failed:\n${text}`, hintFor(text, place));
}

/** The error for a command that Ctrl-C stopped. */
export const interrupted = (doing: string): UserError =>
  new UserError(
    'INTERRUPTED',
    `${doing} was interrupted; Terraform stopped by itself and saved its state.`,
    'ctl status shows where the traffic goes; run the same command again to finish.',
  );

/** A diagnostic as text. */
export function describe(diagnostic: Diagnostic): string {
  const at = diagnostic.address === undefined ? '' : ` (${diagnostic.address})`;
  const detail = diagnostic.detail.trim();
  return `  ${diagnostic.summary}${at}${detail ? `: ${detail.replaceAll('\n', '\n  ')}` : ''}`;
}

/** Who holds the lock that one of the errors is about; undefined when none is. */
export function lockHolder(errors: readonly Diagnostic[]): LockHolder | undefined {
  const error = errors.find((one) => one.summary.includes('acquiring the state lock'));
  if (!error) return undefined;
  const field = (name: string): string =>
    new RegExp(`^\\s*${name}:\\s*(.+)$`, 'm').exec(error.detail)?.[1] ?? 'unknown';
  return { id: field('ID'), who: field('Who'), operation: field('Operation'), created: field('Created') };
}

function locked(doing: string, holder: LockHolder, place: Place): UserError {
  return new UserError(
    'STATE_LOCKED',
    `${doing} failed: its state is locked by ${holder.who} since ${holder.created} (${holder.operation}).`,
    `Wait until that is done. Only when you are sure that it no longer runs: terraform -chdir=${place.dir} force-unlock ${holder.id}`,
  );
}

const HINTS: readonly (readonly [pattern: RegExp, hint: (place: Place) => string])[] = [
  [
    /expired ?token|token.*expired|expired.*credentials/i,
    () => 'Sign in again (aws sso login, or new AWS_* variables), then run the same command.',
  ],
  [
    /no valid credential sources|failed to refresh cached credentials|InvalidClientTokenId/i,
    () => 'Set AWS_PROFILE, or sign in with aws sso login; `aws sts get-caller-identity` must work.',
  ],
  [
    /AccessDenied|UnauthorizedOperation|not authorized to perform/i,
    () => 'Allow the action that it names to the role or user that runs ctl.',
  ],
  [/connection refused/i, () => 'The endpoint does not answer: start the emulator, or set right emulator_endpoint.'],
  [/saved plan is stale/i, () => 'Somebody applied in the meantime: run the same command again, which plans anew.'],
  [
    /backend configuration changed|backend initialization required/i,
    ({ dir }) => `Move the state yourself: terraform -chdir=${dir} init -migrate-state`,
  ],
  [
    /failed to query available provider packages|could not download|registry\./i,
    () => 'Check the network and the proxy settings, or point TF_CLI_CONFIG_FILE at a provider mirror.',
  ],
];

const hintFor = (text: string, place: Place): string =>
  HINTS.find(([pattern]) => pattern.test(text))?.[1](place) ??
  'Set right what Terraform names, then run the same command again.';

/** Terraform's words where it did not print JSON, without the frame around them. */
function rawText(finished: Finished): string {
  const text = (finished.stderr || finished.stdout).replace(/^[╷╵│]\s?/gm, '').trim();
  return text || `  Terraform ended with code ${finished.code ?? 'none: it was killed'}.`;
}
