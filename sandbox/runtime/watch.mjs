// A thread beside the handler, which works even while the handler blocks: it ends the process with the sandbox, or for its memory.
import { Socket } from 'node:net';
import { setInterval } from 'node:timers';
import { checkMemory } from './memory.mjs';

const MEMORY_EVERY_MS = 100;

const end = () => process.kill(process.pid, 'SIGKILL');
// fd 3 closes when the sandbox dies.
new Socket({ fd: 3 }).on('error', end).on('close', end).resume();
setInterval(checkMemory, MEMORY_EVERY_MS);
