// Prints errors: a user error with what to do next, a bug with its stack trace.
import { basename, relative, resolve } from 'node:path';
import { EnvironmentError, formatProblem } from '../../environments/problems';
import type { Problem } from '../../environments/problems';
import type { Context } from '../core/context';
import { EXIT, UserError, exitCodeOf } from '../core/errors';
import type { ErrorCode, ExitCode } from '../core/errors';
import { forPeople } from '../core/fold';
import { printableJson } from '../core/printable';
import { printLabelled } from '../core/safe-io';
import { SCHEMA_VERSION } from '../core/outcome';
import { toFileError } from '../core/system-error';
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
  const print = (line: string): void =>
    forPeople(line, io.isTTY ? io.columns : Infinity).forEach((one) => io.err(one));
  printLabelled(print, 'error', message);
  if (hint) printLabelled(print, 'hint', hint);
  if (env['GITHUB_ACTIONS'] === 'true') for (const line of renderAnnotations(problems ?? [])) io.err(line);
  if (json) {
    io.out(printableJson({ schemaVersion: SCHEMA_VERSION, error: { code, message, hint, exitCode, problems } }));
  }
  return exitCode;
}

interface Described {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly problems?: readonly Problem[];
}

function describeError(thrown: unknown, cwd: string): Described {
  const error = toFileError(thrown);
  if (error instanceof UserError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof EnvironmentError) {
    const problems = error.problems.map((problem) => ({ ...problem, file: relative(cwd, resolve(cwd, problem.file)) }));
    return {
      code: error.code,
      message: `${error.title}\n${problems.map(formatProblem).join('\n')}`,
      hint:
        error.code === 'VERSIONS_FILE_INVALID'
          ? restoreVersions(problems)
          : 'Correct it and check it with ctl validate',
      problems,
    };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'BUG',
    message: `this is a bug in ctl\n${text}`,
    hint: 'Please report it with the lines above',
  };
}

/** How to get a versions file back, which nobody edits. */
function restoreVersions(problems: readonly Problem[]): string {
  const file = problems.find(({ code }) => code === 'VERSIONS_FILE_INVALID')?.file ?? '';
  const name = basename(file).replace(/\.versions\.ya?ml$/, '');
  return `ctl pull -e ${name} writes it from the journal; git checkout ${file} brings back what was committed`;
}
