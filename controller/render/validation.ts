// Problems of environment files, for people and for GitHub's annotations. Pure.
import { formatProblem } from '../../environments/problems';
import type { Problem } from '../../environments/problems';
import type { Validation } from '../inspect/validate';
import { printable } from '../core/printable';
import type { Style } from '../core/style';

/** One or two lines for each problem, and a summary. */
export function renderValidation({ files, problems }: Validation, style: Style): string[] {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const lines = problems.flatMap((problem) => formatProblem(problem).split('\n'));
  const sum = `${count(files.length, 'file')}, ${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  return [...lines, errors > 0 ? style.red(sum) : style.green(sum)];
}

/** GitHub's workflow commands, so that problems show beside the lines of a pull request. */
export const renderAnnotations = (problems: readonly Problem[]): string[] =>
  problems.map(({ severity, file, line, column, field, message, hint }) => {
    const text = `${field ? `${field}: ` : ''}${message}. ${hint}`;
    return `::${severity} file=${escapeProperty(file)},line=${line},col=${column}::${escapeData(text)}`;
  });

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const escapeData = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
