// ctl release: stage and rollout in one command.
import { defineCommand } from '../command-line/define-command';
import { allOption, changeOptions, environmentOptions } from '../command-line/options';
import { planOptions, servicesPositional } from '../command-line/rollout-options';
import type { Io } from '../core/context';
import type { Outcome } from '../core/outcome';
import { createStyle } from '../core/style';
import { nameCode, parseSettings, settingOptions } from '../command-line/parse-to-stage';
import type { NewCode, ToStage } from '../release/stage';
import type { ServiceToStage } from '../rollout/release';

export const release = defineCommand({
  command: 'release [services..]',
  describe: 'Stage new code or settings, and roll them out step by step, in one command',
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
    ...settingOptions,
    yes: changeOptions.yes,
    ...planOptions,
    ...allOption,
    ...environmentOptions,
  },
  examples: [
    ['$0 release web --package build/web.zip --yes', 'exit 0 settled, 5 rolled back, 6 paused'],
    ['$0 release web --env LOG_LEVEL=debug --yes', 'the code that serves, with another setting'],
    ['$0 release --image web=…/web@sha256:… --image api=…/api@sha256:…', 'both move together, or both are rolled back'],
    ['$0 release web --self-test 10m', 'what is already staged; for ten minutes only your own address sees it'],
  ],
  run: async (args, context) => {
    const { parseStart } = await import('../command-line/parse-plan');
    const { changeOutcome, printChanges } = await import('../render/change');
    const { runRelease } = await import('../rollout/release');
    const { finishRollout, printProgress } = await import('./rollout/finish');
    const result = await runRelease(context, {
      ...parseStart(args),
      staged: withSettings(
        [...parseCode('image', args.image), ...parseCode('package', args.package)],
        parseSettings(args),
      ),
      yes: args.yes,
      show: printChanges(context.io),
      onStaged: (stage) => printStage(context.io, changeOutcome(stage)),
      report: printProgress(context),
    });
    return result.kind === 'rollout'
      ? finishRollout(context, result.rollout)
      : { ...changeOutcome(result.stage), warnings: [] };
  },
});

/** `URI` for the one service, or `SERVICE=URI` for each of several. */
const parseCode = (kind: NewCode['kind'], texts: readonly string[] = []): readonly ServiceToStage[] =>
  texts.map((text) => {
    const [, service, rest] = /^([a-z][a-z0-9-]*)=(.*)$/.exec(text) ?? [];
    return { service, wanted: { code: nameCode(kind, rest ?? text) } };
  });

/** Settings go with the only code, or are staged alone. */
function withSettings(staged: readonly ServiceToStage[], settings: ToStage): readonly ServiceToStage[] {
  const [only, second] = staged;
  if (Object.keys(settings).length === 0) return staged;
  return only && !second
    ? [{ ...only, wanted: { ...only.wanted, ...settings } }]
    : [...staged, { service: undefined, wanted: settings }];
}

/** Prints a stage on stderr, since the rollout is the result. */
function printStage({ err }: Pick<Io, 'err'>, { warnings = [], lines }: Outcome): void {
  for (const warning of warnings) err(`warning: ${warning}`);
  for (const line of lines(createStyle(false))) err(line);
}
