// Applies a verb's edits to the environment in memory, before anything is written.
import type { Edit, Environment, Places } from '../../environments';
import { EnvironmentError } from '../../environments/problems';
import { UserError } from '../core/errors';
import type { Opened } from './open-environment';

/** The text that will be written, and its environment. */
export interface EditedEnvironment {
  readonly text: string;
  readonly environment: Environment;
  readonly versionsText: string | undefined;
  readonly places?: Places;
}

/**
 * Applies edits to a file's text and checks the result by the same rules as any file.
 * @throws {UserError} exit 2 with the rules that the verb would break.
 */
export async function applyEdits(opened: Opened, edits: readonly Edit[], verb: string): Promise<EditedEnvironment> {
  const { versionsText } = opened;
  if (edits.length === 0) return { text: opened.text, versionsText, environment: opened.environment };
  const { editEnvironment, parseEnvironment, versionsOf } = await import('../../environments');
  const text = editEnvironment(opened.text, [...edits]);
  try {
    const versions = versionsOf(opened.environment);
    const { environment, places } = parseEnvironment(text, opened.environment.file, { versions });
    return { text, versionsText, places, environment: { ...environment, sandbox: opened.environment.sandbox } };
  } catch (error) {
    if (error instanceof EnvironmentError) throw refusedEdit(error, verb);
    throw error;
  }
}

function refusedEdit(error: EnvironmentError, verb: string): UserError {
  const problems = error.problems.filter((problem) => problem.severity === 'error');
  const [first] = problems;
  return new UserError(
    'EDIT_INVALID',
    [`ctl ${verb} was refused:`, ...problems.map((problem) => `  ${problem.field}: ${problem.message}`)].join('\n'),
    first?.hint ?? 'Correct the value and try again',
    { cause: error },
  );
}
