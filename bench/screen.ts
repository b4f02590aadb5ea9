// Makes simulations faster: tells which evaluations may decide, by the comparison and the limit of the judgement alone; the others are
// not judged. A rollout ends in the same way with and without it, which the bench checks for some rollouts of each row.
import { upperBound } from '../controller/release/judge/bound';
import {
  chooseAgainst,
  clipOf,
  compareRates,
  logNeeded,
  PASS_CAP,
  PASS_ERROR,
  tolerated,
} from '../controller/release/judge/comparison';
import type { Terms } from '../controller/release/judge/comparison';
import { atLeast, atMost, NOT_WORSE } from '../controller/release/judge/hypothesis';
import type { Hypothesis } from '../controller/release/judge/hypothesis';
import { sumBlocks } from '../controller/release/judge/sample';
import type { Block, Sample } from '../controller/release/judge/sample';
import { makeTerms } from '../controller/release/judge/terms';
import { lastShift } from '../controller/release/judge/view';
import type { Blocks } from '../controller/release/judge/view';
import type { Interval, JudgeInput } from '../controller/release/judge';
import type { Metrics } from '../environments/schema-metrics';
import { KNOWS_ALL, PAIRS } from './counts';
import { keepEvidence } from './kept-evidence';
import type { LogEvidence, Test } from './kept-evidence';

/** The part of the evidence's logarithm, and of a limit, from which the judge is asked. */
const NEAR = 0.6;
const NEAR_LIMIT = 0.9;
/** How many times `min_requests` are surely enough. */
const ENOUGH = 2;

/** When an evaluation takes place: whether a result other than a hold ends the step, and whether a pass ends the bake time. */
export interface Stage {
  readonly ends: boolean;
  readonly settles: boolean;
}

/** Whether an evaluation may decide. For one rollout. */
export type Screen = (input: JudgeInput, stage: Stage) => boolean;

/** Makes a screen for a rollout; where it does not know all that the judge asks for, every evaluation may decide. */
export function createScreen(metrics: Metrics): Screen {
  const { errors, client_errors, throttles, latency, response_time, custom } = metrics;
  const all = [errors, client_errors, throttles, latency];
  const plain = all.every((one) => !one.dry_run && one.failure_budget === 0 && one.initial_delay === '0s');
  const compared = [errors.compare, client_errors.compare, latency.compare, latency.compare_tail].every(Boolean);
  const others = response_time.compare || Object.keys(custom).length > 0 || client_errors.max !== undefined;
  const hasLimit = errors.max > 0 && errors.max < 100;
  const limited = latency.max_p95_ms !== undefined || latency.max_p95_ratio !== undefined;
  if (!KNOWS_ALL || !plain || !compared || others || !hasLimit || limited) return () => true;
  const evidence = keepEvidence();
  return (input, stage) => mayDecide(input, stage, evidence);
}

/** One pair of counts: its intervals, all and at the present weight, and how to test them. */
interface Pair {
  readonly all: readonly Interval[];
  readonly present: readonly Interval[];
  readonly blocks: Blocks;
  readonly terms: Terms;
  readonly minRequests: number;
  readonly test: (test: Test, intervals: readonly Interval[]) => number;
}

function mayDecide(input: JudgeInput, { ends, settles }: Stage, evidence: LogEvidence): boolean {
  const pairs = PAIRS.map((_, index) => makePair(input, index, evidence));
  const few = pairs.some(({ blocks, minRequests }) => candidateOf(blocks.present).count < ENOUGH * minRequests);
  if (ends && few) return true;
  if (pairs.some(isNearlyWorse) || pairs.slice(0, 1).some((errors) => isNearLimit(errors, input.metrics))) return true;
  return settles && pairs.every(passes);
}

function isNearlyWorse({ all, present, blocks, terms, minRequests, test }: Pair): boolean {
  const [bounds, near] = [{ clip: clipOf(terms) }, NEAR * logNeeded(terms)];
  if (test({ name: 'worse', make: () => NOT_WORSE, bounds }, all) >= near) return true;
  if (chooseAgainst(blocks, minRequests) !== 'record') return false;
  const limit = Math.max(upperBound(blocks.record, terms.falseAlarm / 2), tolerated(blocks.record, terms));
  return limit < 1 && test({ name: `worse than ${limit}`, make: () => atMost(limit), bounds }, present) >= near;
}

function passes({ present, blocks, terms, minRequests, test }: Pair): boolean {
  const against = chooseAgainst(blocks, minRequests);
  const needed = -Math.log(PASS_ERROR) - 1e-6;
  if (against !== 'record') return against === 'stable' && compareRates(blocks, terms, against).logWithin >= needed;
  const limit = tolerated(blocks.record, terms);
  const name = `within ${limit}`;
  return limit < 1 && test({ name, make: () => atLeast(limit), bounds: { cap: PASS_CAP } }, present) >= needed;
}

function isNearLimit({ all, present, blocks, test }: Pair, metrics: Metrics): boolean {
  const max = metrics.errors.max / 100;
  const near = -NEAR * Math.log(metrics.false_rollback_percent / 100);
  const isAbove = ({ count, hits }: Sample): boolean => hits > NEAR_LIMIT * max * count;
  if (isAbove(candidateOf(blocks.all)) || isAbove(candidateOf(blocks.present))) return true;
  const make = (): Hypothesis => atMost(max);
  return (
    test({ name: 'limit', make }, all) >= near ||
    test({ name: `limit since ${present[0]?.from}`, make }, present) >= near
  );
}

const candidateOf = (blocks: readonly Block[]): Sample => sumBlocks(blocks).candidate;

function makePair({ intervals: all, before, shifts, metrics }: JudgeInput, index: number, evidence: LogEvidence): Pair {
  const { name, settings, sample } = PAIRS[index] as (typeof PAIRS)[number];
  const compared = settings(metrics);
  const blockOf = (one: Interval): Block => ({
    minutes: 1,
    stable: sample(one.stable),
    candidate: sample(one.candidate),
  });
  const since = lastShift(shifts);
  const present = all.slice(all.filter(({ from }) => Date.parse(from) < since).length);
  const counted = all.map(blockOf);
  const record = sumBlocks([...before.map(blockOf), ...counted]).stable;
  return {
    all,
    present,
    blocks: { all: counted, present: counted.slice(all.length - present.length), record },
    terms: makeTerms(metrics, compared),
    minRequests: compared.min_requests,
    test: (test, intervals) => evidence({ ...test, name: `${name} ${test.name}` }, intervals, blockOf),
  };
}
