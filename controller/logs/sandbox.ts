// The port of logs over the sandbox's own endpoint.
import * as z from 'zod';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';
import { parseJson } from '../core/parse-json';
import { sandboxHeaders } from '../workspace/sandbox-credentials';
import type { LogEntry, LogSource } from './port';

const EVERY_MS = 500;
const TIMEOUT_MS = 10_000;

const pageSchema = z.object({
  lines: z.array(
    z.object({ at: z.iso.datetime(), version: z.string(), requestId: z.string().nullable(), text: z.string() }),
  ),
  position: z.number().int().min(0),
  end: z.boolean(),
});

type Page = z.output<typeof pageSchema>;

/** Opens a sandbox's logs. A log that is removed meanwhile is read from its beginning. */
export function openSandboxLogs(environment: Environment, context: Context): LogSource {
  return {
    everyMs: EVERY_MS,
    open: (functionName, since) => {
      let position = 0;
      return {
        next: async () => {
          const lines: LogEntry[] = [];
          for (;;) {
            const query = new URLSearchParams({
              function: functionName,
              since: since.toISOString(),
              position: String(position),
            });
            const page = await fetchPage(environment, context, query);
            lines.push(...page.lines);
            position = page.position;
            if (page.end) return lines;
          }
        },
      };
    },
  };
}

async function fetchPage(environment: Environment, context: Context, query: URLSearchParams): Promise<Page> {
  const { name, sandbox } = environment;
  const url = `http://127.0.0.1:${sandbox.control_port}/_teal/logs`;
  const { status, ok, text } = await fetchText(environment, context, `${url}?${query.toString()}`);
  const read = pageSchema.safeParse(ok ? parseJson(text) : undefined);
  if (read.success) return read.data;
  if (status === 404 && text.includes('ResourceNotFoundException')) {
    throw new UserError(
      'NOT_FOUND',
      `The sandbox of ${name} has no function ${query.get('function') ?? ''}, so it has no log`,
      `ctl deploy -e ${name} creates it`,
    );
  }
  throw new UserError(
    'SANDBOX_FAILED',
    `${url} did not return a log: status ${status}: ${text.slice(0, 200)}`,
    `Start the sandbox again, since it may be of another version: ctl sandbox down -e ${name}, then ctl sandbox up`,
  );
}

/** A connection breaks in many ways while a sandbox stops; each of them means that it does not answer now. */
async function fetchText(
  { name, sandbox }: Environment,
  context: Context,
  url: string,
): Promise<{ readonly status: number; readonly ok: boolean; readonly text: string }> {
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await context.fetch(url, { headers: sandboxHeaders(context.root, name), signal });
    return { status: answer.status, ok: answer.ok, text: await answer.text() };
  } catch (error) {
    throw new UserError(
      'UNREACHABLE',
      `The sandbox of ${name} does not answer on port ${sandbox.control_port}: ${messageOf(error)}`,
      `ctl sandbox up --detach -e ${name}`,
      { cause: error },
    );
  }
}
