// What a command returns: the result itself, how it reads, and the exit code. Printing is somebody else's job.
import type { ExitCode } from './errors';
import type { Style } from './style';

/** A command's result. `document` is what `-o json` prints; `lines` is the same for people. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>;
  readonly lines: (style: Style) => readonly string[];
  readonly exitCode: ExitCode;
}

/** Version of the JSON documents; grows when a field changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;
