// ctl sandbox up: starts the sandbox, a load balancer on this machine.
import { defineCommand } from '../../command-line/define-command';
import { EXIT } from '../../core/errors';
import { environmentOptions } from '../../command-line/options';
import { howToUseAws } from '../../render/sandbox';
import { parsePort } from '../../command-line/parse-port';

export const sandboxUp = defineCommand({
  command: 'up',
  describe: 'Start the sandbox; Ctrl-C stops it',
  positionals: {},
  options: {
    detach: { type: 'boolean', default: false, describe: 'Start it in the background and return' },
    quiet: {
      alias: 'q',
      type: 'boolean',
      default: false,
      describe: 'Print neither requests nor what functions print',
    },
    port: { type: 'string', requiresArg: true, describe: 'Port of the load balancer; from the file when left out' },
    'control-port': {
      type: 'string',
      requiresArg: true,
      describe: 'Port of the control endpoint; from the file when left out',
    },
    'control-plane': { type: 'string', requiresArg: true, describe: 'Serve the rules of this ELBv2 endpoint' },
    'put-metrics': {
      type: 'boolean',
      default: false,
      describe: "Put metrics into that endpoint's CloudWatch, as AWS does",
    },
    ...environmentOptions,
  },
  examples: [
    ['$0 sandbox up', 'prints requests and what functions print, until Ctrl-C'],
    ['$0 sandbox up --detach', 'runs until ctl sandbox down'],
    ['$0 sandbox up -e prod --control-plane http://127.0.0.1:5000', 'serves the rules of an emulator'],
    ['$0 sandbox up -e prod --put-metrics', 'puts metrics into the CloudWatch of emulator_endpoint'],
  ],
  run: async (args, context) => {
    const port = parsePort('--port', args.port);
    const controlPort = parsePort('--control-port', args.controlPort);
    const { startEnvironmentSandbox } = await import('../../sandbox/start');
    const { describeUrls } = await import('../../sandbox/types');
    const { environment, detach, controlPlane, putMetrics, quiet } = args;
    const result = await startEnvironmentSandbox(context, {
      environment,
      detach,
      controlPlane,
      putMetrics,
      quiet,
      port,
      controlPort,
    });
    return {
      document: { ...result },
      lines: () => [
        `The sandbox of ${result.environment}: ${result.state}, ${describeUrls(result)}, control ${result.control}`,
        ...(result.state === 'stopped' ? [] : [howToUseAws(result.environment)]),
      ],
      exitCode: EXIT.ok,
    };
  },
});
