// Events of verbs that watch: the page lists every one, and only what changed is printed, each on one line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { STREAM_EVENTS, createChangeEvents, printEvent, streamEvents } from '../../../controller/core/stream-events';
import { testContext } from '../helpers/context';

const page = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');

/** The rows of the table: event, fields, when. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('the page on events', () => {
  it('lists every event with its fields', () => {
    expect(rows).toEqual(Object.entries(STREAM_EVENTS).map(([name, [fields, when]]) => [`\`${name}\``, fields, when]));
  });
});

describe('events', () => {
  it('are one line each, whatever they hold', () => {
    const out: string[] = [];
    printEvent(testContext('/nowhere', out, []), 'warning', { message: 'a\nb\u001b[2J\u2028::error::' });
    expect(out).toHaveLength(1);
    for (const control of ['\n', '\u001b', '\u2028']) expect(out[0]).not.toContain(control);
    expect(JSON.parse(out[0] ?? '')).toEqual({
      schemaVersion: 1,
      event: 'warning',
      time: '2030-01-02T03:04:05.000Z',
      message: 'a\nb\u001b[2J\u2028::error::',
    });
  });

  it('are printed when they changed, and end with the reason', async () => {
    const out: string[] = [];
    const context = { ...testContext('/nowhere', out, []), sleep: () => Promise.resolve() };
    const changed = createChangeEvents(context);
    const values = [1, 1, 2];
    await streamEvents(context, 1000, async () => {
      changed('status', '', { value: values.shift() });
      return values.length === 0;
    });
    expect(out.map((line) => JSON.parse(line) as object)).toMatchObject([
      { event: 'status', value: 1 },
      { event: 'status', value: 2 },
      { event: 'end', reason: 'finished' },
    ]);
  });
});
