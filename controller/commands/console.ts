// ctl console: a web page on this machine that shows every environment, and moves traffic.
import { once } from 'node:events';
import { defineCommand } from '../command-line/define-command';
import { outputOptions } from '../command-line/options';
import { parsePort } from '../command-line/parse-port';
import { EXIT } from '../core/errors';

export const consoleCommand = defineCommand({
  command: 'console',
  describe: 'Serve a web page that shows and moves traffic, for this machine alone; Ctrl-C ends it',
  positionals: {},
  options: {
    port: { type: 'string', requiresArg: true, describe: 'Port of the page; a free one when left out' },
    'read-only': { type: 'boolean', default: false, describe: 'Only show, and change nothing' },
    ...outputOptions,
  },
  examples: [
    ['$0 console', 'prints an address with a token; who has it can do what you can'],
    ['$0 console --read-only --port 8300', 'for a screen on the wall'],
  ],
  run: async (args, context) => {
    const port = parsePort('--port', args.port) ?? 0;
    const { startConsole } = await import('../console/server');
    const { port: bound, url, close } = await startConsole(context, { port, readOnly: args.readOnly });
    context.io.err(`The console of ${context.root}, until Ctrl-C:`);
    context.io.err(url);
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await close();
    return { document: { port: bound }, lines: () => ['The console has ended'], exitCode: EXIT.ok };
  },
});
