// Redraws a view: in place on a terminal; elsewhere it prints plain lines when they changed.
import type { Context } from './context';

/** What to draw; `over` ends the watch. */
export interface Frame {
  readonly lines: readonly string[];
  readonly over: boolean;
}

/** Milliseconds between two frames. */
export const WATCH_MS = 1000;

/** Draws until a frame is over, or until Ctrl-C; returns the last frame, which was drawn already. */
export async function drawLive(context: Context, draw: () => Promise<Frame>): Promise<Frame> {
  const { io, signal, sleep } = context;
  let shown = '';
  for (;;) {
    const frame = await draw();
    const text = frame.lines.join('\n');
    if (io.isTTY && io.redraw) io.redraw(frame.lines);
    else if (text !== shown) frame.lines.forEach((line) => io.out(line));
    shown = text;
    if (frame.over || signal.aborted) return frame;
    await sleep(WATCH_MS);
    if (signal.aborted) return frame;
  }
}
