// Runs the sandbox of the soak, in a process of its own.
import { setTimeout as pause } from 'node:timers/promises';
import { startCtl } from './ctl';
import type { Ports } from './places';

const POLL_MILLISECONDS = 100;

/**
 * Starts the sandbox with `ctl sandbox up`, and waits until it answers, however long that takes. `onNotice` is called with
 * each line of its log.
 * @returns how to stop it.
 * @throws {Error} with what it printed when it ends instead.
 */
export async function startSandbox(
  root: string,
  { port, controlPort }: Ports,
  onNotice: (text: string) => void,
): Promise<() => Promise<void>> {
  const words = ['sandbox', 'up', '--quiet', '--port', String(port), '--control-port', String(controlPort)];
  const running = startCtl(root, words, onNotice);
  let ended: string | undefined;
  void running.ended.then(({ out, err }) => (ended = `${out}${err}`));
  while (!(await answers(controlPort))) {
    if (ended !== undefined) throw new Error(`the sandbox did not start: ${ended}`);
    await pause(POLL_MILLISECONDS);
  }
  return async () => {
    running.interrupt();
    await running.ended;
  };
}

const answers = (controlPort: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${controlPort}/_teal/health`).then(
    async (answer) => Boolean(await answer.text()) && answer.ok,
    () => false,
  );
