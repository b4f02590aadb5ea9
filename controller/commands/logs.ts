// ctl logs: what the functions of a service wrote, with the color, the version and the invocation of each line.
import { defineCommand } from '../command-line/define-command';
import { environmentOptions, reportPositional } from '../command-line/options';
import { parseSeconds } from '../command-line/parse-seconds';
import type { Context } from '../core/context';
import { EXIT, hasCode } from '../core/errors';
import { STREAMED } from '../core/outcome';
import type { Outcome } from '../core/outcome';
import { printEvent, streamEvents } from '../core/stream-events';
import { createStyle } from '../core/style';
import type { Logs } from '../inspect/logs';

export const logs = defineCommand({
  command: 'logs [service]',
  describe: 'Show what the functions of a service wrote',
  positionals: reportPositional,
  options: {
    color: {
      choices: ['blue', 'green', 'candidate', 'stable'] as const,
      requiresArg: true,
      describe: 'The function of one color; both when left out',
    },
    version: {
      type: 'string',
      requiresArg: true,
      describe: 'One version: an id of ctl versions, or the number of a version of the function',
    },
    follow: { alias: 'f', type: 'boolean', default: false, describe: 'Go on with new lines until Ctrl-C' },
    since: { type: 'string', default: '10m', requiresArg: true, describe: 'How far back, such as 90s, 10m or 2h' },
    errors: { type: 'boolean', default: false, describe: 'Only lines about errors, with their stacks' },
    ...environmentOptions,
  },
  examples: [
    ['$0 logs web --color candidate --follow', 'what the version that is being released writes'],
    ['$0 logs web -e prod --errors --since 1h', 'errors of both colors'],
    ['$0 logs web --follow -o json', 'one JSON object a line, for scripts'],
  ],
  run: async (args, context) => {
    const { openLogs } = await import('../inspect/logs');
    const { renderLogLine } = await import('../render/logs');
    const since = new Date(context.now().getTime() - parseSeconds('--since', args.since) * 1000);
    const { environment, service, color, version, errors } = args;
    const opened = await openLogs(context, { environment, service, color, version, errors, since });
    if (args.follow) return followLogs(context, opened, args.output === 'json');
    const lines = await opened.next();
    return {
      document: {
        environment: opened.environment,
        service: opened.service,
        since: since.toISOString(),
        lines,
      },
      lines: (style) =>
        lines.length > 0
          ? lines.map((line) => renderLogLine(line, style))
          : [`${opened.service} wrote nothing${errors ? ' about errors' : ''} since ${since.toISOString()}`],
      exitCode: EXIT.ok,
    };
  },
});

/** Prints new lines until Ctrl-C. A source that does not answer for a time, such as a sandbox that starts again, is waited for. */
async function followLogs(context: Context, source: Logs, json: boolean): Promise<Outcome> {
  const { renderLogLine } = await import('../render/logs');
  const { io, signal, sleep } = context;
  const style = createStyle(io.color, io.columns);
  let isAway = false;
  const step = async (): Promise<false> => {
    const lines = await readOrWait(source, signal, (why) => {
      if (!isAway) warn(context, json, `${why}; waiting until it answers`);
      isAway = true;
    });
    if (!lines) return false;
    isAway = false;
    for (const line of lines) {
      if (json) printEvent(context, 'log', { ...line });
      else io.out(renderLogLine(line, style));
    }
    return false;
  };
  if (json) await streamEvents(context, source.everyMs, step);
  else
    while (!signal.aborted) {
      await step();
      if (!signal.aborted) await sleep(source.everyMs);
    }
  return STREAMED;
}

/** The next lines; undefined when there is no answer now, or Ctrl-C ended the call. */
async function readOrWait(
  source: Logs,
  signal: AbortSignal,
  onAway: (why: string) => void,
): Promise<Awaited<ReturnType<Logs['next']>> | undefined> {
  try {
    return await source.next();
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!hasCode(error, 'UNREACHABLE')) throw error;
    onAway(error.message);
    return undefined;
  }
}

const warn = (context: Context, json: boolean, message: string): void =>
  json ? printEvent(context, 'warning', { message }) : context.io.err(`warning: ${message}`);
