// ctl stage: puts a new version on the candidate, through the pipeline of every change.
import { dirname, relative, resolve, sep } from 'node:path';
import type { Environment, Service } from '../../environments';
import { findOtherSettings } from '../../environments/versions/next';
import type { ContentToBuild } from '../../environments/versions/next';
import { runChange } from './pipeline';
import type { ChangeResult, ServiceResult } from './types';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import { checkRequirement } from './release-gates';
import { stage, colorToStage } from '../release';
import type { Decision, NewCode, ToStage } from '../release';
import { candidateColor, desiredRouting, otherColor } from '../../routing';
import type { Color } from '../../routing';
import { sandboxChanges } from './planned-change';
import type { PlannedChange } from './planned-change';
import { checkDrift } from './appliers/live';
import { boundsOf, terraformApplier } from './appliers/terraform';
import { pickServices } from './appliers/applier';
import type { Applier, Step } from './appliers/applier';
import type { GuardRule } from '../terraform/types';
import { checkVersion } from '../versions/check';
import { resolveOwnCode, stageVersion } from '../versions/next-version';
import { readRecorded } from '../versions/save';
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
      const toStage = fromFile(
        context,
        environment,
        await addStored(context, environment, service, wanted, args.restage),
      );
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

type Change = Extract<Decision, { kind: 'change' }>;

/** Adds the version that will be staged; unchanged where the candidate has it already. */
async function addVersion(
  context: Context,
  environment: Environment,
  decision: Change,
  { code, version: stored }: ToStage,
  reason: string | undefined,
): Promise<Decision> {
  const { before, after, edits } = decision;
  const color = candidateColor(after);
  const active = after.versions?.[otherColor(color)]?.code;
  const fromFile = async (): Promise<ContentToBuild> => {
    const own = code || !active ? await resolveOwnCode(context, environment, after, color) : active;
    if (!own) throw new Error(`${after.name} has no code for either color`);
    return { code: own };
  };
  const version = stageVersion(context, { environment, service: after, color }, stored ?? (await fromFile()), reason);
  const present = before.versions?.[color];
  if (edits.length === 0 && version.id === present?.id) {
    return { kind: 'unchanged', before, reason: `${version.id} (${version.code.source}) is on ${color} already` };
  }
  if (version.id !== present?.id) {
    for (const warning of await checkVersion(context, environment, `${before.name} ${color}`, version)) {
      context.io.err(`warning: ${warning}`);
    }
  }
  const versions = { ...after.versions, [color]: version };
  return { ...decision, after: { ...after, versions }, summary: `${version.id}: ${decision.summary}` };
}

/** What to stage, with the version that an id names. @throws {UserError} VERSION_NOT_FOUND. */
async function addStored(
  context: Context,
  environment: Environment,
  service: Service,
  wanted: ToStage,
  id: string | undefined,
): Promise<ToStage> {
  if (id === undefined) return wanted;
  const stored = await readRecorded(context, environment, service.name);
  const version = stored.find((one) => one.id === id || one.id.startsWith(`${id}-`));
  if (version) return { version };
  throw new UserError(
    'VERSION_NOT_FOUND',
    `${service.name} has no version ${id}`,
    `${didYouMean(
      id,
      stored.map((one) => one.id),
    )}. ctl versions ${service.name} -e ${environment.name} lists them`,
  );
}

/**
 * Refuses a version that was staged before where the file would ask for something else again: by its `defaults`, or a `vpc`.
 * @throws {UserError} EDIT_INVALID with the names of these settings.
 */
function refuseOtherSettings(service: Service, color: Color): void {
  const version = service.versions?.[color];
  const names = version ? findOtherSettings(service, color, version) : [];
  if (!version || names.length === 0) return;
  throw new UserError(
    'EDIT_INVALID',
    `${service.name} cannot have ${version.id} on ${color}: the file decides ${names.join(', ')} in a place that no verb writes, such as defaults`,
    `Write ${names.join(', ')} of that version into ${service.name}, then run the same command again`,
  );
}

/** Also proves, after an apply, that the candidate runs its version, and puts back what an apply that was cut off left. */
const provingApplier = (applier: Applier, name: string, color: Color, ruleOf: (step: Step) => GuardRule): Applier => ({
  ...applier,
  prepare: async (step) => {
    const staged = step.after.services.filter((service) => service.name === name);
    staged.forEach((service) => refuseOtherSettings(service, color));
    const prepared = await applier.prepare(step);
    return {
      ...prepared,
      apply: async () => {
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

/** What to stage with the path of its code as the environment file would write it. */
function fromFile(context: Context, environment: Environment, wanted: ToStage): ToStage {
  const { code } = wanted;
  if (code?.kind !== 'package' || code.source.startsWith('s3://')) return wanted;
  const path = relative(dirname(resolve(environment.file)), resolve(context.cwd, code.source))
    .split(sep)
    .join('/');
  return { ...wanted, code: { ...code, source: path.startsWith('.') ? path : `./${path}` } };
}
