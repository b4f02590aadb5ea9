// Starts moto, an emulator of AWS, on a free port of this machine.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../bench/free-port';

/** A running emulator. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Milliseconds between two polls of an emulator that starts, and the number of polls. */
const POLL_MILLISECONDS = 200;
const POLLS = 300;

/** Makes moto compute percentiles. */
const PERCENTILES = join(__dirname, 'moto-percentiles');

/** What moto does beside emulating: it may record every call in a file, and compute percentiles and trimmed counts. */
interface MotoOptions {
  readonly recording?: string;
  readonly percentiles?: boolean;
}

/** Starts an empty moto. Throws when it does not answer. */
export async function startMoto({ recording, percentiles }: MotoOptions = {}): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...(percentiles && { PYTHONPATH: PERCENTILES }),
    ...(recording && { MOTO_ENABLE_RECORDING: 'true', MOTO_RECORDER_FILEPATH: recording }),
  };
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let poll = 0; poll < POLLS && child.exitCode === null; poll++) {
    if (await answers(`${url}/moto-api/data.json`)) return { url, stop };
    await sleep(POLL_MILLISECONDS);
  }
  await stop();
  throw new Error(`moto_server does not answer at ${url}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
