// The outcome of a command: its result as data, as lines, and as an exit code. cli/ prints it.
import { EXIT } from './error-codes';
import type { ExitCode } from './error-codes';
import type { Style } from './style';

/** A command's result. `document` is what `-o json` prints; `lines` is the same for people; `warnings` go to stderr first, and so do `annotations`, workflow commands for the runner. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>;
  readonly lines: (style: Style) => readonly string[];
  readonly warnings?: readonly string[];
  readonly annotations?: readonly string[];
  readonly exitCode: ExitCode;
  /** Everything was printed while the command ran: neither document nor lines are printed. */
  readonly streamed?: boolean;
}

/** The outcome of a command that printed everything while it ran, such as one that watches. */
export const STREAMED: Outcome = { document: {}, lines: () => [], exitCode: EXIT.ok, streamed: true };

/** Version of the JSON documents; grows when a field changes its meaning or is removed. */
export const SCHEMA_VERSION = 1;
