// GET /_teal/logs: the lines of a function's log since a time, a page at a time.
import { readLog } from '../functions/function-log';

/** Where logs are; `known`: the functions that the sandbox has, undefined when it cannot tell. */
interface Logs {
  readonly logDir: string;
  readonly known: readonly string[] | undefined;
}

interface LogsAnswer {
  readonly status: number;
  readonly body: object;
}

/** Function names of Lambda; anything else could lead out of the folder of logs. */
const NAME = /^[\w-]{1,64}$/;

/** Answers a query with `function`, `since` (ISO 8601) and `position` (0, or the position of the page before). */
export async function answerLogs({ logDir, known }: Logs, query: URLSearchParams): Promise<LogsAnswer> {
  const name = query.get('function') ?? '';
  const since = new Date(query.get('since') ?? '');
  const position = query.get('position') ?? '0';
  if (!NAME.test(name) || Number.isNaN(since.getTime()) || !/^\d{1,15}$/.test(position)) {
    const Message = 'Give function, since as an ISO time, and position as a whole number.';
    return { status: 400, body: { Code: 'ValidationError', Message } };
  }
  if (known && !known.includes(name)) {
    return { status: 404, body: { Code: 'ResourceNotFoundException', Message: `There is no function ${name}.` } };
  }
  return { status: 200, body: await readLog(logDir, name, Number(position), since.toISOString()) };
}
