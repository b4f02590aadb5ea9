// ctl sandbox load: sends requests to a service of a sandbox, so that a rollout has something to judge.
import { defineCommand } from '../../command-line/define-command';
import { environmentOptions, servicePositional } from '../../command-line/options';
import { parseInteger } from '../../command-line/parse-integer';
import { parseSeconds } from '../../command-line/parse-seconds';
import { EXIT, UserError } from '../../core/errors';

const RATE = 50;

export const sandboxLoad = defineCommand({
  command: 'load [service]',
  describe: 'Send requests to a service, so that a rollout has something to judge',
  positionals: servicePositional,
  options: {
    rate: { type: 'string', requiresArg: true, describe: `Requests a second, 1 to 200; ${RATE} when left out` },
    for: { type: 'string', default: '10m', requiresArg: true, describe: 'How long, at most 1h; Ctrl-C ends it sooner' },
    path: { type: 'string', requiresArg: true, describe: 'Path to ask for; one of the service when left out' },
    ...environmentOptions,
  },
  examples: [
    ['$0 sandbox load web --rate 50', '50 requests a second for 10 minutes'],
    ['$0 sandbox load web --rate 20 --for 2m -o json', 'the answers by version and status, for scripts'],
  ],
  run: async (args, context) => {
    const { MOST_RATE, MOST_SECONDS, runLoad } = await import('../../sandbox/load');
    const { renderLoad, renderTally } = await import('../../render/load');
    const rate = parseInteger('--rate', args.rate, { from: 1, to: MOST_RATE, example: RATE }) ?? RATE;
    const seconds = parseSeconds('--for', args.for);
    if (seconds > MOST_SECONDS)
      throw new UserError('USAGE', `--for takes at most 1h, not ${JSON.stringify(args.for)}`, 'Write --for 10m');
    if (args.path !== undefined && !args.path.startsWith('/'))
      throw new UserError(
        'USAGE',
        `--path ${JSON.stringify(args.path)} does not begin with /`,
        'Write it as in a URL, such as /web',
      );
    const { environment, service, path } = args;
    context.io.err(`Sends ${rate} requests a second for ${args.for}, at most ${MOST_RATE} for 1h; Ctrl-C ends it`);
    const result = await runLoad(context, { environment, service, path, rate, seconds }, (tally) =>
      context.io.err(renderTally(tally)),
    );
    return { document: { ...result }, lines: (style) => renderLoad(result, style), exitCode: EXIT.ok };
  },
});
