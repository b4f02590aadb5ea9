// Time and requests until a worse candidate is found: the comparison beside other ways to tell, on the same requests.
import { seededRandom } from '../sandbox/faults/random';
import { DETECTORS } from './detectors';
import type { Detector, Watched } from './detectors';
import { formatShare } from './rollout-tables';
import { drawsOf } from './simulate';
import type { Draw } from './simulate';
import type { Sheet } from './table';
import type { Block } from '../controller/release/judge/sample';

const SEED = 20_261_128;
const HOUR = 60;
const LONGEST = 240;
const REQUESTS = { stable: 900, candidate: 100 };
/** False alarms in an hour that a tuned threshold allows. */
const TUNED_TO = 0.01;
/** A change of the candidate's rate. */
interface Change {
  readonly watched: Watched;
  readonly from: number;
  readonly to: number;
}
const CHANGES: readonly Change[] = [
  { watched: 'errors', from: 0.01, to: 0.02 },
  { watched: 'errors', from: 0.01, to: 0.05 },
  { watched: 'errors', from: 0, to: 0.01 },
  { watched: 'errors', from: 0.001, to: 0.005 },
  { watched: 'slow', from: 0.05, to: 0.15 },
];

/** One way with one setting. `start` begins a rollout, and tells after each minute whether it goes off. */
interface Way {
  readonly name: string;
  readonly setting: string;
  readonly start: () => (block: Block) => boolean;
}

/** A sheet for each change. */
export const detectionFigures = (runs: number): Sheet[] => CHANGES.map((change) => compareWays(change, runs));

function compareWays({ watched, from, to }: Change, runs: number): Sheet {
  const alike = { runs, draws: drawMinutes(from, from, HOUR) };
  const ways = DETECTORS.flatMap((one) => detectorWays(one, watched, alike));
  const early = findMinutes(ways, alike);
  const found = findMinutes(ways, { runs, draws: drawMinutes(from, to, LONGEST) });
  const what = watched === 'errors' ? 'errors' : 'invocations above the usual p95';
  return {
    title: `Until it is found: ${to * 100} % ${what} instead of ${from * 100} %, 1,000 requests a minute, 10 % to the candidate (seed ${SEED}, ${runs.toLocaleString('en-US')} runs)`,
    columns: [
      '',
      'setting',
      'false alarms in an hour',
      'found in 4 hours',
      'median',
      'nine of ten',
      'requests, median',
    ],
    rows: ways.map(({ name, setting }, index) => {
      const minutes = (found[index] ?? new Float64Array()).sort();
      const [median, most] = [minutes[Math.floor(runs / 2)] ?? NaN, minutes[Math.floor(runs * 0.9)] ?? NaN];
      return [
        name,
        setting,
        formatShare((early[index] ?? minutes).filter((minute) => minute < Infinity).length, runs),
        formatShare(minutes.filter((minute) => minute < Infinity).length, runs),
        formatMinutes(median),
        formatMinutes(most),
        median < Infinity ? (median * REQUESTS.candidate).toLocaleString('en-US') : '',
      ];
    }),
  };
}

const formatMinutes = (minutes: number): string => (minutes < Infinity ? `${minutes} minutes` : `more than ${LONGEST}`);

interface Streams {
  readonly runs: number;
  readonly draws: readonly Draw[];
}

const drawMinutes = (stable: number, candidate: number, length: number): readonly Draw[] =>
  drawsOf(
    Array.from({ length }, () => ({
      stable: { count: REQUESTS.stable, rate: stable },
      candidate: { count: REQUESTS.candidate, rate: candidate },
    })),
  );

/** The minute in which each way goes off first, for each run; Infinity where it does not. All ways see the same requests. */
function findMinutes(ways: readonly Way[], { runs, draws }: Streams): Float64Array[] {
  const found = ways.map(() => new Float64Array(runs).fill(Infinity));
  for (let run = 0; run < runs; run++) {
    const blocks = drawRun(draws, run);
    ways.forEach(({ start }, index) => {
      const goesOff = start();
      const minute = blocks.findIndex(goesOff);
      if (minute >= 0) (found[index] as Float64Array)[run] = minute + 1;
    });
  }
  return found;
}

function drawRun(draws: readonly Draw[], run: number): readonly Block[] {
  const random = seededRandom(SEED + run);
  return draws.map((draw) => draw(random));
}

/** At its default, and with the threshold that colors that are alike exceed in at most one hour of a hundred. */
function detectorWays({ name, usual, describe, start }: Detector, watched: Watched, { runs, draws }: Streams): Way[] {
  const highest = Float64Array.from({ length: runs }, (_, run) => {
    const score = start(0);
    return drawRun(draws, run).reduce((most, block) => Math.max(most, score(block)), -Infinity);
  }).sort();
  const tuned = highest[Math.ceil(runs * (1 - TUNED_TO)) - 1] ?? Infinity;
  return [
    { threshold: usual[watched], which: 'default' },
    { threshold: Math.max(0, tuned), which: 'tuned' },
  ].map(({ threshold, which }) => ({
    name,
    setting: `${which}: ${describe(threshold)}`,
    start: () => {
      const score = start(threshold);
      return (block) => score(block) > threshold;
    },
  }));
}
