// What a process tells the sandbox, whichever way it does.
import type { ChildProcess } from 'node:child_process';
import type { Invocation, Outcome } from './model';

/** A process that waits for an invocation. */
export interface Waiting {
  /** False when the process can no longer be reached. */
  isOpen(): boolean;
  /** Sends the invocation. `deadline` is the end of its time, in milliseconds since 1970. */
  send(invocation: Invocation, deadline: number): void;
}

/** Calls of an environment's process. */
export interface RuntimeCalls {
  /** It is ready for the next invocation. */
  next(waiting: Waiting): void;
  /** It finished an invocation. False when that is not its current invocation. */
  done(requestId: string, outcome: Outcome): boolean;
  /** Its handler could not be loaded. */
  initFailed(error: Outcome): void;
  /** It sent something else, and cannot be used any more. */
  broken(reason: string): void;
}

/** How a process talks with the sandbox. */
export interface Transport {
  /** The environment variables that it needs. */
  readonly variables: Readonly<Record<string, string>>;
  /** How the file descriptor of the channel is opened; undefined when the process gets none. */
  readonly channel: 'pipe' | undefined;
  /** Begins to listen to a process that has just started. */
  attach(child: ChildProcess): void;
  close(): Promise<void>;
}
