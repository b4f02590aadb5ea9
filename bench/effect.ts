// How long after a rollback was accepted a user still gets the wrong color, under load in the sandbox.
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../controller/drill/load-generator';
import { noteSandbox, runningSandbox } from '../controller/workspace/sandbox-process';
import { SANDBOX_NAME as NAME, sandboxProject } from './environments';
import type { SandboxProject } from './environments';
import { countOf, figuresOf } from './figure';
import type { Figure, Targets } from './figure';
import { timesOf } from './measure';
import { startRelay } from './relay';

const ROUNDS = 10;
const WRONG = 'green';
const GROUP = 'Rollback under load in the sandbox';
const DELAY = 'from accepted to the last answer of the wrong color';
/** Milliseconds; a request that was under way may still be answered by the color that it was given to. */
const TARGETS: Targets = { [DELAY]: { kind: 'at-most', value: 100 } };

/** From the answer to ModifyRule until the last answer of the wrong color, and the requests that failed meanwhile. */
export async function effectFigures(): Promise<Figure[]> {
  const project = await sandboxProject(1);
  const relay = await startRelay(project.controlPort, 'ModifyRuleResponse');
  callThrough(project, relay.port);
  let lastWrong = 0;
  const load = startLoad({
    url: `http://127.0.0.1:${project.port}/`,
    headers: { host: 's0.example.com' },
    connections: 4,
    pauseMs: 2,
    onAnswer: ({ color }) => {
      if (color === WRONG) lastWrong = performance.now();
    },
  });
  try {
    const delays: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await project.ctlBeside('promote');
      await load.sample(50);
      await project.ctlBeside('rollback', '--no-reconcile');
      await pause(500);
      delays.push(lastWrong - relay.lastPassed());
    }
    const { total, failed } = await load.stop();
    return [
      ...figuresOf(GROUP, { [DELAY]: timesOf(delays) }, TARGETS),
      countOf(GROUP, 'requests', total, { unit: 'requests' }),
      countOf(GROUP, 'requests that failed', failed, { unit: 'requests', target: { kind: 'at-most', value: 0 } }),
    ];
  } finally {
    await load.stop();
    callThrough(project, project.controlPort);
    project.remove();
    await relay.close();
  }
}

/** Has ctl call another port from now on; the sandbox stays where it is. */
function callThrough({ root }: SandboxProject, controlPort: number): void {
  const running = runningSandbox(root, NAME);
  if (running) noteSandbox(root, NAME, { ...running, controlPort });
}
