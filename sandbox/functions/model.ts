// Types of the function runner: what runs, and how an invocation ends.

/** One immutable version of a function, ready to run. Times in seconds, memory in MB. */
export interface FunctionVersion {
  readonly name: string;
  readonly version: string;
  /** ARN that it is invoked by, with the qualifier. */
  readonly arn: string;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with its unpacked code. */
  readonly codeDir: string;
  readonly reservedConcurrency: number | undefined;
}

/**
 * How an invocation ended, and how long it took in its environment, in milliseconds: without the start of the environment, like Lambda's
 * Duration; undefined when no environment ran it. The payload of an error is Lambda's JSON: errorType,
 * errorMessage and, where known, a trace.
 */
export type Outcome =
  | { readonly kind: 'ok'; readonly payload: Buffer; readonly milliseconds?: number }
  | { readonly kind: 'error'; readonly payload: Buffer; readonly milliseconds?: number }
  | { readonly kind: 'throttled' };

/** A pending invocation; settled exactly once. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly arn: string;
  readonly traceId: string | undefined;
  settle(outcome: Outcome): void;
}

/** An error outcome in Lambda's shape. */
export const failure = (errorType: string, errorMessage: string): Outcome => ({
  kind: 'error',
  payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
});
