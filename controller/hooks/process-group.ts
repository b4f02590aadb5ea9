// Ends a process group: asks it, then does it by force.

/** Milliseconds that a group has to end by itself, and between two looks. */
const PATIENCE = 2000;
const LOOK = 50;

/** Ends every process of a group; returns when none is left, or all were killed. */
export async function endGroup(leader: number, sleep: (milliseconds: number) => Promise<void>): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE && signalGroup(leader, 0); waited += LOOK) await sleep(LOOK);
  signalGroup(leader, 'SIGKILL');
}

/** Whether there was anybody to send the signal to. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
