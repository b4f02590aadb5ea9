// Redraws a view: in place on a terminal; elsewhere it prints plain lines when they changed.
import { formatDuration } from '../../environments/duration';
import type { Context } from './context';
import { UserError } from './errors';
import { forPeople } from './fold';

/** What to draw; `over` ends the watch. */
export interface Frame {
  readonly lines: readonly string[];
  readonly over: boolean;
}

/** Milliseconds between two frames. */
const EVERY = 1000;

/**
 * Draws until a frame is over, or until Ctrl-C; returns the last frame, which was drawn already.
 * @throws {UserError} WATCH_TIMED_OUT when no frame was over in this time.
 */
export async function drawLive(
  context: Context,
  draw: () => Promise<Frame>,
  timeoutSeconds = Infinity,
): Promise<Frame> {
  const { io, signal, sleep, now } = context;
  const until = now().getTime() + timeoutSeconds * 1000;
  let shown = '';
  for (;;) {
    const frame = await draw();
    const lines = frame.lines.flatMap((line) => forPeople(line, io.columns));
    const text = lines.join('\n');
    if (io.isTTY && io.redraw) io.redraw(lines);
    else if (text !== shown) lines.forEach((line) => io.out(line));
    shown = text;
    if (frame.over || signal.aborted) return frame;
    if (now().getTime() >= until) throw timedOut(timeoutSeconds);
    await sleep(EVERY);
    if (signal.aborted) return frame;
  }
}

const timedOut = (seconds: number): UserError =>
  new UserError(
    'WATCH_TIMED_OUT',
    `What is watched had not ended after ${formatDuration(seconds)}`,
    'Nothing was changed or stopped: the same command continues to watch',
  );
