// A request of the Lambda API, and the fields that it has.
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../errors';
import { fieldsOfJson } from '../fields';
import type { Given } from '../fields';

/** A request of the Lambda API. */
export interface LambdaRequest {
  readonly method: string;
  readonly url: Pick<URL, 'pathname' | 'searchParams'>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The fields of an action that are headers; a body of Invoke is for the function. */
const HEADERS: Readonly<Record<string, string>> = {
  'x-amz-client-context': 'ClientContext',
  'x-amz-durable-execution-name': 'DurableExecutionName',
  'x-amz-invocation-type': 'InvocationType',
  'x-amz-log-type': 'LogType',
  'x-amz-tenant-id': 'TenantId',
};

/** The fields of a request: its query, its headers and its JSON. */
export const fieldsOf = ({ url, headers }: LambdaRequest, input: unknown): Given[] => [
  ...[...url.searchParams].map(([name, value]): Given => [name === 'tagKeys' ? 'TagKeys[]' : name, value]),
  ...Object.entries(HEADERS).map(([header, field]): Given => [field, String(headers[header] ?? '')]),
  ...fieldsOfJson(input),
];

/** The JSON of a body. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}
