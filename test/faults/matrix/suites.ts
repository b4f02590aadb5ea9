// The suites of the matrix: some verbs in one world, and one kind of points. By the name of their file in test/faults/every.
import { openAwsWorld } from './aws-world';
import { openProgramsWorld } from './programs-world';
import type { Kind } from './scope';
import { AWS, CODE, LOOKS, PROGRAMS, ROLLOUTS, TRAFFIC } from './verbs';
import type { Verb } from './verbs';
import type { Wire } from './wire';
import { openWorld } from './worlds';
import type { MatrixWorld } from './worlds';

/** A suite. */
export interface Suite {
  readonly open: (wire: Wire) => Promise<MatrixWorld>;
  readonly verbs: readonly Verb[];
  readonly kind: Kind;
  /** Whether calls fail at the last time that a verb makes them, besides the first. */
  readonly last?: boolean;
}

export const SUITES = {
  'traffic-calls': { open: openWorld, verbs: TRAFFIC, kind: 'call', last: true },
  'code-calls': { open: openWorld, verbs: CODE, kind: 'call' },
  'looks-calls': { open: openWorld, verbs: LOOKS, kind: 'call' },
  'rollout-calls': { open: openWorld, verbs: ROLLOUTS, kind: 'call' },
  'aws-calls': { open: openAwsWorld, verbs: AWS, kind: 'call' },
  'verb-files': { open: openWorld, verbs: [...TRAFFIC, ...CODE, ...LOOKS], kind: 'file' },
  'rollout-files': { open: openWorld, verbs: ROLLOUTS, kind: 'file' },
  programs: { open: openProgramsWorld, verbs: PROGRAMS, kind: 'program' },
  terraform: { open: openAwsWorld, verbs: AWS, kind: 'program' },
} as const satisfies Record<string, Suite>;
export type SuiteName = keyof typeof SUITES;

export const SUITE_NAMES = Object.keys(SUITES) as SuiteName[];
