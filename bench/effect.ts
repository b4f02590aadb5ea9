// Measures how long users still get the wrong color after a rollback was accepted, under load in the sandbox.
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../controller/drill/load-generator';
import { noteSandbox, runningSandbox } from '../controller/workspace/sandbox-process';
import { SANDBOX_NAME as NAME, createSandboxProject } from './environments';
import type { SandboxProject } from './environments';
import { createCount, createFigures } from './figure';
import type { Figure, Targets } from './figure';
import { summarize } from './measure';
import { startRelay } from './relay';

const ROUNDS = 10;
const WRONG = 'green';
const GROUP = 'Rollback under load in the sandbox';
const DELAY = 'from accepted to the last answer of the wrong color';
/** Milliseconds. A request that was already sent to the wrong color is still answered by it. */
const TARGETS: Targets = { [DELAY]: { kind: 'at-most', value: 100 } };

/** Measures the time from the answer to ModifyRule to the last answer of the wrong color, and counts the failed requests. */
export async function measureEffect(): Promise<Figure[]> {
  const project = await createSandboxProject(1);
  const relay = await startRelay(project.controlPort, 'ModifyRuleResponse');
  redirectCtl(project, relay.port);
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
      await project.ctlInBackground('promote');
      await load.sample(50);
      await project.ctlInBackground('rollback', '--no-reconcile');
      await pause(500);
      delays.push(lastWrong - relay.lastPassed());
    }
    const { total, failed } = await load.stop();
    return [
      ...createFigures(GROUP, { [DELAY]: summarize(delays) }, TARGETS),
      createCount(GROUP, 'requests', total, { unit: 'requests' }),
      createCount(GROUP, 'requests that failed', failed, { unit: 'requests', target: { kind: 'at-most', value: 0 } }),
    ];
  } finally {
    await load.stop();
    redirectCtl(project, project.controlPort);
    project.remove();
    await relay.close();
  }
}

/** Makes ctl call another port from now on; the sandbox keeps its port. */
function redirectCtl({ root }: SandboxProject, controlPort: number): void {
  const running = runningSandbox(root, NAME);
  if (running) noteSandbox(root, NAME, { ...running, controlPort });
}
