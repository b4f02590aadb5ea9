// The soak: a sandbox under constant load while controllers in several checkouts change it and are killed. Every answer is judged.
import { freePorts } from '../free-port';
import { startCountedController, startJudgedLoad } from './actors';
import type { Scene, SoakOptions, Soaked } from './actors';
import { createAsked } from './asked';
import { isClean, newCounts } from './counts';
import type { Counts } from './counts';
import { runCtl } from './ctl';
import { startObserver } from './observer';
import { SERVICES, makePlaces } from './places';
import { recover } from './recover';
import { createReporter } from './reporter';
import { startSandbox } from './sandbox';
import { typed } from './verbs';

export type { Scene, SoakOptions } from './actors';

/** What a soak found. */
export interface SoakResult {
  readonly seed: number;
  readonly counts: Counts;
  readonly ruleStates: number;
  readonly seconds: number;
}

/** Runs a soak, and ends everything that it started. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const [port, controlPort] = await freePorts();
  const [observerPort] = await freePorts();
  const ports = { port, controlPort, observerPort };
  const places = makePlaces(options.checkouts, ports);
  const counts = newCounts();
  const say = createReporter(options, counts);
  const asked = createAsked();
  let underLoad = false;
  const observer = await startObserver({
    port: observerPort,
    controlPort,
    stateFile: places.stateFile,
    onChange: (before, after) => {
      if (!underLoad || !before) return;
      for (const what of asked.unasked(before, after)) {
        counts.unasked += 1;
        say(`nobody asked for it: ${what}`);
      }
    },
    onFault: (error) => {
      counts.unexpected += 1;
      say(`the observer failed: ${String(error)}`);
    },
  });
  const [first, ...others] = places.roots;
  let stop = async (): Promise<void> => undefined;
  try {
    stop = await startSandbox(places.host, ports, (text) => underLoad && say(`the sandbox: ${text.trim()}`));
    places.shareCredentials();
    await runCtl(first, ['deploy', '--yes']);
    for (const service of Object.keys(SERVICES))
      await runCtl(first, ['stage', service, '--package', 'code/v2', '--yes']);
    for (const other of others) await runCtl(other, ['pull', '--yes']);
    const started = performance.now();
    await runUnderLoad(options, { ports, places }, { observer, asked, counts, say, begin: () => (underLoad = true) });
    const seconds = (performance.now() - started) / 1000;
    return { seed: options.seed, counts, ruleStates: observer.timeline.count(), seconds };
  } finally {
    await stop();
    await observer.close();
    if (isClean(counts) || options.keep !== true) places.remove();
    else options.print(`what was typed, the journal and every file of this soak are in ${places.folder}`);
  }
}

async function runUnderLoad(options: SoakOptions, scene: Scene, soaked: Soaked): Promise<void> {
  const { asked } = soaked;
  let finish = (): void => undefined;
  const enough = new Promise<void>((resolve) => (finish = resolve));
  options.signal?.addEventListener('abort', finish, { once: true });
  if (options.signal?.aborted) finish();
  const load = await startJudgedLoad(options, scene, soaked, finish);
  soaked.begin();
  const { roots } = scene.places;
  const controllers = Array.from({ length: options.controllers * roots.length }, (_, index) =>
    startCountedController(scene.places, index, { ...soaked, seed: options.seed * 1000 + index }),
  );
  try {
    await Promise.race([enough, ...controllers.map((controller) => controller.ended)]);
    await Promise.all(controllers.map((controller) => controller.stop()));
    asked.begin(typed('rollback', '', ['--all']));
    await recover(roots, soaked);
  } finally {
    await Promise.allSettled(controllers.map((controller) => controller.stop()));
    await load.stop();
  }
}
