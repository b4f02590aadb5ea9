// The port of logs: the lines of one function, from any source.

/** One line of a function's log. Version and request id are null where the source does not know them. */
export interface LogEntry {
  /** ISO 8601. */
  readonly at: string;
  /** The published version of the Lambda function, such as `3`. */
  readonly version: string | null;
  readonly requestId: string | null;
  readonly text: string;
}

/** Reads on in the log of one function. */
export interface LogReader {
  /**
   * Returns the lines that were not returned before, oldest first.
   * @throws {UserError} NOT_FOUND when the function has no log, UNREACHABLE while its source does not answer.
   */
  next(): Promise<readonly LogEntry[]>;
}

/** The logs of an environment's functions. */
export interface LogSource {
  /** Milliseconds between two reads of a log that is followed. */
  readonly everyMs: number;
  /** Opens the log of a function at a time, without a call. */
  open(functionName: string, since: Date): LogReader;
}
