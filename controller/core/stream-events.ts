// The events that a verb prints with -o json while it watches or follows: one JSON object a line.
import type { Context } from './context';
import { SCHEMA_VERSION } from './outcome';
import { printableJson } from './printable';

/** Every event, with its fields besides `schemaVersion`, `event` and `time`. */
export const STREAM_EVENTS = {
  status: ['the document of `ctl status`', 'At the start, and whenever something in it changed.'],
  rollout: ['`state`, `driver`, `live`', 'For each rollout at the start, and whenever it changed.'],
  log: [
    '`at`, `color`, `version`, `id`, `requestId`, `text`',
    'A line of a log; `at` is when the function wrote it, `id` its version in `ctl versions`, or null.',
  ],
  warning: ['`message`', 'Something could not be read, and the rest goes on.'],
  error: ['`error`: `code`, `message`, `hint`, `exitCode`', 'The last line when the verb ends with an error.'],
  end: ['`reason`: `interrupted` or `finished`', 'The last line otherwise: Ctrl-C, or nothing is left to watch.'],
} as const satisfies Readonly<Record<string, readonly [fields: string, when: string]>>;

export type StreamEvent = keyof typeof STREAM_EVENTS;

/** Prints one event. */
export function printEvent(
  { io, now }: Pick<Context, 'io' | 'now'>,
  event: StreamEvent,
  fields: Readonly<Record<string, unknown>>,
): void {
  io.out(printableJson({ schemaVersion: SCHEMA_VERSION, event, time: now().toISOString(), ...fields }, 0));
}

/** Prints an event for each thing that changed since it was printed last. */
export function createChangeEvents(context: Pick<Context, 'io' | 'now'>) {
  const printed = new Map<string, string>();
  return (event: StreamEvent, key: string, fields: Readonly<Record<string, unknown>>): void => {
    const text = JSON.stringify(fields);
    if (printed.get(`${event} ${key}`) === text) return;
    printed.set(`${event} ${key}`, text);
    printEvent(context, event, fields);
  };
}

/** Repeats a step until it is over or Ctrl-C, and prints how the stream ended. */
export async function streamEvents(context: Context, everyMs: number, step: () => Promise<boolean>): Promise<void> {
  let over = false;
  while (!over && !context.signal.aborted) {
    over = await step();
    if (!over && !context.signal.aborted) await context.sleep(everyMs);
  }
  printEvent(context, 'end', { reason: over ? 'finished' : 'interrupted' });
}
