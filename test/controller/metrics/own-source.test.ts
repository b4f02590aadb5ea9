// A service's own source of counts: what it is asked, and what happens when it does not answer as it should.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openMetrics } from '../../../controller/metrics';
import { metrics } from '../../../environments/schema-metrics';
import { testContext } from '../../contract/context';
import { environmentOf, serviceOf } from '../aws/environment';

const [FROM, TO] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:02:00Z')];
const COUNTS = { requests: 100, failures: 1, slow: 4 };
const ONE = { from: FROM.toISOString(), to: '2026-03-01T12:01:00.000Z', stable: COUNTS, candidate: COUNTS };
const closing: (() => void)[] = [];

afterEach(() => closing.splice(0).forEach((close) => close()));

async function open(source: Readonly<Record<string, unknown>>, root = '/tmp') {
  const { rollout, ...rest } = serviceOf('web');
  const service = { ...rest, rollout: { ...rollout, metrics: metrics.parse({ source }) } };
  const environment = environmentOf({ target: 'sandbox' }, [service]);
  const opened = await openMetrics(environment, testContext(root, { env: { PATH: process.env['PATH'] } }));
  const thresholds = await opened.readThresholds(service, { from: FROM, to: TO });
  return { thresholds, read: () => opened.readIntervals(service, { from: FROM, to: TO, thresholds }) };
}

/** A command that prints an answer, whatever it is asked. */
const printing = (answer: unknown): string => `echo '${JSON.stringify(answer)}'`;

describe('a source of metrics', () => {
  it('that is a command gets the question on stdin, and its answer is judged', async () => {
    const echo = `node -e 'const q = JSON.parse(require("fs").readFileSync(0)); const c = { requests: q.slow_ms, failures: q.candidate === "green" ? 7 : 0, slow: 2 }; console.log(JSON.stringify({ intervals: [{ from: q.from, to: q.to, stable: c, candidate: c }] }))'`;
    const { read, thresholds } = await open({ command: echo, slow_ms: 300 });
    expect(thresholds.slowMs).toBe(300);
    const [interval] = await read();
    expect(interval).toMatchObject({ from: FROM.toISOString(), to: TO.toISOString() });
    expect(interval?.candidate).toMatchObject({ requests: 300, failures: 7, timed: 300, slow: 2, throttles: null });
  });

  it('that is a URL gets it by POST', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => asked.push(`${request.method} ${chunk.toString()}`));
      request.on('end', () => response.end(JSON.stringify({ intervals: [ONE] })));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { read } = await open({ http: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    expect(await read()).toMatchObject([{ stable: { requests: 100, failures: 1, timed: null, slow: null } }]);
    expect(asked).toEqual([expect.stringMatching(/^POST .*"service":"web","stable":"blue","candidate":"green"/)]);
  });

  it.each([
    ['that fails is an error with what it wrote', 'echo no token >&2; exit 3', /the command ended with 3: no token/],
    ['that prints no JSON is an error with its text', 'echo hello', /its answer "hello/],
    [
      'that lacks a number is an error with the field',
      printing({ intervals: [{ ...ONE, stable: { requests: 1 } }] }),
      /stable\.failures/,
    ],
    ['that hangs is an error after its timeout', 'node -e "setTimeout(() => {}, 60_000)"', /no answer within 1s/],
    ['that does not exist is an error', './no-such-program', /the command ended with 127/],
  ])('%s', async (_, command, message) => {
    const { read } = await open({ command, timeout: '1s' });
    await expect(read()).rejects.toMatchObject({
      code: 'METRICS_UNAVAILABLE',
      message: expect.stringMatching(message),
    });
  });
});
