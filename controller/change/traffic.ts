// What the routing verbs have in common: from parsed arguments to the pipeline, and from its result to an outcome.
import type { Environment, Service } from '../../environments';
import { runChange } from './pipeline';
import type { ChangeResult } from './types';
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import { refuseOverrideWithoutReason, applyGates } from './release-gates';
import type { Outcome } from '../core/outcome';
import type { Decision } from '../release';
import { whenReady } from './appliers/when-ready';
import { renderChange } from '../render/change';
import { liveApplier } from './appliers/live';
import { terraformApplier } from './appliers/terraform';
import type { Applier } from './appliers/applier';

/** Arguments of every routing verb, as yargs parses them. */
export interface TrafficArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly all: boolean;
  readonly via?: 'live' | 'terraform';
  readonly dryRun: boolean;
  readonly message?: string;
  readonly overrideFreeze?: boolean;
}

/** A routing verb: its name, its decision, and its way on AWS when --via does not say. */
export interface TrafficVerb {
  readonly verb: string;
  readonly decide: (service: Service) => Decision;
  readonly defaultVia: 'live' | 'terraform';
}

/** Runs a routing verb. */
export async function changeTraffic(context: Context, args: TrafficArguments, verb: TrafficVerb): Promise<Outcome> {
  const rollback = verb.verb === 'rollback';
  const overrideFreeze = args.overrideFreeze ?? false;
  refuseOverrideWithoutReason(overrideFreeze, args.message);
  let opened: Environment | undefined;
  const result = await runChange(context, {
    verb: verb.verb,
    environment: args.environment,
    service: args.service,
    all: args.all,
    decide: (service, environment) => applyGates(context, environment, verb.decide(service), { overrideFreeze }),
    applierFor: (environment) => {
      opened = environment;
      const way = chooseWay(environment, args.via, verb.defaultVia);
      return args.dryRun || rollback ? way : whenReady(way);
    },
    dryRun: args.dryRun,
    reason: args.message,
    force: rollback,
  });
  if (!rollback || !opened) return changeOutcome(context, result);
  const { runHooksAndNotify: afterRollback } = await import('../rollback/hooks-and-notifications');
  const told = { reason: args.message ?? null, failed: new Set<string>(), rollout: null };
  const warnings = [...result.warnings, ...(await afterRollback(context, opened, result, told))];
  return changeOutcome(context, { ...result, warnings });
}

/** The outcome of a change, exit 5 when it was not seen in effect in time; its warnings go to stderr at once. */
export function changeOutcome(context: Context, result: ChangeResult): Outcome {
  for (const warning of result.warnings) context.io.err(`warning: ${warning}`);
  for (const { service, overrode } of result.services) {
    if (overrode !== undefined) context.io.err(`warning: ${service}: overridden: ${overrode}`);
  }
  const late = result.effects.some((effect) => effect.late);
  return {
    document: { ...result },
    lines: (style) => renderChange(result, style),
    exitCode: late ? EXIT.check : EXIT.ok,
  };
}

function chooseWay(
  environment: Environment,
  via: 'live' | 'terraform' | undefined,
  defaultVia: 'live' | 'terraform',
): Applier {
  if (environment.target === 'sandbox') {
    if (via === 'terraform') {
      throw new UserError(
        'TARGET_UNSUPPORTED',
        `${environment.name} is a sandbox, which has no Terraform`,
        'Leave --via terraform out',
      );
    }
    return liveApplier(async () => []);
  }
  if ((via ?? defaultVia) === 'terraform') {
    return terraformApplier(({ services }) => ({ kind: 'routing', services: [...services] }), false);
  }
  return liveApplier(async () => []);
}
