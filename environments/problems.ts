// What is wrong with an environment file, in a form that can be printed, annotated or sent as JSON.

/** One problem, at one place of a file. `line` and `column` count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The field, such as `services.nginx-lambda.green_weight`; empty for the file as a whole. */
  readonly field: string;
  /** What is wrong, with the value got. */
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  readonly severity: 'error' | 'warning';
  /** Set where the environment file is not wrong by itself. */
  readonly code?: ProblemCode;
}

/**
 * Another file claims the same; the versions file cannot be used; or the file asks for something else on a color that has traffic.
 */
export type ProblemCode = 'CLAIMED_TWICE' | 'VERSIONS_FILE_INVALID' | 'SERVES_TRAFFIC';

/** Thrown when a file cannot be used; carries every problem at once, warnings too. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }

  /** The code of a user's error: that of the first problem. */
  get code(): 'ENVIRONMENT_FILE_INVALID' | ProblemCode {
    return this.problems.find(({ severity }) => severity === 'error')?.code ?? 'ENVIRONMENT_FILE_INVALID';
  }

  /** What cannot be used, as the title of the problems. */
  get title(): string {
    return `the ${this.code === 'VERSIONS_FILE_INVALID' ? 'versions' : 'environment'} file cannot be used`;
  }
}

/** A problem as `file:line:column: severity: field: message. hint`. */
export function formatProblem(problem: Problem): string {
  // A key of the file may contain line breaks: it must not look like another problem.
  const field = problem.field ? `${onOneLine(problem.field)}: ` : '';
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${field}${onOneLine(problem.message)}\n    ${onOneLine(problem.hint)}`;
}

const onOneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029\u0085]+/g, ' ');

/** An error about a file as a whole. */
export const fileError = (file: string, message: string, hint: string): EnvironmentError =>
  new EnvironmentError([{ file, line: 1, column: 1, field: '', message, hint, severity: 'error' }]);
