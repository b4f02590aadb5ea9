// What each fault of a drill is unless flags say otherwise. Pure.
import { describeFault } from '../../sandbox/faults/model';
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';
import { FAULTS } from './fault-names';
import type { FaultKind } from './fault-names';

/** What flags say of a fault. Numbers are whole; `percent` is a part of the requests. */
export interface FaultFlags {
  readonly percent?: number;
  readonly milliseconds?: number;
  readonly after?: number;
}

/** A release of a drill: with a fault, or a good one. */
export interface Chosen {
  readonly kind: FaultKind | 'none';
  readonly fault: Fault | undefined;
}

/** What a release is like, in words. */
export const inWords = (fault: Fault | undefined): string => (fault ? describeFault(fault) : 'a good release');

/**
 * The releases that flags ask for: one of a kind, or every fault and a good one.
 * @throws {UserError} exit 2 for a flag that does not go with the fault.
 */
export function chosen(kind: FaultKind | 'none' | undefined, flags: FaultFlags): readonly Chosen[] {
  if (kind !== undefined && kind !== 'none') return [{ kind, fault: faultOf(kind, flags) }];
  const [flag] = (['percent', 'milliseconds', 'after'] as const).filter((one) => flags[one] !== undefined);
  if (flag)
    throw new UserError(
      'USAGE',
      `--${flag} says how one fault is`,
      `Give --fault too, such as --fault ${USED_BY[flag]}`,
    );
  const good: Chosen = { kind: 'none', fault: undefined };
  return kind === 'none' ? [good] : [...FAULTS.map((each) => ({ kind: each, fault: faultOf(each, {}) })), good];
}

const USED_BY = { percent: 'errors', milliseconds: 'latency', after: 'crash' } as const;

/** What a fault is without flags: small ones, as a bad release has them. */
const DEFAULTS = { percent: 5, slowerMilliseconds: 600, leakMilliseconds: 50, after: 15 } as const;

/** So that a drill hits the same invocations each time. */
const SEED = 1;

/**
 * A fault by its kind and flags.
 * @throws {UserError} exit 2 for a flag that does not go with the fault.
 */
export function faultOf(kind: FaultKind, flags: FaultFlags): Fault {
  refuseUnused(kind, flags);
  const { percent = DEFAULTS.percent, milliseconds, after = DEFAULTS.after } = flags;
  switch (kind) {
    case 'errors':
      return { kind, percent, seed: SEED };
    case 'status':
      return { kind, status: 500, percent, seed: SEED };
    case 'timeout':
      return { kind, percent, seed: SEED };
    case 'latency':
      return {
        kind,
        milliseconds: milliseconds ?? DEFAULTS.slowerMilliseconds,
        percent: flags.percent ?? 100,
        seed: SEED,
      };
    case 'crash':
      return { kind, after };
    case 'leak':
      return { kind, milliseconds: milliseconds ?? DEFAULTS.leakMilliseconds };
  }
}

const USES: Readonly<Record<FaultKind, readonly (keyof FaultFlags)[]>> = {
  errors: ['percent'],
  status: ['percent'],
  latency: ['percent', 'milliseconds'],
  timeout: ['percent'],
  crash: ['after'],
  leak: ['milliseconds'],
};

function refuseUnused(kind: FaultKind, flags: FaultFlags): void {
  for (const flag of ['percent', 'milliseconds', 'after'] as const) {
    if (flags[flag] === undefined || USES[kind].includes(flag)) continue;
    const takers = FAULTS.filter((other) => USES[other].includes(flag)).join(', ');
    throw new UserError('USAGE', `--${flag} does not go with --fault ${kind}`, `It goes with ${takers}`);
  }
}
