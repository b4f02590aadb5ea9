// What the foreground sandbox prints of a request and of a function's output.
import { describe, expect, it } from '@jest/globals';
import { formatOutput, formatRequest } from '../../../controller/sandbox/print-traffic';
import { createStyle } from '../../../controller/core/style';

const style = createStyle(false);
const request = {
  at: '2030-01-02T03:04:05.678Z',
  method: 'GET',
  path: '/web',
  status: 200,
  functionName: 'local-web-green',
  version: '3',
  milliseconds: 12.4,
};

describe('a request', () => {
  it('is a line with time, method, path, status, color, version and milliseconds', () => {
    expect(formatRequest(request, 'green', style)).toBe('03:04:05 GET /web 200 green [3] 12 ms');
  });

  it('that the load balancer answers itself has no color', () => {
    const own = { ...request, status: 404, functionName: null, version: null };
    expect(formatRequest(own, undefined, style)).toBe('03:04:05 GET /web 404 - 12 ms');
  });

  it('cannot forge a line', () => {
    const line = formatRequest({ ...request, path: '/a\n::error::b\u001b[2J' }, 'blue', style);
    for (const control of ['\n', '\u001b']) expect(line).not.toContain(control);
  });
});

describe('output of a function', () => {
  it('is a line with its service, color and version', () => {
    const line = { at: request.at, version: '3', requestId: null, text: 'hello', functionName: 'local-web-green' };
    expect(formatOutput(line, 'web green', style)).toBe('03:04:05 web green [3]: hello');
  });
});
