// Staging: from parsed arguments to the pipeline, with the package's path made relative to the environment file.
import { dirname, relative, resolve, sep } from 'node:path';
import type { Environment } from '../../environments';
import { runChange } from './pipeline';
import type { ServiceResult } from './types';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { checkRequirement } from './release-gates';
import type { Outcome } from '../core/outcome';
import { stage, stagedColor } from '../release';
import type { NewCode } from '../release';
import { describeChanges } from '../render/changes';
import { createStyle } from '../core/style';
import { changeOutcome } from './traffic';
import { sandboxStageApplier } from './appliers/sandbox-stage';
import { terraformApplier } from './appliers/terraform';
import type { Applier } from './appliers/applier';
import { phaseOf } from '../release/phase';

/** Arguments of a stage, as yargs parses them. */
export interface StageArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly message?: string;
}

/** Stages code on the candidate of one service. */
export async function runStage(context: Context, args: StageArguments, code: NewCode): Promise<Outcome> {
  const result = await runChange(context, {
    verb: 'stage',
    environment: args.environment,
    service: args.service,
    all: false,
    decide: (service, environment) => stage(service, fromFile(context, environment, code)),
    applierFor: (environment, services) => {
      const [service] = services;
      if (!service) throw new Error('a stage is of one service');
      const color = stagedColor(service);
      const carried = checkRequirement(context, service, fromFile(context, environment, code));
      const settles = phaseOf(service) === 'promoted';
      const way =
        environment.target === 'sandbox'
          ? sandboxStageApplier(color)
          : terraformApplier(() => ({ kind: 'stage', service: service.name, color, settles }), true);
      return carried.kind === 'met'
        ? way
        : warning(way, `It may not get traffic yet: ${carried.reason}. ${carried.hint}`);
    },
    dryRun: args.dryRun,
    ask: {
      yes: args.yes,
      show: (changes) => {
        for (const line of describeChanges(changes, createStyle(false))) context.io.err(line);
      },
    },
    reason: args.message,
    check: (environment, services) => beforeStage(context, environment, services, args.message ?? null),
    force: false,
  });
  return changeOutcome(context, result);
}

/** A way with one more warning. Code that will be refused traffic may be staged, and tried by canary meanwhile. */
const warning = (way: Applier, text: string): Applier => ({
  via: way.via,
  prepare: async (step) => {
    const prepared = await way.prepare(step);
    return { ...prepared, warnings: [...prepared.warnings, text] };
  },
});

/**
 * Runs the hooks before a stage, which get the services as they shall be.
 * @throws {UserError} exit 5 when one does not agree; nothing was changed then.
 */
async function beforeStage(
  context: Context,
  environment: Environment,
  results: readonly ServiceResult[],
  reason: string | null,
): Promise<void> {
  const services = environment.services.filter((service) => results.some((one) => one.service === service.name));
  if (services.every((service) => service.rollout.hooks.before_stage.length === 0)) return;
  const { factsOf, hooksOf, runHooks } = await import('../hooks');
  const releases = Object.fromEntries(results.map((one) => [one.service, one.to]));
  const facts = factsOf(context, { environment: environment.name, point: 'before_stage', reason }, releases);
  const result = await runHooks(context, environment, hooksOf(services, 'before_stage'), facts);
  if (result.kind === 'agreed') return;
  throw new UserError(
    'HOOK_FAILED',
    `Nothing was changed in ${environment.name}: ${result.reason}`,
    'Set right what it names, then run the same command again',
  );
}

/** The code with its path as the environment file would write it. */
function fromFile(context: Context, environment: Environment, code: NewCode): NewCode {
  if (code.kind === 'image' || code.source.startsWith('s3://')) return code;
  const path = relative(dirname(resolve(environment.file)), resolve(context.cwd, code.source))
    .split(sep)
    .join('/');
  return { ...code, source: path.startsWith('.') ? path : `./${path}` };
}
