// The releases of a drill: which fault each has, by default and with flags. Pure.
import { describeFault } from '../../sandbox/faults/model';
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';
import { FAULTS } from './fault-names';
import type { FaultKind } from './fault-names';

/** Flags that configure a fault, as integers. `percent` is the share of requests that it hits. */
export interface FaultFlags {
  readonly percent?: number;
  readonly milliseconds?: number;
  readonly after?: number;
}

/** A release of a drill, with a fault or without one. */
export interface DrillRelease {
  readonly kind: FaultKind | 'none';
  readonly fault: Fault | undefined;
}

/** Describes a release by its fault. */
export const describeRelease = ({ fault }: DrillRelease): string => (fault ? describeFault(fault) : 'a good release');

/**
 * The releases that the flags select: one of a kind, or one for every fault and a good one.
 * @throws {UserError} exit 2 for a flag that the fault does not have.
 */
export function selectReleases(kind: FaultKind | 'none' | undefined, flags: FaultFlags): readonly DrillRelease[] {
  if (kind !== undefined && kind !== 'none') return [{ kind, fault: buildFault(kind, flags) }];
  const [flag] = FLAGS.filter((one) => flags[one] !== undefined);
  if (flag)
    throw new UserError(
      'USAGE',
      `--${flag} needs a fault that it configures`,
      `Give --fault too, such as --fault ${EXAMPLE_OF[flag]}`,
    );
  const good: DrillRelease = { kind: 'none', fault: undefined };
  return kind === 'none' ? [good] : [...FAULTS.map((each) => ({ kind: each, fault: buildFault(each, {}) })), good];
}

const FLAGS = ['percent', 'milliseconds', 'after'] as const;
const EXAMPLE_OF = { percent: 'errors', milliseconds: 'latency', after: 'crash' } as const;

/** Values of the flags that are left out: small faults, as real bad releases have them. */
const DEFAULTS = { percent: 5, slowerMilliseconds: 1200, leakMilliseconds: 50, after: 15 } as const;

/** A fixed seed, so that every drill hits the same invocations. */
const SEED = 1;

/**
 * Builds a fault from its kind and flags.
 * @throws {UserError} exit 2 for a flag that the fault does not have.
 */
export function buildFault(kind: FaultKind, flags: FaultFlags): Fault {
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

const FLAGS_OF: Readonly<Record<FaultKind, readonly (keyof FaultFlags)[]>> = {
  errors: ['percent'],
  status: ['percent'],
  latency: ['percent', 'milliseconds'],
  timeout: ['percent'],
  crash: ['after'],
  leak: ['milliseconds'],
};

function refuseUnused(kind: FaultKind, flags: FaultFlags): void {
  for (const flag of FLAGS) {
    if (flags[flag] === undefined || FLAGS_OF[kind].includes(flag)) continue;
    const faults = FAULTS.filter((other) => FLAGS_OF[other].includes(flag)).join(', ');
    throw new UserError('USAGE', `--${flag} does not go with --fault ${kind}`, `It goes with ${faults}`);
  }
}
