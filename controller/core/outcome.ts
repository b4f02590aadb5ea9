// The outcome of a command: its result as data, as lines, and as an exit code. cli/ prints it.
import type { ExitCode } from './error-codes';
import type { Style } from './style';

/** A command's result. `document` is what `-o json` prints; `lines` is the same for people; `warnings` go to stderr first, and so do `annotations`, workflow commands for the runner. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>;
  readonly lines: (style: Style) => readonly string[];
  /** The lines are for another program, such as a shell: they are printed as they are, whatever the width of the terminal. */
  readonly verbatim?: boolean;
  readonly warnings?: readonly string[];
  readonly annotations?: readonly string[];
  readonly exitCode: ExitCode;
}

/** Version of the JSON documents; grows when a field changes its meaning or is removed. */
export const SCHEMA_VERSION = 1;
