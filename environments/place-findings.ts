// Turns findings into problems, each at its place in the file. Pure.
import { fieldName } from './finding';
import type { Finding } from './finding';
import type { Problem } from './problems';
import type { Source } from './source';

/** The problems of a file in the order of its lines, each once. */
export function placeFindings(findings: readonly Finding[], source: Source, file: string): Problem[] {
  const problems = findings.map(({ fields, atKey, message, hint, severity, code }) => ({
    file,
    ...source.placeOf(fields[0], atKey),
    field: fieldName(fields[0]),
    message,
    hint,
    severity,
    ...(code && { code }),
  }));
  const seen = new Set<string>();
  return problems
    .filter((problem) => {
      const key = JSON.stringify([problem.line, problem.column, problem.message]);
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
