// Translates a fault to actions of AWS Fault Injection Service ("AWS FIS Actions reference", aws:lambda:function). Pure.
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';

/** An action of an experiment template. Every parameter is a string. */
export interface FisAction {
  readonly actionId: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly targets: { readonly Functions: string };
  readonly startAfter?: readonly string[];
}

export type FisActions = Readonly<Record<string, FisAction>>;

/** Name of the only target of the template. */
export const TARGET = 'candidate';

/** Longest delay that the extension can add, in milliseconds. */
const LONGEST_DELAY_MS = 900_000;
/** Most steps of a leak. Each takes at least a minute, the shortest duration of an action. */
const LEAK_STEPS = 10;

/** Duration of the experiment, and timeout of the function. */
export interface FisLimits {
  readonly minutes: number;
  readonly timeoutSeconds: number;
}

/**
 * The actions that have the same effect on AWS as the fault has in the sandbox.
 * @throws {UserError} exit 2 for a fault without an action in AWS FIS.
 */
export function buildFisActions(fault: Fault, limits: FisLimits): FisActions {
  const { minutes } = limits;
  switch (fault.kind) {
    case 'errors':
      return { errors: action('invocation-error', 'fails', minutes, { ...share(fault), preventExecution: 'true' }) };
    case 'status':
      return {
        status: action('invocation-http-integration-response', `answers ${fault.status}`, minutes, {
          ...share(fault),
          statusCode: String(fault.status),
          contentTypeHeader: 'text/plain',
          preventExecution: 'true',
        }),
      };
    case 'latency':
      return { latency: delay(fault.milliseconds, minutes, share(fault)) };
    case 'timeout':
      return { timeout: delay((limits.timeoutSeconds + 1) * 1000, minutes, share(fault)) };
    case 'leak':
      return leak(limits);
    case 'crash':
      throw new UserError(
        'USAGE',
        'AWS FIS has no action that ends the process of a function',
        'Use --fault errors, which clients see in the same way',
      );
  }
}

/** Delays that grow step by step; the last one exceeds the timeout. */
function leak({ minutes, timeoutSeconds }: FisLimits): FisActions {
  const steps = Math.min(LEAK_STEPS, minutes);
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

const share = ({ percent }: { readonly percent: number }): Readonly<Record<string, string>> => ({
  invocationPercentage: String(percent),
});
