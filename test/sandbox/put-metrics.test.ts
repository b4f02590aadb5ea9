// What a sandbox puts into a CloudWatch that is not its own: everything once, and nothing lost while it is away.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPutter } from '../../sandbox/put-metrics';
import type { Table } from '../../sandbox/table';

const NOW = new Date('2026-03-01T12:00:00Z');
const ok = { kind: 'target', status: 200, milliseconds: 5 } as const;

describe('metrics that are put into another CloudWatch', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const table: Table = {
    rules: () => [
      {
        arn: 'arn:aws:elasticloadbalancing:us-east-1:1:listener-rule/app/lb/1/2/3',
        priority: 1,
        conditions: [],
        action: { kind: 'other', type: 'x' },
      },
    ],
    targetGroup: (name) => ({
      name,
      arn: `arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/${name}/9`,
      multiValueHeaders: false,
      target: { kind: 'none' },
    }),
  };

  async function putting() {
    const got: { readonly Namespace: string; readonly MetricData: { MetricName: string; Value: number }[] }[] = [];
    const answers = { status: 200 };
    const logs: string[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (answers.status === 200) got.push(JSON.parse(text) as (typeof got)[number]);
        response.writeHead(answers.status).end(answers.status === 200 ? '{}' : 'not now');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const log = (line: string): void => void logs.push(line);
    const now = (): Date => NOW;
    const url = `http://127.0.0.1:${port}`;
    const putter = createPutter({ url, region: 'us-east-1', table, everyMs: 3_600_000, log, now });
    closing.push(async () => {
      await putter.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return {
      got,
      answers,
      logs,
      putter,
      counts: () => got.flatMap((one) => one.MetricData.map((datum) => [datum.MetricName, datum.Value])),
    };
  }

  it('are put once each, those of one second together, with what is 0 left out', async () => {
    const { putter, counts } = await putting();
    putter.record('svc-blue', ok);
    putter.record('svc-blue', { ...ok, status: 503 });
    await putter.put();
    await putter.put();
    expect(counts()).toEqual([
      ['RequestCount', 2],
      ['HTTPCode_Target_5XX_Count', 1],
    ]);
  });

  it('wait while they are not accepted, and are put then', async () => {
    const { putter, answers, counts } = await putting();
    answers.status = 503;
    putter.record('svc-blue', { kind: 'throttled', milliseconds: 1 });
    await expect(putter.put()).rejects.toThrow('PutMetricData: status 503: not now');
    putter.record('svc-blue', ok);
    answers.status = 200;
    await putter.put();
    expect(counts()).toEqual([
      ['RequestCount', 1],
      ['LambdaUserError', 1],
      ['RequestCount', 1],
    ]);
  });

  it('are put when the sandbox is closed, and a trouble then is one line in its log', async () => {
    const { putter, answers, logs } = await putting();
    answers.status = 500;
    putter.record('svc-blue', ok);
    await putter.close();
    expect(logs).toEqual([expect.stringContaining('PutMetricData: status 500')]);
  });
});
