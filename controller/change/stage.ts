// ctl stage: puts a new version on the candidate, through the pipeline of every change.
import type { Environment, Service } from '../../environments';
import { runChange } from './pipeline';
import type { ChangeResult, ServiceResult } from './types';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { checkRequirement } from './release-gates';
import { stage, colorToStage } from '../release';
import type { NewCode, ToStage } from '../release';
import { desiredRouting } from '../../routing';
import type { Color } from '../../routing';
import { sandboxChanges } from './planned-change';
import type { PlannedChange } from './planned-change';
import { checkDrift } from './appliers/live';
import { boundsOf, terraformApplier } from './appliers/terraform';
import { pickServices } from './appliers/applier';
import type { Applier, Step } from './appliers/applier';
import type { GuardRule } from '../terraform/types';
import { addVersion, findStaged, fromFile, refuseOtherSettings } from './version-to-stage';
import { liveServingColors } from '../drift/live-serving';
import { finishVersions } from './versions';
import { phaseOf } from '../release/phase';

/** Arguments of a stage, as yargs parses them. */
export interface StageArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly message?: string;
  /** The id of a version that was staged before. */
  readonly restage?: string;
  /** Prints the changes before the question. */
  readonly show: (changes: readonly PlannedChange[]) => void;
}

/**
 * Stages a new version on the candidate of one service: code, settings, or both.
 * @throws {UserError} when it is refused, a hook does not agree, or it cannot be finished.
 */
export function runStage(context: Context, args: StageArguments, wanted: ToStage): Promise<ChangeResult> {
  return runChange(context, {
    verb: 'stage',
    environment: args.environment,
    service: args.service,
    all: false,
    decide: async (service, environment) => {
      const toStage =
        args.restage === undefined
          ? fromFile(context, environment, wanted)
          : { version: await findStaged(context, environment, service, args.restage) };
      const decision = stage(service, toStage);
      return decision.kind === 'change' ? addVersion(context, environment, decision, toStage, args.message) : decision;
    },
    applierFor: (environment, services) => {
      const [service] = services;
      if (!service) throw new Error('a stage is of one service');
      const color = colorToStage(service);
      const settles = phaseOf(service) === 'promoted';
      const ruleOf = (step: Step): GuardRule => ({
        kind: 'stage',
        service: service.name,
        color,
        ...(settles && { rules: boundsOf(step) }),
      });
      const applier = environment.target === 'sandbox' ? sandboxApplier(color) : terraformApplier(ruleOf);
      const { code } = fromFile(context, environment, wanted);
      return warnOfRequirement(provingApplier(applier, service.name, color, ruleOf), context, service, code);
    },
    dryRun: args.dryRun,
    ask: { yes: args.yes, show: args.show },
    reason: args.message,
    check: (environment, services) => beforeStage(context, environment, services, args.message ?? null),
    force: false,
  });
}

/** Also proves, after an apply, that the candidate runs its version, and puts back what an apply that was cut off left. */
const provingApplier = (applier: Applier, name: string, color: Color, ruleOf: (step: Step) => GuardRule): Applier => ({
  ...applier,
  prepare: async (step) => {
    const staged = step.after.services.filter((service) => service.name === name);
    staged.forEach((service) => refuseOtherSettings(service, color));
    const prepared = await applier.prepare(step);
    await refuseServing(step, name, color);
    return {
      ...prepared,
      apply: async () => {
        // A rollback elsewhere may have moved everybody back since.
        await refuseServing(step, name, color);
        await prepared.apply();
        await finishVersions(
          step.context,
          { ...step.after, services: staged },
          { color, isServing: () => false, rule: ruleOf(step) },
        );
      },
    };
  },
});

/**
 * Refuses a color that has traffic by the live rules, as after a change that was cut off once the file had it.
 * @throws {UserError} SERVES_TRAFFIC.
 */
async function refuseServing({ context, before }: Step, name: string, color: Color): Promise<void> {
  const { createRouter } = await import('../aws/router');
  const observed = await (await createRouter(before, context)).read();
  const service = before.services.find((one) => one.name === name);
  if (!service || !liveServingColors(service, observed).includes(color)) return;
  throw new UserError(
    'SERVES_TRAFFIC',
    `${name}: ${color} still gets requests, although the file sends it none; nothing was changed. A change was cut off before the load balancer had it`,
    `ctl deploy ${name} -e ${before.name} moves traffic as the file says, ctl rollback ${name} -e ${before.name} back to ${service.active_color}; then stage again`,
  );
}

/** Deploys one color of the services to the sandbox; the other color's function is not touched. */
const sandboxApplier = (color: Color): Applier => ({
  via: 'sandbox',
  provesCode: true,
  prepare: async (step) => {
    const { createRouter } = await import('../aws/router');
    const { deploySandbox } = await import('../sandbox/deploy');
    const router = await createRouter(step.after, step.context);
    const warnings = checkDrift(step, await router.read());
    const services = pickServices(step.after, step.services);
    const options = { context: step.context, services, colors: [color] };
    return {
      changes: sandboxChanges(await deploySandbox(step.after, { ...options, dryRun: true })),
      warnings,
      apply: async () => {
        await deploySandbox(step.after, options);
      },
      verify: () => router.verify(desiredRouting(services)),
    };
  },
});

/** Code that may not get traffic yet can still be staged, and tried by canary. */
const warnOfRequirement = (
  applier: Applier,
  context: Context,
  service: Service,
  code: NewCode | undefined,
): Applier => ({
  ...applier,
  prepare: async (step) => {
    const requirement = await checkRequirement(context, service, code);
    const prepared = await applier.prepare(step);
    if (requirement.kind === 'met') return prepared;
    const warning = `It may not get traffic yet: ${requirement.reason}. ${requirement.hint}`;
    return { ...prepared, warnings: [...prepared.warnings, warning] };
  },
});

/**
 * Runs the hooks before a stage; they get the services as they will be.
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
  const { buildPayload, selectHooks, runHooks } = await import('../hooks');
  const releases = Object.fromEntries(results.map((one) => [one.service, one.to]));
  const facts = buildPayload(context, { environment: environment.name, point: 'before_stage', reason }, releases);
  const result = await runHooks(context, environment, selectHooks(services, 'before_stage'), facts);
  if (result.kind === 'agreed') return;
  throw new UserError(
    'HOOK_FAILED',
    `Nothing was changed in ${environment.name}: ${result.reason}`,
    'Set right what it names, then run the same command again',
  );
}
