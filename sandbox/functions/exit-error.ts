// The error of a process that has ended, in Lambda's words.
import { failure } from './model';
import type { Outcome } from './model';

/** Signals in Lambda's words. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted (core dumped)',
  SIGSEGV: 'segmentation fault (core dumped)',
  SIGTERM: 'terminated',
};

/** The error of an invocation, or of a start without one, whose process has ended. */
export function exitError(requestId: string | undefined, code: number | null, signal: NodeJS.Signals | null): Outcome {
  const reason = signal === null ? `exit status ${code}` : `signal: ${SIGNALS[signal] ?? signal}`;
  const exit = code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
  return failure('Runtime.ExitError', `${requestId === undefined ? '' : `RequestId: ${requestId} `}Error: ${exit}`);
}
