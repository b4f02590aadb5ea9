// The lines of an event of CloudWatch Logs, with the version and the invocation that wrote them. Pure.
import type { LogEvent } from '../aws/cloudwatch-logs';
import type { LogEntry } from './port';

/** A log stream belongs to one environment of one version: `2030/01/02/[3]0123…` ("Working with Lambda function logs"). */
const STREAM_VERSION = /\[(\$LATEST|\d+)\]/;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Where Lambda's runtimes write the request id: its own lines, lines of Node and Python, and lines in JSON. */
const REQUEST_ID = new RegExp(
  `RequestId: (${UUID})|^(?:\\[\\w+\\]\\t)?[\\d-]+T[\\d:.]+Z\\t(${UUID})\\t|"(?:requestId|AWSRequestId)": ?"(${UUID})"`,
);

/**
 * Returns the lines of an event. An environment runs one invocation at a time, so that a line without a request id is of the one that
 * its stream named last; `streams` keeps that between two events.
 */
export function parseEvent({ at, stream, message }: LogEvent, streams: Map<string, string>): LogEntry[] {
  const [, ...found] = REQUEST_ID.exec(message) ?? [];
  const own = found.find((one) => one !== undefined);
  if (own !== undefined) streams.set(stream, own);
  const version = STREAM_VERSION.exec(stream)?.[1] ?? null;
  const entry = { at: new Date(at).toISOString(), version, requestId: own ?? streams.get(stream) ?? null };
  return message
    .trimEnd()
    .split(/\r\n|\n|\r/)
    .map((text) => ({ ...entry, text }));
}
