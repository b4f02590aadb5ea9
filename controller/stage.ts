// Staging: from parsed arguments to the pipeline, with the package's path made relative to the environment file.
import { dirname, relative, resolve, sep } from 'node:path';
import type { Environment } from '../environments';
import { change } from './change';
import type { Context } from './context';
import type { Outcome } from './outcome';
import { stage, stagedColor } from './release';
import type { NewCode } from './release';
import { describeChanges } from './render/changes';
import { createStyle } from './render/style';
import { changeOutcome } from './routing-verb';
import { sandboxStageWay } from './ways/sandbox';
import { terraformWay } from './ways/terraform';
import { phaseOf } from './release/phase';

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
  const result = await change(context, {
    verb: 'stage',
    environment: args.environment,
    service: args.service,
    all: false,
    decide: (service, environment) => stage(service, fromFile(context, environment, code)),
    way: (environment, services) => {
      const [service] = services;
      if (!service) throw new Error('a stage is of one service');
      const color = stagedColor(service);
      if (environment.target === 'sandbox') return sandboxStageWay(color);
      const settles = phaseOf(service) === 'promoted';
      return terraformWay(() => ({ kind: 'stage', service: service.name, color, settles }), true);
    },
    dryRun: args.dryRun,
    ask: {
      yes: args.yes,
      show: (changes) => {
        for (const line of describeChanges(changes, createStyle(false))) context.io.err(line);
      },
    },
    reason: args.message,
    force: false,
  });
  return changeOutcome(context, result);
}

/** The code with its path as the environment file would write it. */
function fromFile(context: Context, environment: Environment, code: NewCode): NewCode {
  if (code.kind === 'image' || code.source.startsWith('s3://')) return code;
  const path = relative(dirname(resolve(environment.file)), resolve(context.cwd, code.source))
    .split(sep)
    .join('/');
  return { ...code, source: path.startsWith('.') ? path : `./${path}` };
}
