// ctl shift: divides ordinary traffic between the colors.
import { defineCommand } from '../command-line/define-command';
import { UserError } from '../core/errors';
import { allOption, changeOptions, freezeOption, servicePositional, viaOption } from '../command-line/options';
import { parsePercent } from '../command-line/parse-percent';
import type { Share } from '../release/verbs';

const shareOption = (what: string) =>
  ({ type: 'string', requiresArg: true, describe: `Whole percent of ordinary traffic for ${what}` }) as const;

export const shift = defineCommand({
  command: 'shift [service]',
  describe: 'Divide ordinary traffic between the colors',
  positionals: servicePositional,
  options: {
    green: shareOption('green'),
    blue: shareOption('blue'),
    candidate: shareOption('the candidate'),
    ...viaOption,
    ...allOption,
    ...freezeOption,
    ...changeOptions,
  },
  examples: [
    ['$0 shift web --green 10', 'green gets 10 %, blue 90 %'],
    ['$0 shift --all --candidate 50 --via live', 'every candidate gets half, at once'],
    ['$0 shift web --green 10 --override-freeze -m "hotfix"', 'in a freeze, with the reason in the journal'],
    ['$0 shift web --green 50 -m "no errors" --git', 'and commits the file and the journal'],
  ],
  run: async (args, context) => {
    const to = parseShare(args);
    const { changeTraffic } = await import('../change/traffic');
    const { changeOutcome } = await import('../render/change');
    const { shift: decide } = await import('../release');
    return changeOutcome(
      await changeTraffic(context, args, {
        verb: 'shift',
        decide: (service) => decide(service, to),
      }),
    );
  },
});

function parseShare(args: { readonly green?: string; readonly blue?: string; readonly candidate?: string }): Share {
  const given = (['green', 'blue', 'candidate'] as const).flatMap((of) => {
    const text = args[of];
    return text === undefined ? [] : [{ of, percent: parsePercent(`--${of}`, text) }];
  });
  const [only] = given;
  if (only && given.length === 1) return only;
  throw new UserError(
    'USAGE',
    given.length === 0 ? 'shift needs a share of traffic' : 'shift takes one of --green, --blue and --candidate',
    'Write one of them, such as ctl shift --green 10; the other color gets the rest',
  );
}
