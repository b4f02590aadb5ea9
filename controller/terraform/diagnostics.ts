// Translates the errors of Terraform to errors with a hint. Pure.
import { UserError } from '../core/errors';
import type { Finished } from './process';
import { parseErrors } from './ui-stream';
import type { Diagnostic } from './ui-stream';

/** The stack in which Terraform failed. */
export interface Place {
  readonly stack: string;
  readonly dir: string;
}

/** The holder of a state's lock, as Terraform prints it. */
export interface LockHolder {
  readonly id: string;
  readonly who: string;
  readonly operation: string;
  readonly created: string;
}

/** Translates a failed command of Terraform. `doing` describes the command, such as `Planning the stack prod-api`. */
export function toTerraformError(doing: string, finished: Finished, place: Place): UserError {
  if (finished.interrupted) return interruptedError(doing);
  const errors = parseErrors(finished.stdout);
  const holder = parseLockHolder(errors);
  if (holder) return lockedError(doing, holder, place);
  const text = errors.length > 0 ? errors.map(formatDiagnostic).join('\n') : rawText(finished);
  return new UserError('TERRAFORM_FAILED', `${doing} failed:\n${text}`, hintFor(text, place));
}

/** The error for a command that was stopped by Ctrl-C. */
export const interruptedError = (doing: string): UserError =>
  new UserError(
    'INTERRUPTED',
    `${doing} was interrupted; Terraform stopped by itself and saved its state.`,
    'ctl status shows the current traffic; run the same command again to finish.',
  );

/** How much is shown of an output that cannot be read. */
const SHOWN_CHARACTERS = 80;

/** The error for a command that ended well, but whose output is not what Terraform prints. */
export const unreadableOutput = (doing: string, output: string, cause: unknown): UserError =>
  new UserError(
    'TERRAFORM_FAILED',
    `${doing} failed:\n  its output is not that of Terraform: ${JSON.stringify(output.slice(0, SHOWN_CHARACTERS))}`,
    'Check what TERRAFORM_BINARY_NAME or PATH leads to, then run the same command again.',
    { cause },
  );

/** Formats a diagnostic. */
function formatDiagnostic(diagnostic: Diagnostic): string {
  const at = diagnostic.address === undefined ? '' : ` (${diagnostic.address})`;
  const detail = diagnostic.detail.trim();
  return `  ${diagnostic.summary}${at}${detail ? `: ${detail.replaceAll('\n', '\n  ')}` : ''}`;
}

/** Reads the holder of a lock from the error about it; undefined when no error is about a lock. */
function parseLockHolder(errors: readonly Diagnostic[]): LockHolder | undefined {
  const error = errors.find((one) => one.summary.includes('acquiring the state lock'));
  if (!error) return undefined;
  const field = (name: string): string =>
    new RegExp(`^\\s*${name}:\\s*(.+)$`, 'm').exec(error.detail)?.[1] ?? 'unknown';
  return { id: field('ID'), who: field('Who'), operation: field('Operation'), created: field('Created') };
}

function lockedError(doing: string, holder: LockHolder, place: Place): UserError {
  return new UserError(
    'STATE_LOCKED',
    `${doing} failed: its state is locked by ${holder.who} since ${holder.created} (${holder.operation}).`,
    `Wait until that is done. Only when you are sure that it is no longer running: terraform -chdir=${place.dir} force-unlock ${holder.id}`,
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
  [/connection refused/i, () => 'The endpoint does not answer: start the emulator, or correct emulator_endpoint.'],
  [
    /saved plan is stale/i,
    () => 'Another change was applied in the meantime: run the same command again, which makes a new plan.',
  ],
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
  'Correct what Terraform names, then run the same command again.';

/** The output when it is not JSON, without the frame that Terraform draws around it. */
function rawText(finished: Finished): string {
  const text = (finished.stderr || finished.stdout).replace(/^[╷╵│]\s?/gm, '').trim();
  if (text) return text;
  return finished.code === null ? '  Terraform was killed.' : `  Terraform exited with code ${finished.code}.`;
}
