// ctl stage: puts a new version on the candidate, which gets no traffic.
import { defineCommand } from '../command-line/define-command';
import { changeOptions, servicePositional } from '../command-line/options';
import { parseToStage, settingOptions } from '../command-line/parse-to-stage';

export const stage = defineCommand({
  command: 'stage [service]',
  describe: 'Put new code or settings on the candidate',
  positionals: servicePositional,
  options: {
    image: { type: 'string', requiresArg: true, describe: 'Container image, by digest or by tag' },
    package: { type: 'string', requiresArg: true, describe: 'Zip, folder, or s3://bucket/key' },
    handler: { type: 'string', requiresArg: true, describe: 'Entry point of the package; kept when left out' },
    runtime: { type: 'string', requiresArg: true, describe: 'Runtime of the package; kept when left out' },
    ...settingOptions,
    restage: {
      type: 'string',
      requiresArg: true,
      describe: 'A version that was staged before, such as v12-3f9c2a, with its code and settings',
    },
    ...changeOptions,
  },
  examples: [
    ['$0 stage web --package build/web.zip', 'the candidate runs that package'],
    ['$0 stage web --set memory_size=1024', 'the code that serves, with more memory'],
    ['$0 stage web --restage v12-3f9c2a', 'what ctl versions lists under that name'],
    ['$0 stage web --image 123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:…', 'the candidate runs that image'],
  ],
  run: async (args, context) => {
    const wanted = parseToStage(args);
    const { runStage } = await import('../change/stage');
    const { changeOutcome, printChanges } = await import('../render/change');
    return changeOutcome(await runStage(context, { ...args, show: printChanges(context.io) }, wanted));
  },
});
