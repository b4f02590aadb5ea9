// A controller: types one verb after the other in a checkout, is killed at random moments, and carries on.
import { setTimeout as pause } from 'node:timers/promises';
import type { Ended, Running } from './ctl';
import { chooseVerb, stageOf, typed } from './verbs';
import type { Random, Typed } from './verbs';

/** What a controller needs. */
export interface ControllerOptions {
  readonly random: Random;
  readonly start: (words: readonly string[]) => Running;
  /** Called when a verb begins. Its result is called when the verb has ended, with whether the controller killed it. */
  readonly onStart: (verb: Typed) => (ended: Ended, killed: boolean) => void;
}

/** A controller that runs. */
export interface Controller {
  /** Settles when it has stopped; rejects when ctl cannot be run. */
  readonly ended: Promise<void>;
  /** Types nothing more, kills rollouts that it drives, and returns when its last verb has ended. */
  stop(): Promise<void>;
}

const KILL_SHARE = 0.2;
const MOST_DRIVEN = 2;
const PAUSE_MILLISECONDS = 300;
/** How often it types the same again after "somebody else changes this", compared with giving up. */
const PATIENCE = 0.9;
/** How long a verb takes before the first one has ended, in milliseconds. */
const FIRST_GUESS = 400;

/** Starts a controller. */
export function startController({ random, start, onStart }: ControllerOptions): Controller {
  const stopped = new AbortController();
  const driven = new Set<Promise<unknown>>();
  const lasts = new Map<string, number>();

  const run = async (verb: Typed): Promise<Ended> => {
    const onEnd = onStart(verb);
    const running = start(verb.words);
    const killed = new AbortController();
    // A kill falls at any moment of the verb, and sometimes just after it.
    const lifetime = random() * 1.2 * (lasts.get(verb.kind) ?? FIRST_GUESS);
    const kill = (): void => {
      killed.abort();
      running.kill();
    };
    const timer = random() < KILL_SHARE ? setTimeout(kill, lifetime) : undefined;
    if (verb.drives) stopped.signal.addEventListener('abort', kill);
    const ended = await running.ended;
    stopped.signal.removeEventListener('abort', kill);
    clearTimeout(timer);
    if (ended.code !== null) lasts.set(verb.kind, ended.milliseconds);
    onEnd(ended, killed.signal.aborted && ended.code === null);
    return ended;
  };

  const runToEnd = async (verb: Typed): Promise<void> => {
    let { error } = await run(verb);
    while (error === 'LOCK_HELD' && !stopped.signal.aborted && random() < PATIENCE) {
      await pause(PAUSE_MILLISECONDS);
      ({ error } = await run(verb));
    }
  };

  const drive = (verb: Typed): void => {
    const end = runToEnd(verb).finally(() => driven.delete(end));
    driven.add(end);
    // The loop looks at it too, but only when it waits.
    end.catch(() => stopped.abort());
  };

  const loop = async (): Promise<void> => {
    let next: Typed | undefined;
    while (!stopped.signal.aborted) {
      const verb = next ?? chooseVerb(random);
      next = undefined;
      if (verb.drives && driven.size < MOST_DRIVEN) drive(verb);
      else if (!verb.drives) next = afterwards(verb, await run(verb), random);
      await pause(random() * PAUSE_MILLISECONDS);
    }
  };

  const ended = loop().then(async () => void (await Promise.all(driven)));
  return {
    ended,
    stop: async () => {
      stopped.abort();
      await ended;
    },
  };
}

/**
 * What a person types after a verb that was killed or refused: often the same again, or a rollback; after a stale checkout, a pull;
 * after "somebody else changes this", the same again; without a candidate, a stage.
 */
function afterwards(verb: Typed, { code, error }: Ended, random: Random): Typed | undefined {
  const rollback = typed('rollback', verb.service, [verb.service]);
  if (error === 'LOCK_HELD') return random() < PATIENCE ? verb : undefined;
  if (error === 'STALE_CHECKOUT') return typed('pull', verb.service, ['--yes']);
  if (error === 'CANDIDATE_WITHOUT_CODE') return stageOf(verb.service, random);
  if (error === 'CANDIDATE_IN_USE') return random() < 0.5 ? rollback : undefined;
  if (code !== null) return undefined;
  return random() < 0.5 ? verb : random() < 0.5 ? rollback : undefined;
}
