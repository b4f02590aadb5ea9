// Stages new code or settings, and runs a rollout of them.
import type { ChangeResult } from '../change/types';
import { runStage } from '../change/stage';
import type { StageArguments } from '../change/stage';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { ToStage } from '../release';
import type { Report } from './driver';
import type { RolloutResult } from './result';
import { runRollout } from './run';
import { selectServices } from '../workspace/open-environment';
import { openRollouts } from './select';
import { makeSharedPlan } from './start';
import type { StartRequest } from './start';
import { refuseUnfinished } from './unfinished';

/** What to stage. `service`: undefined when the rollout's only service is meant. */
export interface ServiceToStage {
  readonly service: string | undefined;
  readonly wanted: ToStage;
}

/** A release, and what is called while it runs. */
export interface ReleaseRequest extends StartRequest, Pick<StageArguments, 'yes' | 'show'> {
  readonly staged: readonly ServiceToStage[];
  readonly onStaged: (result: ChangeResult) => void;
  readonly report: Report;
}

/** `not-staged`: a stage was not observed in effect in time, so no rollout was started. */
export type ReleaseResult =
  | { readonly kind: 'not-staged'; readonly stage: ChangeResult }
  | { readonly kind: 'rollout'; readonly rollout: RolloutResult };

/**
 * Stages one service after another, then rolls out all services together. When it is repeated after a stop, nothing
 * is staged twice.
 * @throws {UserError} USAGE for code or settings without a service, or for one service twice; ROLLOUT_UNFINISHED when a rollout of a service has not ended.
 */
export async function runRelease(context: Context, request: ReleaseRequest): Promise<ReleaseResult> {
  const { environment, reason: message, yes, show, all } = request;
  const named = [...new Set([...request.services, ...request.staged.flatMap(({ service }) => service ?? [])])];
  const open = await openRollouts(context, environment);
  const selected = selectServices(
    open.environment,
    all ? { service: undefined, all } : { service: named[0], services: named },
  );
  const services = selected.map(({ name }) => name);
  if (request.plan === undefined) makeSharedPlan(open.environment, selected, request.flags);
  const staged = request.staged.map(({ service, wanted }) => ({ service: service ?? onlyOne(services), wanted }));
  refuseTwice(staged.map(({ service }) => service));
  refuseUnfinished(open.stored, services);
  for (const { service, wanted } of staged) {
    const stage = await runStage(context, { environment, service, dryRun: false, yes, message, show }, wanted);
    request.onStaged(stage);
    if (stage.effects.some((effect) => effect.late)) return { kind: 'not-staged', stage };
  }
  return { kind: 'rollout', rollout: await runRollout(context, { ...request, services, all: false }, request.report) };
}

/** @throws {UserError} USAGE for code or settings without a name when several services are released. */
function onlyOne(services: readonly string[]): string | undefined {
  if (services.length <= 1) return services[0];
  throw new UserError(
    'USAGE',
    `Several services are released: ${services.join(', ')}`,
    `Name the service of the code, such as --image ${services[0] ?? ''}=URI; settings are staged for one service at a time`,
  );
}

/** @throws {UserError} USAGE for a service with two codes, of which the first would be staged for nothing. */
function refuseTwice(names: readonly (string | undefined)[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new UserError(
    'USAGE',
    `--image or --package is given more than once for ${twice}`,
    `Give one of them for ${twice}, with its settings`,
  );
}
