// A view that is drawn again and again: over itself on a terminal, elsewhere only what has changed, as plain lines.
import type { Context } from './context';

/** What to draw; `over` ends the watch. */
export interface Frame {
  readonly lines: readonly string[];
  readonly over: boolean;
}

/** Milliseconds between two drawings. */
const EVERY = 1000;
/** Cursor to the top left, and everything below it cleared. */
const HOME = '\u001b[H\u001b[J';

/** Draws until it is over, or Ctrl-C; returns the last frame, which is then drawn already. */
export async function drawLive(context: Context, draw: () => Promise<Frame>): Promise<Frame> {
  const { io, signal, sleep } = context;
  let shown = '';
  for (let first = true; ; first = false) {
    const frame = await draw();
    const text = frame.lines.join('\n');
    if (io.isTTY) io.out(`${first ? '\u001b[2J' : ''}${HOME}${text}`);
    else if (text !== shown) io.out(text);
    shown = text;
    if (frame.over || signal.aborted) return frame;
    await sleep(EVERY);
    if (signal.aborted) return frame;
  }
}
