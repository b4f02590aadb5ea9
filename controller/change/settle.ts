// ctl settle: makes promoted candidates the active colors, and ends the rollout that promoted them.
import type { Context } from '../core/context';
import { settle } from '../release';
import { endRollouts } from '../rollout-store';
import { changeTraffic } from './traffic';
import type { TrafficArguments } from './traffic';
import type { ChangeResult } from './types';

/**
 * Settles services. A rollout that is open, such as a paused one, has ended once all its candidates are active.
 * @throws {UserError} when it is refused, or cannot be finished.
 */
export const runSettle = (context: Context, args: TrafficArguments): Promise<ChangeResult> =>
  changeTraffic(context, args, {
    verb: 'settle',
    decide: settle,
    afterwards: async (environment, { services }) => {
      const names = services.map(({ service }) => service);
      const done = { verb: 'settle', services: names, message: args.message } as const;
      return (await endRollouts(context, environment, done)).warnings;
    },
  });
