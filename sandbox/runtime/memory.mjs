// Ends this process, as Lambda does, when it has had more memory than its function may have.
import { readFileSync, writeSync } from 'node:fs';

const LIMIT_MB = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);

/** Called regularly, and before an answer is sent: a function that was over the limit for a moment is not missed. */
export function checkMemory() {
  // The system's count is never too low. On Linux it begins with that of the process which started this one.
  if (process.resourceUsage().maxRSS <= LIMIT_MB * 1024) return;
  const peak = readPeak();
  if (peak <= LIMIT_MB * 1024) return;
  writeSync(2, `The function used ${Math.ceil(peak / 1024)} MB of memory, and its memory_size is ${LIMIT_MB} MB.\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** Most memory that this process had, in KB, with the runtime itself. */
function readPeak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
