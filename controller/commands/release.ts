// ctl release: stage and rollout in one command.
import { command } from '../command-line/define-command';
import { allOption, changeOptions, environmentOptions } from '../command-line/options';
import { planOptions, servicesPositional } from '../command-line/rollout-options';

export const release = command({
  command: 'release [services..]',
  describe: 'Stage new code, and roll it out step by step: the whole way in one command',
  positionals: servicesPositional,
  options: {
    image: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Container image; SERVICE=URI for several services',
    },
    package: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Zip, folder, or s3://…; SERVICE=PATH for several',
    },
    yes: changeOptions.yes,
    ...planOptions,
    ...allOption,
    ...environmentOptions,
  },
  examples: [
    ['$0 release web --package build/web.zip --yes', 'exit 0 settled, 5 rolled back, 6 paused'],
    ['$0 release --image web=…/web@sha256:… --image api=…/api@sha256:…', 'both move together, or both go back'],
    ['$0 release web --self-test 10m', 'what is staged already, ten minutes for your own address first'],
  ],
  run: async (args, context) => {
    const { release: run } = await import('../rollout/release');
    return run(context, args);
  },
});
