// Checks environment files, and reports every problem of each.
import { relative, resolve } from 'node:path';
import {
  findCommonClaims,
  findEnvironments,
  findServingProblems,
  loadEnvironment,
  readClaimsOnce,
} from '../../environments';
import type { Problem, ReadClaims } from '../../environments';
import { readEnvironment } from '../../environments/files';
import { EnvironmentError } from '../../environments/problems';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment } from '../workspace/open-environment';

/** The checked files, with paths relative to the working directory. */
export interface Validation {
  readonly files: readonly string[];
  readonly valid: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Checks one environment and some files; every environment's file when none is named.
 * @throws {UserError} exit 2 when there is no such environment, or no file at all.
 */
export async function validateFiles(
  context: Context,
  environment: string | undefined,
  named: readonly string[],
): Promise<Validation> {
  const asked = [
    ...(environment === undefined ? [] : [(await findEnvironment(context, environment)).file]),
    ...named.map((file) => resolve(context.cwd, file)),
  ];
  const files = asked.length > 0 ? asked : findEnvironments(context.root).map((one) => one.file);
  if (files.length === 0) {
    throw new UserError(
      'ENVIRONMENT_NOT_FOUND',
      `There is no environment file in ${context.root}/environments`,
      'Go to the repository (with cdktf.json), name it with --root or CTL_ROOT, or write environments/NAME.yaml',
    );
  }
  const shown = (file: string): string => relative(context.cwd, resolve(context.cwd, file)) || file;
  const read = readClaimsOnce();
  const problems = files
    .flatMap((file) => problemsOf(file, read))
    .map((problem) => ({ ...problem, file: shown(problem.file) }));
  return {
    files: files.map(shown),
    valid: problems.every((problem) => problem.severity !== 'error'),
    problems,
  };
}

/** The problems of a file by itself, and what it claims although another file of its folder does. */
function problemsOf(file: string, read: ReadClaims): readonly Problem[] {
  return [...ownProblems(file), ...claimedTwice(file, read)];
}

function ownProblems(file: string): readonly Problem[] {
  try {
    const { environment, warnings, text } = loadEnvironment(file);
    return [...warnings, ...findServingProblems(environment, text)];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

/** None for a file that cannot be read: that is its own problem. */
function claimedTwice(file: string, read: ReadClaims): readonly Problem[] {
  try {
    return findCommonClaims(file, readEnvironment(file), read);
  } catch (error) {
    if (error instanceof EnvironmentError) return [];
    throw error;
  }
}
