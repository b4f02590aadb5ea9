// Evaluates a rollout while a hook runs, a shift takes its time, or something else blocks the next step.
import type { Context } from '../core/context';
import { evaluationDue } from '../release';
import type { RolloutEvent, RolloutState } from '../release';
import type { Driver } from './driver';
import { toEventOnError } from './error-to-event';
import { sleepUnlessInterrupted } from './interruptible-sleep';
import { readServices } from './preconditions';
import { RETRY_MILLISECONDS, isSamePosition, recordEvent, untilStored } from './record-event';

/** How long a hook gets to end before the rollback begins, in milliseconds: a command gets SIGKILL before. */
const HOOK_END_MILLISECONDS = 3_000;

/** Evaluates if that is due. Returns the state afterwards. */
export async function evaluateIfDue(driver: Driver, state: RolloutState): Promise<RolloutState> {
  const due = evaluationDue(state);
  if (!due || driver.context.now() < due) return state;
  const event = await toEventOnError(() => evaluateMeanwhile(driver, state));
  driver.context.boundary('rollout evaluate meanwhile');
  return event ? recordEvent(driver, state, event) : state;
}

/** The file may be unreadable in the middle of a change: then it is the one that was read last. */
async function evaluateMeanwhile(
  { context, file, ports }: Driver,
  state: RolloutState,
): Promise<RolloutEvent | undefined> {
  const target = await readServices(context, file, state, true);
  if (target.services.length < state.services.length) return undefined;
  return { kind: 'evaluated', evaluation: await ports.evaluate(state, target), meanwhile: true };
}

/**
 * Runs hooks, and evaluates meanwhile. When the rollout leaves its position, as by a failure, the hooks are ended, and the result is
 * undefined. A pause lets them end by themselves, so that they are not repeated.
 */
export async function whileEvaluated<T>(
  driver: Driver,
  state: RolloutState,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { context } = driver;
  const [left, ended] = [new AbortController(), new AbortController()];
  const running = run(AbortSignal.any([context.signal, left.signal]));
  const settled = running.then(
    () => ended.abort(),
    () => ended.abort(),
  );
  try {
    if (evaluationDue(state) === null || (await evaluateUntil(driver, state, ended.signal))) return await running;
  } finally {
    left.abort();
  }
  await Promise.race([settled, context.sleep(HOOK_END_MILLISECONDS)]);
  return undefined;
}

/** Evaluates at every interval until `ended` is aborted. Returns whether the rollout is still at its position then, and driven here. */
async function evaluateUntil(driver: Driver, seen: RolloutState, ended: AbortSignal): Promise<boolean> {
  const { context, store, id, holder } = driver;
  for (;;) {
    const { state, driver: owner } = await untilStored(driver, () => store.read(id));
    if (owner?.token !== holder.token || !isSamePosition(state.position, seen.position)) return false;
    if (ended.aborted || context.signal.aborted) return true;
    const left = (evaluationDue(state)?.getTime() ?? Infinity) - context.now().getTime();
    const retry = Math.min(RETRY_MILLISECONDS, state.plan.intervalSeconds * 1000);
    if (left <= 0 && !isSamePosition((await evaluateIfDue(driver, state)).position, seen.position)) return false;
    await sleepUnlessInterrupted(context, left <= 0 ? retry : Math.min(left, store.pollMilliseconds), ended);
  }
}

/**
 * Makes a change, and evaluates whenever it sleeps to wait for something. When the rollout leaves its position, the change stops as by
 * Ctrl-C.
 */
export async function whileChanging<T>(
  driver: Driver,
  state: RolloutState,
  change: (context: Context) => Promise<T>,
): Promise<T> {
  const { context } = driver;
  const left = new AbortController();
  let [latest, going, over] = [state, Promise.resolve(), false];
  const evaluate = async (): Promise<void> => {
    if (over || left.signal.aborted) return;
    latest = await evaluateIfDue(driver, latest);
    if (!isSamePosition(latest.position, state.position)) left.abort();
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    await context.sleep(milliseconds);
    // One at a time, whoever sleeps.
    going = going.then(evaluate);
    going.catch(() => left.abort());
  };
  try {
    return await change({ ...context, sleep, signal: left.signal });
  } finally {
    over = true;
    await going;
  }
}
