// Describes an error for its report: a user error with what to do next, a bug with its stack trace.
import { basename, relative, resolve } from 'node:path';
import { EnvironmentError, formatProblem } from '../../environments/problems';
import type { Problem } from '../../environments/problems';
import { UserError } from './errors';
import type { ErrorCode } from './errors';
import { toFileError } from './system-error';

/** An error as it is reported. `problems`: those of a file, with paths from the working directory. */
export interface DescribedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly problems?: readonly Problem[];
}

/** Describes whatever was thrown: what happened, and what to do next. */
export function describeError(thrown: unknown, cwd: string): DescribedError {
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
