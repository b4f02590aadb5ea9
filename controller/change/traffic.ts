// What the traffic verbs (canary, shift, promote, settle) have in common: gates, readiness, and the choice of the applier.
import type { Environment, Service } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { Decision } from '../release';
import type { Applier } from './appliers/applier';
import { routingApplier } from './appliers/terraform';
import { whenReady } from './appliers/when-ready';
import { runChange } from './pipeline';
import { applyGates, refuseOverrideWithoutReason } from './release-gates';
import type { ChangeRequest, ChangeResult } from './types';

/** Arguments of every traffic verb, as yargs parses them. */
export interface TrafficArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly all: boolean;
  readonly via?: 'live' | 'terraform';
  readonly dryRun: boolean;
  readonly message?: string;
  readonly overrideFreeze?: boolean;
}

/** A traffic verb: its name and its decision. `force` takes the lock from its holder and ignores drift. */
export interface TrafficVerb {
  readonly verb: string;
  readonly decide: (service: Service, environment: Environment) => Decision;
  readonly force?: boolean;
  readonly afterwards?: ChangeRequest['afterwards'];
}

/**
 * Runs a traffic verb. On AWS it uses Terraform by default; see --via.
 * @throws {UserError} when it is refused, or cannot be finished.
 */
export function changeTraffic(
  context: Context,
  args: TrafficArguments,
  { verb, decide, force = false, afterwards }: TrafficVerb,
): Promise<ChangeResult> {
  const overrideFreeze = args.overrideFreeze ?? false;
  refuseOverrideWithoutReason(overrideFreeze, args.message);
  return runChange(context, {
    verb,
    environment: args.environment,
    service: args.service,
    all: args.all,
    decide: (service, environment) =>
      applyGates(context, environment, decide(service, environment), { overrideFreeze }),
    applierFor: (environment) => {
      const applier = chooseApplier(environment, args.via);
      return args.dryRun || force ? applier : whenReady(applier);
    },
    dryRun: args.dryRun,
    reason: args.message,
    ...(afterwards && { afterwards }),
    force,
  });
}

function chooseApplier(environment: Environment, via: TrafficArguments['via']): Applier {
  if (environment.target === 'sandbox' && via === 'terraform') {
    throw new UserError(
      'TARGET_UNSUPPORTED',
      `${environment.name} is a sandbox, which has no Terraform`,
      'Leave --via terraform out',
    );
  }
  return routingApplier(environment, via);
}
