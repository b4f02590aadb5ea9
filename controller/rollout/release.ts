// ctl release: the whole way in one command: stage, then a rollout of what was staged.
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import type { Outcome } from '../core/outcome';
import type { NewCode } from '../release';
import { createStyle } from '../core/style';
import { runStage } from '../change/stage';
import { changeOutcome, printChanges } from '../render/change';
import { refuseRunning } from './start';
import { openKept } from './select';
import { planFlags } from './flags';
import { startRollout } from './index';
import type { StartArguments } from './index';

/** Arguments of a release, as yargs parses them. */
export interface ReleaseArguments extends StartArguments {
  readonly image?: readonly string[];
  readonly package?: readonly string[];
  readonly yes: boolean;
}

/**
 * Stages what is given, one service after the other, and rolls all of them out together. Run again after it was stopped, it
 * stages nothing twice.
 * @throws {UserError} exit 2 for code that fits no service, exit 3 for a service whose rollout goes on.
 */
export async function release(context: Context, args: ReleaseArguments): Promise<Outcome> {
  planFlags(args);
  const given = [...codes(args, 'image'), ...codes(args, 'package')];
  const services = args.services === undefined ? [] : [args.services].flat();
  const staged = given.map(({ service, code }) => ({ service: service ?? onlyOne(services), code }));
  const names = [...new Set([...services, ...staged.flatMap(({ service }) => service ?? [])])];
  const { kept } = await openKept(context, args.environment);
  refuseRunning(kept, names);
  for (const { service, code } of staged) {
    const outcome = changeOutcome(
      await runStage(context, { ...args, service, dryRun: false, show: printChanges(context.io) }, code),
    );
    for (const warning of outcome.warnings ?? []) context.io.err(`warning: ${warning}`);
    for (const line of outcome.lines(createStyle(false))) context.io.err(line);
    if (outcome.exitCode !== EXIT.ok) return { ...outcome, warnings: [] };
  }
  return startRollout(context, { ...args, services: names });
}

interface Given {
  readonly service: string | undefined;
  readonly code: NewCode;
}

/** `--image URI` for the one service, or `--image SERVICE=URI` for each of several. */
function codes(args: ReleaseArguments, kind: 'image' | 'package'): readonly Given[] {
  return (args[kind] ?? []).map((text) => {
    const [, service, rest] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? [];
    const source = rest ?? text;
    const code: NewCode =
      kind === 'image' ? { kind, uri: source } : { kind, source, handler: undefined, runtime: undefined };
    return { service, code };
  });
}

/** The service that code without a name is for; undefined leaves it to the environment's only one. */
function onlyOne(services: readonly string[]): string | undefined {
  if (services.length <= 1) return services[0];
  throw new UserError(
    'USAGE',
    `Several services are released: ${services.join(', ')}`,
    `Say whose code it is, such as --image ${services[0] ?? ''}=URI`,
  );
}
