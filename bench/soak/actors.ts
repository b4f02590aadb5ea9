// Those who act in a soak: clients whose every answer is judged, and controllers whose every verb is counted.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../sandbox/faults/random';
import type { Asked } from './asked';
import { startController } from './controller';
import type { Controller } from './controller';
import { countVerb } from './counts';
import { startCtl } from './ctl';
import { judge, situationOf } from './judge';
import { startLoad } from './load';
import type { Load } from './load';
import type { Observer } from './observer';
import { ADDRESSES, SERVICES } from './places';
import type { Places, Ports } from './places';
import type { Reported } from './reporter';

/** A soak that runs. */
export interface Scene {
  readonly ports: Ports;
  readonly places: Places;
}

/** What a soak is made of. */
export interface SoakOptions {
  readonly requests: number;
  readonly seed: number;
  readonly controllers: number;
  readonly checkouts: number;
  /** Ends the soak before its time. */
  readonly signal?: AbortSignal;
  /** Keeps every file of a soak that found something. */
  readonly keep?: boolean;
  /** Called with each line that a person should see: progress, and each violation. */
  readonly print: (line: string) => void;
  /** Called once the load runs; returns the port that clients use instead of the load balancer's. For tests of the soak itself. */
  readonly disturb?: (scene: Scene) => Promise<number>;
}

/** Where everything is counted. */
export interface Soaked extends Reported {
  readonly observer: Observer;
  readonly asked: Asked;
  /** From now on, every change of the rules must have been asked for. */
  readonly begin: () => void;
}

const CONNECTIONS_PER_ADDRESS = 3;
/** After how many requests the progress is printed. */
const PROGRESS = 10_000;

/** Starts the clients; `finish` is called once enough requests are answered. */
export async function startJudgedLoad(
  options: SoakOptions,
  scene: Scene,
  { observer, counts, say }: Soaked,
  finish: () => void,
): Promise<Load> {
  return startLoad({
    port: (await options.disturb?.(scene)) ?? scene.ports.port,
    addresses: ADDRESSES,
    routes: Object.values(SERVICES),
    connectionsPerAddress: CONNECTIONS_PER_ADDRESS,
    seed: options.seed,
    onEnd: (sent, ending, from, to) =>
      observer.whenKnown(() => {
        counts.requests += 1;
        const inForce = observer.timeline.during(from, to);
        counts.situations[situationOf(sent, inForce)] += 1;
        const finding = judge(sent, ending, inForce);
        if (finding) {
          counts.faults[finding.fault] += 1;
          say(`${finding.fault}: ${sent.host}${sent.path} from ${sent.source}: ${finding.detail}`);
        }
        if (counts.requests % PROGRESS === 0) options.print(`${counts.requests} requests`);
        if (counts.requests === options.requests) finish();
      }),
  });
}

/** Starts the controller of a number, in one of the checkouts by turns. What it types is written down, in `typed.jsonl`. */
export function startCountedController(
  { folder, roots }: Places,
  number: number,
  { asked, counts, say, seed }: Soaked & { readonly seed: number },
): Controller {
  const root = roots[number % roots.length] ?? roots[0];
  return startController({
    random: seededRandom(seed),
    start: (words) => startCtl(root, words),
    onStart: (verb) => {
      const end = asked.begin(verb);
      const began = new Date().toISOString();
      return (ended, killed) => {
        const { code, error } = ended;
        const line = {
          began,
          ended: new Date().toISOString(),
          number,
          words: verb.words.join(' '),
          code,
          error,
          killed,
        };
        appendFileSync(join(folder, 'typed.jsonl'), `${JSON.stringify(line)}\n`);
        end(ended);
        const why = countVerb(counts, verb, ended, killed);
        if (why !== undefined) say(`ctl ${verb.words.join(' ')} ended with ${why}`);
      };
    },
  });
}
