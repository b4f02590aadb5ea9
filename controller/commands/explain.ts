// ctl explain: which rule a request would hit, and which color it would get.
import { defineCommand } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { environmentOptions } from '../command-line/options';

export const explain = defineCommand({
  command: 'explain',
  describe: 'Show which rule a request hits, and why',
  positionals: {},
  options: {
    host: { type: 'string', default: '', requiresArg: true, describe: 'Host name of the request' },
    path: { type: 'string', default: '/', requiresArg: true, describe: 'Path, with a query if there is one' },
    ip: { type: 'string', default: '198.51.100.1', requiresArg: true, describe: 'Address that the load balancer sees' },
    method: { type: 'string', default: 'GET', requiresArg: true, describe: 'Method of the request' },
    header: { type: 'string', array: true, requiresArg: true, describe: 'A header, as NAME=VALUE' },
    query: { type: 'string', array: true, requiresArg: true, describe: 'A query parameter, as NAME=VALUE' },
    live: { type: 'boolean', default: false, describe: 'Use the live rules, foreign ones too' },
    ...environmentOptions,
  },
  examples: [
    ['$0 explain --host shop.example.com --path /checkout/1', 'what everyone gets'],
    ['$0 explain --host shop.example.com --ip 203.0.113.7 --live', 'what a tester gets now'],
  ],
  run: async (args, context) => {
    const { parseRequest } = await import('../command-line/parse-request');
    const { explainRequest } = await import('../inspect/explain');
    const { renderExplanation } = await import('../render/explain');
    const request = parseRequest(args);
    const explanation = await explainRequest(context, { environment: args.environment, request, live: args.live });
    return {
      document: { ...explanation },
      lines: (style) => renderExplanation(explanation, style),
      exitCode: EXIT.ok,
    };
  },
});
