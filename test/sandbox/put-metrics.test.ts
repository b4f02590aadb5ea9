// What a sandbox puts into the CloudWatch of another control plane: everything once, and nothing lost while it is unreachable.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMetricsPublisher } from '../../sandbox/put-metrics';
import type { Table } from '../../sandbox/table';

const NOW = new Date('2026-03-01T12:00:00Z');
const ok = { kind: 'target', status: 200, milliseconds: 5, responseMilliseconds: 5 } as const;

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
    const publisher = createMetricsPublisher({ url, region: 'us-east-1', table, everyMs: 3_600_000, log, now });
    closing.push(async () => {
      await publisher.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return {
      got,
      answers,
      logs,
      publisher,
      counts: () => got.flatMap((one) => one.MetricData.map((datum) => [datum.MetricName, datum.Value])),
    };
  }

  it('are put once each, those of one second together, without zeros', async () => {
    const { publisher, counts } = await putting();
    publisher.record('svc-blue', ok);
    publisher.record('svc-blue', { ...ok, status: 503 });
    await publisher.put();
    await publisher.put();
    expect(counts()).toEqual([
      ['RequestCount', 2],
      ['HTTPCode_Target_5XX_Count', 1],
      ['TargetResponseTime', undefined],
    ]);
  });

  it('wait while they are not accepted, and are put then', async () => {
    const { publisher, answers, counts } = await putting();
    answers.status = 503;
    publisher.record('svc-blue', { kind: 'throttled', milliseconds: 1, responseMilliseconds: 1 });
    await expect(publisher.put()).rejects.toThrow('PutMetricData: status 503: not now');
    publisher.record('svc-blue', ok);
    answers.status = 200;
    await publisher.put();
    expect(counts()).toEqual([
      ['RequestCount', 1],
      ['LambdaUserError', 1],
      ['RequestCount', 1],
      ['TargetResponseTime', undefined],
    ]);
  });

  it('are put when the sandbox is closed, and a problem then is one line in its log', async () => {
    const { publisher, answers, logs } = await putting();
    answers.status = 500;
    publisher.record('svc-blue', ok);
    await publisher.close();
    expect(logs).toEqual([expect.stringContaining('PutMetricData: status 500')]);
  });
});
