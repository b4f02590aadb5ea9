// Errors as the user sees them: a user's error with what to do next, a bug with its stack trace.
import { EnvironmentError } from '../environments/problems';
import type { Problem } from '../environments/problems';
import type { Io } from './context';
import { EXIT, UserError } from './errors';
import type { ExitCode } from './errors';
import { SCHEMA_VERSION } from './outcome';

/** Prints an error on stderr, and with `json` as one document on stdout too; returns the exit code. */
export function reportError(error: unknown, io: Io, json: boolean): ExitCode {
  const { message, hint, exitCode, problems } = describeError(error);
  io.err(`error: ${message}`);
  if (hint) io.err(`hint: ${hint}`);
  if (json) {
    io.out(JSON.stringify({ schemaVersion: SCHEMA_VERSION, error: { message, hint, exitCode, problems } }, null, 2));
  }
  return exitCode;
}

interface Described {
  readonly message: string;
  readonly hint: string;
  readonly exitCode: ExitCode;
  readonly problems?: readonly Problem[];
}

function describeError(error: unknown): Described {
  if (error instanceof UserError) return { message: error.message, hint: error.hint, exitCode: error.exitCode };
  if (error instanceof EnvironmentError) {
    return {
      message: `the environment file cannot be used\n${error.message}`,
      hint: 'Correct it and check it with ctl validate',
      exitCode: EXIT.input,
      problems: error.problems,
    };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    message: `this is a bug in ctl\n${text}`,
    hint: 'Please report it with the lines above',
    exitCode: EXIT.failure,
  };
}
