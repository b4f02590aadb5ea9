// How long after a rollback was read back a user still gets the wrong color, under load in the sandbox.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { CTL, sandboxProject } from './environments';
import type { SandboxProject } from './environments';
import { countOf, figuresOf } from './figure';
import type { Figure } from './figure';
import { startLoad } from './load';
import { timesOf } from './measure';

const ROUNDS = 10;
const WRONG = 'green';

/** From "read back" to the last answer of the wrong color (below zero: before ctl said it), and the requests that failed. */
export async function effectFigures(): Promise<Figure[]> {
  const project = await sandboxProject(1);
  let lastWrong = 0;
  const load = startLoad({
    url: `http://127.0.0.1:${project.port}/`,
    headers: { host: 's0.example.com' },
    connections: 4,
    pauseMs: 2,
    seen: (color) => {
      if (color === WRONG) lastWrong = performance.now();
    },
  });
  try {
    const delays: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      project.ctl('promote');
      await load.sample(50);
      const readBack = await rollBack(project);
      await pause(500);
      delays.push(lastWrong - readBack);
    }
    const { total, failed } = await load.stop();
    const group = 'Rollback under load in the sandbox';
    return [
      ...figuresOf(group, { 'from read back to the last answer of the wrong color': timesOf(delays) }),
      countOf(group, 'requests', total, 'requests'),
      countOf(group, 'requests that failed', failed, 'requests', total),
    ];
  } finally {
    await load.stop();
    project.remove();
  }
}

/** Runs ctl beside the load and returns when it said that the rollback was read back. */
function rollBack({ root }: SandboxProject): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CTL, 'rollback', '--no-reconcile', '--root', root]);
    let said = 0;
    child.stdout.once('data', () => (said = performance.now()));
    child.once('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`ctl rollback exited ${code}`))));
  });
}
