// Runs ctl as users do, in a process of its own, which may be killed at any moment.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How ctl ended. `code` is null where it was killed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The stable code of the error that it reports. */
  readonly error: string | undefined;
  readonly milliseconds: number;
}

/** A ctl that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Ends it at once, as a machine does that loses power. */
  kill(): void;
  /** Asks it to end, as Ctrl-C does. */
  interrupt(): void;
}

const CTL = join(__dirname, '../../bin/ctl.js');

/** The user's own settings of AWS play no part, but the compiled code of ctl is shared. */
const environmentOf = (root: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: root,
  USER: 'soak',
  XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
});

/** Starts a command line in a checkout, with its result as JSON. `onNotice` is called with what it prints on the way. */
export function startCtl(root: string, words: readonly string[], onNotice?: (text: string) => void): Running {
  const from = performance.now();
  const child = spawn(process.execPath, [CTL, ...words, '-o', 'json', '--root', root], {
    cwd: root,
    env: environmentOf(root),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    onNotice?.(text);
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, out, err, error: errorOf(out), milliseconds: performance.now() - from }),
    );
  });
  return { ended, kill: () => void child.kill('SIGKILL'), interrupt: () => void child.kill('SIGTERM') };
}

/** How often a command line is typed again while the sandbox does not answer in time, as on a busy machine. */
const TRIES = 20;

/**
 * Runs a command line that must succeed.
 * @throws {Error} with what it printed when it does not.
 */
export async function runCtl(root: string, words: readonly string[]): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const { code, out, err, error } = await startCtl(root, words).ended;
    if (code === 0) return out;
    if (error !== 'SANDBOX_DOWN' || tried === TRIES)
      throw new Error(`ctl ${words.join(' ')} ended with ${code}: ${out}${err}`);
  }
}

function errorOf(out: string): string | undefined {
  try {
    const document = JSON.parse(out) as { error?: { code?: string } } | null;
    return document?.error?.code;
  } catch {
    return undefined;
  }
}
