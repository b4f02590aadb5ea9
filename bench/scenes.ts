// The scenes of the simulation: equal colors, and candidates that are worse, with different traffic and splits.
import type { Terms } from '../controller/release/judge/comparison';
import type { Limit } from '../controller/release/judge/limit';
import type { Minute } from './simulate';

/** Minutes of a rollout without a difference. */
const HOUR = 60;
/** Minutes after which a difference counts as not detected. */
export const LAST = 240;

/** Two comparisons with two tests each share the default of 1 %, with the default tolerances. */
const ERROR_TERMS: Terms = { gap: 0.001, ratio: 0.5, falseAlarm: 0.0025 };
export const LATENCY_TERMS: Terms = { gap: 0.05, ratio: 0.5, falseAlarm: 0.0025 };

/** Colors with equal rates. */
export interface Scene {
  readonly name: string;
  readonly minutes: readonly Minute[];
  readonly terms: Terms;
}

/** A minute of requests: the candidate gets a part of them, in percent; each color has a rate of hits. */
function minute(requests: number, part: number, rate: number, worse = rate): Minute {
  const candidate = Math.round((requests * part) / 100);
  return { stable: { count: requests - candidate, rate }, candidate: { count: candidate, rate: worse } };
}

const always = (length: number, one: Minute): Minute[] => Array.from({ length }, () => one);

const alike = (rate: number, requests: number, part: number): Scene => ({
  name: `${rate * 100} % errors, ${requests.toLocaleString('en-US')} requests a minute, ${part} % to the candidate`,
  minutes: always(HOUR, minute(requests, part, rate)),
  terms: ERROR_TERMS,
});

/** The errors of both colors rise and fall together while the candidate's share rises. */
const uneven: Scene = {
  name: '10 % more to the candidate every six minutes, traffic of 300 to 1,200 and 0.5 to 4 % errors in turns',
  minutes: Array.from({ length: HOUR }, (_, i) =>
    minute([300, 600, 1200][i % 3] ?? 300, 10 * Math.floor(i / 6 + 1), [0.005, 0.02, 0.04, 0.01][i % 4] ?? 0.01),
  ),
  terms: ERROR_TERMS,
};

export const ALIKE: readonly Scene[] = [
  alike(0.001, 1000, 10),
  alike(0.01, 1000, 10),
  alike(0.01, 1000, 50),
  alike(0.05, 1000, 50),
  alike(0.2, 1000, 10),
  alike(0.01, 60, 10),
  alike(0.01, 60, 50),
  alike(0.01, 20_000, 10),
  uneven,
];

/** The default limit on errors, and candidates at half of it and just below it. */
export const LIMIT: Limit = { max: 0.05, minRequests: 30, falseAlarm: 0.01, word: 'failed' };
export const WITHIN_LIMIT: readonly Scene[] = [alike(0.025, 1000, 10), alike(0.04, 1000, 10), alike(0.025, 60, 10)];

const SLOW = 0.05;

/** The same traffic, of which one in twenty is slow: what the stable color's 95th percentile leaves above it. */
export const SLOW_MINUTES = (minutes: readonly Minute[]): Minute[] =>
  minutes.map(({ stable, candidate }) => ({
    stable: { ...stable, rate: SLOW },
    candidate: { ...candidate, rate: SLOW },
  }));

/** A candidate that is worse, and the alarm beside: what it watches, with the difference and without. */
export interface Change {
  readonly name: string;
  readonly candidateRequests: number;
  readonly minutes: readonly Minute[];
  readonly terms: Terms;
  readonly alarm: {
    readonly name: string;
    readonly above: number;
    readonly minutes: readonly Minute[];
    readonly before: readonly Minute[];
  };
}

const errors = (from: number, to: number, part: number): Change => ({
  name: `errors of ${to * 100} % instead of ${from * 100} %, 1,000 requests a minute, ${part} % to the candidate`,
  candidateRequests: 10 * part,
  minutes: always(LAST, minute(1000, part, from, to)),
  terms: ERROR_TERMS,
  alarm: {
    name: 'more than 5 % errors in a minute',
    above: 0.05,
    minutes: always(LAST, minute(1000, part, from, to)),
    before: always(HOUR, minute(1000, part, from)),
  },
});

/**
 * Durations are log-normal with a sigma of 1. Above the usual 95th percentile are 5 %, and 17.06 % once all take twice as
 * long: 1 - Phi(1.6449 - ln 2). Above 1.5 times it, where the alarm is, are 2.02 % and then 8.74 %; a minute's 95th
 * percentile is there when more than 5 % of its durations are.
 */
const slower = (part: number): Change => ({
  name: `a p95 twice as slow, 1,000 requests a minute, ${part} % to the candidate`,
  candidateRequests: 10 * part,
  minutes: always(LAST, minute(1000, part, SLOW, 0.1706)),
  terms: LATENCY_TERMS,
  alarm: {
    name: 'p95 above 1.5 times the usual in a minute',
    above: 0.05,
    minutes: always(LAST, minute(1000, part, 0.0202, 0.0874)),
    before: always(HOUR, minute(1000, part, 0.0202)),
  },
});

export const CHANGES: readonly Change[] = [10, 50].flatMap((part) => [
  errors(0.01, 0.02, part),
  errors(0.01, 0.05, part),
  errors(0, 0.01, part),
  slower(part),
]);
