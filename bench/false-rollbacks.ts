// The table of false rollbacks: both colors are alike, and the traffic is as even or as uneven as real traffic may be.
import type { Random } from './chance';
import type { Rates } from './counts';
import { drawFactor, drawRate, startDrift } from './noise';
import type { Scene, Tally } from './rollout-row';
import { formatShare, tableOf } from './rollout-tables';
import type { Sheet } from './table';
import type { Traffic } from './whole-rollout';

const MINUTES_OF_A_DAY = 1440;
/** False rollbacks that the settings allow, in percent. */
const ALLOWED = 1;
const USUAL: Rates = { failures: 0.001, slow: 0.05 };

/** Both colors do the same. */
const alike = (requests: number, rates: Rates): Traffic => ({
  requests: () => requests,
  stable: () => rates,
  candidate: () => rates,
});

const even = (requests: number, failures: number): Scene => ({
  name: `${requests.toLocaleString('en-US')} requests a minute, ${Number((failures * 100).toPrecision(2))} % fail`,
  // It takes an hour of evaluations.
  atMost: requests <= 100 ? 2500 : undefined,
  traffic: () => alike(requests, { ...USUAL, failures }),
});

/** Both colors, with rates that depend on the minute only. */
const shared = (name: string, rates: (minute: number, weight: number) => Rates, requests = 1000): Scene => ({
  name,
  traffic: () => ({ requests: () => requests, stable: rates, candidate: rates }),
});

const outage = (at: number, when: string): Scene =>
  shared(`an outage of both colors: 30 % fail for a minute ${when}`, (minute) =>
    minute === at ? { ...USUAL, failures: 0.3 } : USUAL,
  );

/** The hour of a day in which requests and failures rise fastest. */
const ofTheDay = (minute: number): number => 1 + 0.8 * Math.sin((2 * Math.PI * minute) / MINUTES_OF_A_DAY);
const day: Scene = {
  name: 'requests and both rates rise by a fifth in an hour, as in the steepest hour of a day from 20 % to 180 %',
  traffic: () => {
    const rates = (minute: number): Rates => multiply(USUAL, ofTheDay(minute), ofTheDay(minute));
    return { requests: (minute) => Math.round(1000 * ofTheDay(minute)), stable: rates, candidate: rates };
  },
};

const clustered = (rho: number, requests: number): Scene => ({
  name: `${requests.toLocaleString('en-US')} requests a minute, rates of each color vary: two requests of a minute correlate by ${rho}`,
  traffic: (random) => {
    const rates = (): Rates => ({
      failures: drawRate(USUAL.failures, rho, random),
      slow: drawRate(USUAL.slow, rho, random),
    });
    return { requests: () => requests, stable: rates, candidate: rates };
  },
});

const drifting = (name: string, together: boolean): Scene => ({
  name: `rates drift (log AR(1), 0.9 a minute, deviation 0.5 for failures, 0.25 for slow ones), ${name}`,
  traffic: (random) => {
    const start = (): ((minute: number) => Rates) => {
      const [failures, slow] = [
        startDrift({ phi: 0.9, sigma: 0.5 }, random),
        startDrift({ phi: 0.9, sigma: 0.25 }, random),
      ];
      return (minute) => multiply(USUAL, failures(minute), slow(minute));
    };
    const stable = start();
    return { requests: () => 1000, stable, candidate: together ? stable : start() };
  },
});

const CLIENTS = 20;

/** Clients that make half of all requests, each with rates of its own, and each on one color. */
function stickyClients(random: Random): Traffic {
  const clients = Array.from({ length: CLIENTS }, () => ({
    moves: random() * 100,
    rates: multiply(USUAL, drawFactor(1, random), drawFactor(0.5, random)),
  }));
  const part = 50 / CLIENTS;
  const of = (some: typeof clients, others: number): Rates => {
    const all = others + some.length * part;
    const mean = (rate: 'failures' | 'slow'): number =>
      (others * USUAL[rate] + some.reduce((sum, { rates }) => sum + part * rates[rate], 0)) / Math.max(all, 1e-9);
    return { failures: mean('failures'), slow: Math.min(1, mean('slow')) };
  };
  const moved = (weight: number): typeof clients => clients.filter(({ moves }) => moves < weight);
  return {
    requests: () => 1000,
    share: (weight) => weight / 2 + moved(weight).length * part,
    stable: (_, weight) =>
      of(
        clients.filter(({ moves }) => moves >= weight),
        (100 - weight) / 2,
      ),
    candidate: (_, weight) => of(moved(weight), weight / 2),
  };
}

const cold: Scene = {
  name: 'cold starts: in the first minute after each shift 3 % of the candidate fail and half are slow',
  traffic: () => ({
    ...alike(1000, USUAL),
    candidate: (_, _weight, sinceShift) => (sinceShift === 0 ? { failures: 0.03, slow: 0.5 } : USUAL),
  }),
};

const multiply = ({ failures, slow }: Rates, byFailures: number, bySlow: number): Rates => ({
  failures: Math.min(1, failures * byFailures),
  slow: Math.min(1, slow * bySlow),
});

/** The scenes of the table. */
export const SCENES: readonly Scene[] = [
  ...[100, 1000, 10_000].flatMap((requests) => [0.0001, 0.001, 0.01].map((rate) => even(requests, rate))),
  ...[
    { failures: 0.001, tolerance: 0.3 },
    { failures: 0.01, tolerance: 1 },
  ].map(({ failures, tolerance }) => {
    const scene = even(100, failures);
    return {
      ...scene,
      name: `${scene.name}, errors: { tolerance: ${tolerance} }`,
      settings: { metrics: { errors: { tolerance } } },
    };
  }),
  outage(4, 'at 10 %'),
  outage(12, 'at 100 %'),
  {
    ...outage(14, 'at 95 % of a hold-back'),
    settings: { strategy: { hold_back: { percent: 10, wait: '10m' } } },
  },
  day,
  ...[1000, 10_000].flatMap((requests) => [0.001, 0.003, 0.01].map((rho) => clustered(rho, requests))),
  drifting('both colors together', true),
  drifting('each color by itself', false),
  {
    name: 'sticky clients: 20 make half of all requests, with failures of their own (log-normal, deviation 1)',
    traffic: stickyClients,
  },
  cold,
  { ...even(1000, 0.001), name: 'metrics that come after four minutes', arrival: { late: 4, counted: [1] } },
  {
    ...even(1000, 0.001),
    name: 'metrics that grow: 80 % of a minute when it is known first, 95 % a minute later, then all',
    arrival: { late: 2, counted: [0.8, 0.95, 1] },
  },
];

/** The rows; more than the allowed part of false rollbacks is said plainly. */
export const falseRollbacks = (tallies: readonly Tally[], seed: number): Sheet =>
  tableOf('Whole rollouts, both colors alike', SCENES, tallies, {
    seed,
    more: {
      [`more than ${ALLOWED} % rolled back?`]: (tally) =>
        tally['rolled-back'] * 100 > ALLOWED * tally.runs
          ? `**yes, ${formatShare(tally['rolled-back'], tally.runs)}**`
          : 'no',
    },
  });
