// An endpoint on this machine that answers the calls of an evaluation, and counts them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The endpoint. `calls`: how many of each action came; `queries`: those in all GetMetricData calls. */
export interface CountingEndpoint {
  readonly url: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly queries: () => number;
  readonly close: () => void;
}

interface MetricDataBody {
  readonly MetricDataQueries: readonly { readonly Id: string }[];
  readonly StartTime: number;
  readonly EndTime: number;
}

/** Starts it. Every metric has a value for every minute; every target group exists. */
export async function startCountingEndpoint(): Promise<CountingEndpoint> {
  const calls: Record<string, number> = {};
  let queries = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const target = request.headers['x-amz-target'];
      const form = new URLSearchParams(target === undefined ? text : '');
      const action = form.get('Action') ?? String(target).split('.').at(-1) ?? '';
      calls[action] = (calls[action] ?? 0) + 1;
      if (target === undefined) response.end(answerTargetGroups(form));
      else if (action !== 'GetMetricData') response.writeHead(400).end('{}');
      else {
        const body = JSON.parse(text) as MetricDataBody;
        queries += body.MetricDataQueries.length;
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(answerMetricData(body));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, calls, queries: () => queries, close };
}

/** Many requests, and few of everything else. */
function answerMetricData({ MetricDataQueries, StartTime, EndTime }: MetricDataBody): string {
  const Timestamps = Array.from({ length: Math.floor((EndTime - StartTime) / 60) }, (_, i) => StartTime + i * 60);
  const MetricDataResults = MetricDataQueries.map(({ Id }) => {
    const value = /requests|timed/.test(Id) ? 500 : Id.includes('p95') ? 300 : 0;
    return { Id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(() => value) };
  });
  return JSON.stringify({ MetricDataResults });
}

function answerTargetGroups(form: URLSearchParams): string {
  const names = [...form].filter(([key]) => key.startsWith('Names.')).map(([, name]) => name);
  const arn = (name: string): string =>
    `arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/${name}/0123456789abcdef`;
  const members = names.map(
    (name) =>
      `<member><TargetGroupArn>${arn(name)}</TargetGroupArn><TargetGroupName>${name}</TargetGroupName></member>`,
  );
  return [
    '<DescribeTargetGroupsResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetGroupsResult>',
    `<TargetGroups>${members.join('')}</TargetGroups></DescribeTargetGroupsResult>`,
    '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeTargetGroupsResponse>',
  ].join('');
}
