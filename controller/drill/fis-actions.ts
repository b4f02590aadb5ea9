// A fault as actions of AWS Fault Injection Service ("AWS FIS Actions reference", aws:lambda:function). Pure.
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';

/** An action of an experiment template. Every parameter is text. */
export interface FisAction {
  readonly actionId: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly targets: { readonly Functions: string };
  readonly startAfter?: readonly string[];
}

export type FisActions = Readonly<Record<string, FisAction>>;

/** Name of the template's only target. */
export const TARGET = 'candidate';

/** Longest delay that the extension adds, in milliseconds. */
const LONGEST_DELAY_MS = 900_000;
/** At most so many steps, each of a minute at least, which is the shortest that an action lasts. */
const STEPS_OF_A_LEAK = 10;

/** How long the experiment lasts, in minutes, and how long the function may take, in seconds. */
export interface FisFrame {
  readonly minutes: number;
  readonly timeoutSeconds: number;
}

/**
 * The actions that do to a function on AWS what a fault does to one in the sandbox.
 * @throws {UserError} exit 2 for a fault that AWS FIS has no action for.
 */
export function fisActions(fault: Fault, frame: FisFrame): FisActions {
  const { minutes } = frame;
  switch (fault.kind) {
    case 'errors':
      return { errors: action('invocation-error', 'fails', minutes, { ...part(fault), preventExecution: 'true' }) };
    case 'status':
      return {
        status: action('invocation-http-integration-response', `answers ${fault.status}`, minutes, {
          ...part(fault),
          statusCode: String(fault.status),
          contentTypeHeader: 'text/plain',
          preventExecution: 'true',
        }),
      };
    case 'latency':
      return { latency: delay(fault.milliseconds, minutes, part(fault)) };
    case 'timeout':
      return { timeout: delay((frame.timeoutSeconds + 1) * 1000, minutes, part(fault)) };
    case 'leak':
      return leak(frame);
    case 'crash':
      throw new UserError(
        'USAGE',
        'AWS FIS has no action that ends the process of a function',
        'Take --fault errors, which looks the same from outside',
      );
  }
}

/** A leak in steps, one after the other, of which the last one is out of time. */
function leak({ minutes, timeoutSeconds }: FisFrame): FisActions {
  const steps = Math.min(STEPS_OF_A_LEAK, minutes);
  const each = Math.floor(minutes / steps);
  const name = (step: number): string => `leak-${String(step).padStart(2, '0')}`;
  return Object.fromEntries(
    Array.from({ length: steps }, (_, index) => {
      const slower = delay(Math.ceil(((timeoutSeconds + 1) * 1000 * (index + 1)) / steps), each, {});
      return [name(index + 1), index === 0 ? slower : { ...slower, startAfter: [name(index)] }] as const;
    }),
  );
}

function delay(milliseconds: number, minutes: number, more: Readonly<Record<string, string>>): FisAction {
  const startupDelayMilliseconds = String(Math.min(milliseconds, LONGEST_DELAY_MS));
  const what = `takes ${startupDelayMilliseconds} ms longer`;
  return action('invocation-add-delay', what, minutes, { ...more, startupDelayMilliseconds });
}

const action = (
  type: string,
  what: string,
  minutes: number,
  parameters: Readonly<Record<string, string>>,
): FisAction => ({
  actionId: `aws:lambda:${type}`,
  description: `The candidate ${what}`,
  parameters: { duration: `PT${minutes}M`, ...parameters },
  targets: { Functions: TARGET },
});

const part = ({ percent }: { readonly percent: number }): Readonly<Record<string, string>> => ({
  invocationPercentage: String(percent),
});
