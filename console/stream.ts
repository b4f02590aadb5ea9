// The stream of events, over fetch since it needs the token in a header. It reconnects until the console refuses the page.
import type { StreamEvent } from '../controller/console/wire';
import { token } from './token';

/** Milliseconds until the next try, which grow up to the last. */
const WAITS = [500, 1000, 2000, 5000];

export interface Listener {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onLost: () => void;
  readonly onRefused: () => void;
}

/** Opens the stream, with the service that the page shows. Returns what closes it. */
export function openStream(query: Readonly<Record<string, string>>, listener: Listener): () => void {
  const closing = new AbortController();
  void keepOpen(`/api/events?${new URLSearchParams(query).toString()}`, listener, closing.signal);
  return () => closing.abort();
}

async function keepOpen(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
  let tries = 0;
  while (!signal.aborted) {
    try {
      const answer = await fetch(path, { headers: { authorization: `Bearer ${token()}` }, signal });
      if (answer.status === 401 || answer.status === 403) return listener.onRefused();
      tries = 0;
      if (answer.body) await readEvents(answer.body, listener.onEvent);
    } catch {
      // The console is down, or the page closed the stream.
    }
    if (signal.aborted) return;
    listener.onLost();
    const wait = WAITS[Math.min(tries++, WAITS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, onEvent: Listener['onEvent']): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) onEvent(JSON.parse(event.replace(/^data: /, '')) as StreamEvent);
  }
}
