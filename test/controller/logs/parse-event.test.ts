// Events of CloudWatch Logs as lines, with the version and the request id where Lambda writes them; and which of them are errors.
import { describe, expect, it } from '@jest/globals';
import { createErrorFilter } from '../../../controller/inspect/error-lines';
import { parseEvent } from '../../../controller/logs/parse-event';

const ID = '0f1e2d3c-1111-2222-3333-444455556666';
const STREAM = '2030/01/02/[3]abcdef';
const read = (message: string, streams = new Map<string, string>(), stream = STREAM) =>
  parseEvent({ id: '1', at: Date.parse('2030-01-02T03:04:05.678Z'), stream, message }, streams);

describe('an event of CloudWatch Logs', () => {
  it.each([
    ['START', `START RequestId: ${ID} Version: 3\n`],
    ['a line of Node', `2030-01-02T03:04:05.678Z\t${ID}\tINFO\thello\n`],
    ['a line of Python', `[INFO]\t2030-01-02T03:04:05.678Z\t${ID}\thello\n`],
    ['a line in JSON', `{"level":"INFO","requestId":"${ID}","message":"hello"}\n`],
  ])('has the version and the request id: %s', (_, message) => {
    expect(read(message)).toEqual([
      { at: '2030-01-02T03:04:05.678Z', version: '3', requestId: ID, text: message.trimEnd() },
    ]);
  });

  it('without a request id is of the invocation that its stream named last', () => {
    const streams = new Map<string, string>();
    read(`START RequestId: ${ID} Version: 3`, streams);
    expect(read('printed', streams)[0]?.requestId).toBe(ID);
    expect(read('printed', streams, '2030/01/02/[$LATEST]ff')).toMatchObject([{ version: '$LATEST', requestId: null }]);
  });

  it('of several lines is as many lines', () => {
    expect(read('one\ntwo\rthree\n').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });
});

describe('a filter for errors', () => {
  it('keeps errors with their stacks, and nothing else', () => {
    const lines = [
      'hello',
      'TypeError: broken',
      '    at handler (index.mjs:1:1)',
      'no errors here',
      '  indented',
      'Traceback (most recent call last):',
      '  File "app.py"',
      'Task timed out after 3.00 seconds',
      '[ERROR]\tbad',
    ];
    const isError = createErrorFilter();
    const entry = { at: '2030-01-02T03:04:05Z', version: '1', requestId: null };
    expect(lines.filter((text) => isError({ ...entry, text }))).toEqual([...lines.slice(1, 3), ...lines.slice(5)]);
  });
});
