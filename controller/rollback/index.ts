// ctl rollback, from parsed arguments to an outcome.
import type { ChangeResult } from '../change/types';
import type { Context } from '../core/context';
import type { Effect } from '../propagation/observe';
import { EXIT, exitCodeOf } from '../core/errors';
import type { Outcome } from '../core/outcome';
import { rollback } from '../release/verbs';
import { reconcile } from '../change/appliers/reconcile';
import { runHooksAndNotify } from './hooks-and-notifications';
import type { Decide } from './write-file';
import type { TrafficResult } from './move-traffic';
import { linesOf } from './result';
import type { RolledBack } from './rollback';
import { rollBack } from './rollback';

/** Arguments of a rollback, as yargs parses them. */
export interface RollbackArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly message?: string;
  readonly to?: string;
  readonly reconcile: boolean;
  readonly output: string;
  /** The rollout that goes back, for those who are told. */
  readonly rollout?: string;
}

/**
 * Rolls back, tells what every user gets as soon as it is known, then runs hooks, notifies and asks Terraform. With -o json that line goes to stderr,
 * and the one document comes last.
 */
export async function runRollback(context: Context, args: RollbackArguments): Promise<Outcome> {
  const json = args.output === 'json';
  const say = (line: string): void => (json ? context.io.err(line) : context.io.out(line));
  const decide = args.to === undefined ? rollback : await decideTo(context, args.environment, args.to);
  const done = await rollBack(context, {
    environment: args.environment,
    service: args.service,
    all: args.all,
    dryRun: args.dryRun,
    reason: args.message,
    decide,
    tell: (result: ChangeResult, { failures }: TrafficResult) => {
      for (const line of linesOf(result, failures)) say(line);
    },
  });
  const { trouble, after, failed } = done;
  const told = { reason: args.message ?? null, failed, rollout: args.rollout ?? null };
  const unheard = runHooksAndNotify(context, after, done.result, told);
  const result = { ...done.result, effects: await effects(context, args, done) };
  for (const effect of result.effects) say(`${effect.service}: ${effect.detail}`);
  const warnings = [...result.warnings, ...(await terraformSays(context, args, done)), ...(await unheard)];
  for (const warning of warnings) context.io.err(`warning: ${warning}`);
  if (trouble) {
    context.io.err(`error: ${trouble.message}`);
    context.io.err(`hint: ${trouble.hint}`);
  }
  return {
    document: { ...result, warnings, ...(trouble && { error: { ...trouble, exitCode: exitCodeOf(trouble.code) } }) },
    lines: () => [],
    exitCode: trouble ? exitCodeOf(trouble.code) : EXIT.ok,
  };
}

/** What users get by now. It fails no rollback: what the API says is what could be done. */
async function effects(
  context: Context,
  { reconcile: wanted, dryRun }: RollbackArguments,
  { before, after, result }: RolledBack,
): Promise<readonly Effect[]> {
  if (!wanted || dryRun || after.services.every((service) => !service.probe)) return [];
  const { observeEffects: effectsOf } = await import('../propagation/observe');
  return effectsOf(
    context,
    before,
    after,
    result.services.map((one) => one.service),
  );
}

async function decideTo(context: Context, environment: string | undefined, to: string): Promise<Decide> {
  const { toRevision } = await import('./to-revision');
  return toRevision(context, environment, to);
}

/** What Terraform would still change, as warnings. It is not asked where the file does not say what is live. */
async function terraformSays(
  context: Context,
  { reconcile: wanted, dryRun }: RollbackArguments,
  { after, result, trouble }: RolledBack,
): Promise<readonly string[]> {
  if (!wanted || dryRun || trouble) return [];
  return reconcile({ context, after, services: result.services.map((one) => one.service) });
}
