// ctl stage: puts new code on the candidate, which gets no traffic.
import { defineCommand } from '../command-line/define-command';
import { UserError } from '../core/errors';
import { changeOptions, servicePositional } from '../command-line/options';
import type { NewCode } from '../release/stage';

export const stage = defineCommand({
  command: 'stage [service]',
  describe: 'Put new code on the candidate',
  positionals: servicePositional,
  options: {
    image: { type: 'string', requiresArg: true, describe: 'Container image, best by digest' },
    package: { type: 'string', requiresArg: true, describe: 'Zip, folder, or s3://bucket/key' },
    handler: { type: 'string', requiresArg: true, describe: 'Entry point of the package; kept when left out' },
    runtime: { type: 'string', requiresArg: true, describe: 'Runtime of the package; kept when left out' },
    ...changeOptions,
  },
  examples: [
    ['$0 stage web --package build/web.zip', 'the candidate runs that package'],
    ['$0 stage web --image 123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:…', 'the candidate runs that image'],
  ],
  run: async (args, context) => {
    const code = parseCode(args);
    const { runStage } = await import('../change/stage');
    const { changeOutcome, printChanges } = await import('../render/change');
    return changeOutcome(await runStage(context, { ...args, show: printChanges(context.io) }, code));
  },
});

function parseCode(args: {
  readonly image?: string;
  readonly package?: string;
  readonly handler?: string;
  readonly runtime?: string;
}): NewCode {
  const { image, package: source, handler, runtime } = args;
  if ((image === undefined) === (source === undefined)) {
    throw new UserError(
      'USAGE',
      'stage takes one of --image and --package',
      'Give one, such as --package build/web.zip',
    );
  }
  if (source !== undefined) return { kind: 'package', source, handler, runtime };
  if (handler !== undefined || runtime !== undefined) {
    throw new UserError('USAGE', '--handler and --runtime go with --package', 'Leave them out: an image has its own');
  }
  return { kind: 'image', uri: image ?? '' };
}
