// The parts of AWS that a sandbox is not, in memory: S3 with conditional writes, CloudWatch, ECR and EventBridge. Every other call
// goes on to the control endpoint of a sandbox, so that together they are one endpoint.
import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, closeServer, listen } from '../../helpers/listen';

/** A running endpoint. */
export interface Aws {
  readonly url: string;
  close(): void;
}

/** Starts the endpoint in front of a control endpoint. `objects` are those of S3, by their path. */
export async function startAws(controlPort: number, objects: Map<string, Buffer>): Promise<Aws> {
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const target = incoming.headers['x-amz-target'];
      if (typeof target === 'string') answerJson(target, body, outgoing);
      else if (/^\/(hook|news)/.test(incoming.url ?? '')) outgoing.end('{}');
      else if (incoming.url?.startsWith('/acme-state')) answerS3(objects, incoming, body, outgoing);
      else forward(controlPort, incoming, body, outgoing);
    });
  });
  return { url: await listen(server), close: () => closeServer(server) };
}

/** The operations of services with a JSON protocol, each with what it answers to its input. */
const OPERATIONS: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
  GetMetricData: ({ MetricDataQueries }) => ({
    MetricDataResults: (MetricDataQueries as { Id: string }[]).map(({ Id }) => ({
      Id,
      StatusCode: 'Complete',
      Timestamps: [],
      Values: [],
    })),
  }),
  DescribeAlarms: ({ AlarmNames }) => ({
    MetricAlarms: (AlarmNames as string[]).map((AlarmName) => ({ AlarmName, StateValue: 'OK', StateReason: 'quiet' })),
    CompositeAlarms: [],
  }),
  DescribeImages: () => ({ imageDetails: [{ imageDigest: `sha256:${'a'.repeat(64)}` }] }),
  PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
};

function answerJson(target: string, body: Buffer, outgoing: ServerResponse): void {
  const operation = OPERATIONS[target.split('.').at(-1) ?? ''];
  outgoing.writeHead(operation ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  outgoing.end(
    JSON.stringify(
      operation?.(JSON.parse(body.toString()) as Record<string, unknown>) ?? { __type: 'UnknownOperation' },
    ),
  );
}

const etagOf = (object: Buffer): string => `"${createHash('md5').update(object).digest('hex')}"`;

/** GET, HEAD, PUT and DELETE of an object, and ListObjectsV2 ("Conditional writes" of the S3 User Guide). */
function answerS3(
  objects: Map<string, Buffer>,
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const found = objects.get(decodeURIComponent(pathname));
  const refuse = (status: number, code: string): void => {
    outgoing.writeHead(status, { 'content-type': 'application/xml' });
    outgoing.end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  if (searchParams.has('list-type')) return list(objects, pathname, searchParams, outgoing);
  if (method === 'PUT') {
    const wanted = headers['if-match'];
    if (headers['if-none-match'] === '*' && found) return refuse(412, 'PreconditionFailed');
    if (wanted !== undefined && (!found || etagOf(found) !== wanted)) return refuse(412, 'PreconditionFailed');
    objects.set(decodeURIComponent(pathname), body);
    outgoing.writeHead(200, { etag: etagOf(body) });
    return void outgoing.end();
  }
  if (method === 'DELETE') {
    objects.delete(decodeURIComponent(pathname));
    outgoing.writeHead(204);
    return void outgoing.end();
  }
  if (!found) return refuse(404, 'NoSuchKey');
  outgoing.writeHead(200, { etag: etagOf(found), 'content-length': found.length });
  outgoing.end(method === 'HEAD' ? undefined : found);
}

function list(
  objects: Map<string, Buffer>,
  bucket: string,
  searchParams: URLSearchParams,
  outgoing: ServerResponse,
): void {
  const prefix = searchParams.get('prefix') ?? '';
  const after = searchParams.get('start-after') ?? '';
  const names = [...objects.keys()].map((name) => name.slice(bucket.replace(/\/$/, '').length + 1));
  const keys = names
    .filter((key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/') && key > after)
    .sort();
  const contents = keys.map((key) => {
    const etag = etagOf(objects.get(`${bucket.replace(/\/$/, '')}/${key}`) ?? Buffer.alloc(0));
    return `<Contents><Key>${key}</Key><ETag>${etag}</ETag><LastModified>2030-01-01T00:00:00.000Z</LastModified></Contents>`;
  });
  outgoing.writeHead(200, { 'content-type': 'application/xml' });
  outgoing.end(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`,
  );
}

function forward(port: number, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const forwarded = request(
    { host: '127.0.0.1', port, method, path, headers: { ...headers, host: `127.0.0.1:${port}` } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    },
  );
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}
