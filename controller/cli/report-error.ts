// Prints errors: a user error with what to do next, a bug with its stack trace.
import type { Context } from '../core/context';
import { describeError } from '../core/describe-error';
import { EXIT, exitCodeOf } from '../core/errors';
import type { ExitCode } from '../core/errors';
import { printableJson } from '../core/printable';
import { printLabelled } from '../core/safe-io';
import { SCHEMA_VERSION } from '../core/outcome';
import { renderAnnotations } from '../render/validation';

/** `json`: print the error as a document too. `detailed`: exit with 1 for every error, as `plan --detailed-exitcode` does. */
interface Report {
  readonly json: boolean;
  readonly detailed: boolean;
}

/** Prints an error on stderr, in GitHub Actions as annotations of the file too, and with `json` as one document on stdout; returns the exit code. */
export function reportError(
  error: unknown,
  { io, cwd, env }: Pick<Context, 'io' | 'cwd' | 'env'>,
  { json, detailed }: Report,
): ExitCode {
  const { code, message, hint, problems } = describeError(error, cwd);
  const exitCode = detailed ? EXIT.failure : exitCodeOf(code);
  printLabelled(io.err, 'error', message);
  if (hint) printLabelled(io.err, 'hint', hint);
  if (env['GITHUB_ACTIONS'] === 'true') for (const line of renderAnnotations(problems ?? [])) io.err(line);
  if (json) {
    io.out(printableJson({ schemaVersion: SCHEMA_VERSION, error: { code, message, hint, exitCode, problems } }));
  }
  return exitCode;
}
