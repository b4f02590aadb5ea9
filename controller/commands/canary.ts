// ctl canary: shows the candidate to some source IPs, or to none.
import { defineCommand } from '../command-line/define-command';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { allOption, changeOptions, servicePositional, viaOption } from '../command-line/options';
import type { CanarySwitch } from '../release/verbs';

export const canary = defineCommand({
  command: 'canary [service]',
  describe: 'Show the candidate to whitelisted IPs, or to none',
  positionals: servicePositional,
  options: {
    ip: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Source IPs or CIDR blocks that see the candidate; they replace those in the file',
    },
    me: { type: 'boolean', default: false, describe: 'The public address of this machine' },
    off: { type: 'boolean', default: false, describe: 'Nobody sees the candidate through the canary' },
    ...viaOption,
    ...allOption,
    ...changeOptions,
  },
  examples: [
    ['$0 canary web --ip 203.0.113.7', 'that address sees the candidate'],
    ['$0 canary web', 'the IPs in the file see the candidate'],
    ['$0 canary web --off', 'nobody does'],
  ],
  run: async (args, context) => {
    if (args.off && (args.me || args.ip)) {
      throw new UserError('USAGE', '--off contradicts --ip and --me', 'Give --off alone');
    }
    const { toAddressBlock } = await import('../change/client-address');
    const ips = [
      ...(args.ip ?? []).map(toAddressBlock),
      ...(args.me ? [await findOwnAddress(args.environment, context)] : []),
    ];
    const to: CanarySwitch = args.off ? { on: false } : { on: true, ...(ips.length > 0 && { ips }) };
    const { changeTraffic } = await import('../change/traffic');
    const { changeOutcome } = await import('../render/change');
    const { canary: decide } = await import('../release');
    return changeOutcome(
      await changeTraffic(context, args, {
        verb: 'canary',
        decide: (service) => decide(service, to),
      }),
    );
  },
});

async function findOwnAddress(named: string | undefined, context: Context): Promise<string> {
  const { findEnvironment, openEnvironment } = await import('../workspace/open-environment');
  const { findPublicAddress } = await import('../change/client-address');
  const { environment } = await openEnvironment(context, await findEnvironment(context, named));
  return findPublicAddress(context, environment);
}
