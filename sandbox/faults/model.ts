// The faults that can be injected into a function, and the effect of each on an invocation. Pure.
import * as z from 'zod';

/** Longest delay, in milliseconds: the longest timeout of a function ("Lambda quotas"). */
const LONGEST_DELAY_MS = 900_000;

const milliseconds = z.number().int().min(1).max(LONGEST_DELAY_MS);

/** Which part of the invocations is affected, in percent; always the same ones for the same seed. */
const part = { percent: z.number().gt(0).max(100).default(100), seed: z.number().int().min(0).optional() };

export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('errors'), ...part }),
  z.strictObject({ kind: z.literal('status'), status: z.number().int().min(500).max(599).default(500), ...part }),
  z.strictObject({ kind: z.literal('latency'), milliseconds, ...part }),
  z.strictObject({ kind: z.literal('timeout'), ...part }),
  z.strictObject({ kind: z.literal('crash'), after: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('leak'), milliseconds }),
]);

/**
 * A fault of one function. `errors`: it runs and fails. `status`: it answers with a 5xx. `latency`: it takes that much longer.
 * `timeout`: it never answers. `crash`: an environment's process dies after that many invocations. `leak`: each invocation
 * of an environment takes that much longer than the one before it, until it times out.
 */
export type Fault = z.output<typeof faultSchema>;

/** The answer of the faults endpoint: faults by the name of their function. */
export const faultsSchema = z.object({ faults: z.record(z.string(), faultSchema) });

/** The effect on one invocation. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'die' };

export const NO_EFFECT: Effect = { kind: 'none' };

/** The effect of a fault on an invocation in an environment that has served `served` invocations before. `random` is in [0, 1). */
export function effectOf(fault: Fault, served: number, random: () => number): Effect {
  if ('percent' in fault && random() * 100 >= fault.percent) return NO_EFFECT;
  switch (fault.kind) {
    case 'errors':
      return { kind: 'fail' };
    case 'status':
      return { kind: 'answer', status: fault.status };
    case 'latency':
      return { kind: 'delay', milliseconds: fault.milliseconds };
    case 'timeout':
      return { kind: 'hang' };
    case 'crash':
      return served < fault.after ? NO_EFFECT : { kind: 'die' };
    case 'leak':
      return { kind: 'delay', milliseconds: served * fault.milliseconds };
  }
}

/** Describes a fault in a few words. */
export function describeFault(fault: Fault): string {
  const some = 'percent' in fault && fault.percent < 100 ? `${fault.percent} % of invocations` : 'every invocation';
  switch (fault.kind) {
    case 'errors':
      return `failure of ${some}`;
    case 'status':
      return `${fault.status} is the answer of ${some}`;
    case 'latency':
      return `${fault.milliseconds} ms are added to ${some}`;
    case 'timeout':
      return `no answer from ${some}`;
    case 'crash':
      return `an environment dies after ${fault.after} invocations`;
    case 'leak':
      return `${fault.milliseconds} ms more with every invocation of an environment`;
  }
}
