// Changes and deployments as outcomes and lines. Pure.
import type { PlannedChange } from '../change/planned-change';
import type { ChangeResult } from '../change/types';
import type { Io } from '../core/context';
import { EXIT } from '../core/errors';
import type { Outcome } from '../core/outcome';
import type { DeployResult } from '../deploy/types';
import { describeChanges } from './changes';
import { shortenHashes } from '../core/hashes';
import { createStyle } from '../core/style';
import type { Style } from '../core/style';

/** The outcome of a change: exit 5 when it was not observed in effect in time. */
export function changeOutcome(result: ChangeResult): Outcome {
  const overridden = result.services.flatMap(({ service, overrode }) =>
    overrode === undefined ? [] : [`${service}: overridden: ${overrode}`],
  );
  return {
    document: { ...result },
    lines: (style) => renderChange(result, style),
    warnings: [...result.warnings, ...overridden],
    exitCode: result.effects.some((effect) => effect.late) ? EXIT.check : EXIT.ok,
  };
}

/** Prints changes on stderr, before a question. */
export const printChanges =
  ({ err }: Pick<Io, 'err'>) =>
  (changes: readonly PlannedChange[]): void =>
    describeChanges(changes, createStyle(false)).forEach((line) => err(line));

/** The lines of a traffic verb or a stage. */
export function renderChange(result: ChangeResult, style: Style): string[] {
  const lines = result.services.map((one) => {
    const name = style.bold(one.service);
    return `${name}: ${one.changed && result.dryRun ? 'would be ' : ''}${shortenHashes(one.summary)}`;
  });
  const changes = describeChanges(result.changes, style).map((line) => `  ${line}`);
  const effects = result.effects.map((one) => {
    const line = `${one.service}: ${one.detail}`;
    return one.late ? style.yellow(line) : line;
  });
  return [...lines, ...changes, ...effects, ...(result.changed ? [] : ['No change'])];
}

/** The outcome of a deployment. */
export const deployOutcome = (result: DeployResult): Outcome => ({
  document: { ...result },
  lines: (style) => renderDeploy(result, style),
  warnings: result.warnings,
  exitCode: EXIT.ok,
});

/** The lines of a plan or a deployment. */
function renderDeploy(result: DeployResult, style: Style): string[] {
  const unplanned = describeUnplanned(result.unplanned.length);
  if (!result.changed) return [`${result.environment}: nothing to change`, ...unplanned];
  const count = `${result.changes.length} ${result.changes.length === 1 ? 'change' : 'changes'}`;
  const title = result.verb === 'plan' ? `${count} to make` : `${count} made`;
  return [`${style.bold(result.environment)}: ${title}`, ...describeChanges(result.changes, style), ...unplanned];
}

/** The stacks about which nothing is said beyond their inputs, their state and their rules. */
function describeUnplanned(count: number): string[] {
  if (count === 0) return [];
  if (count === 1) return ['1 stack unchanged since it was last applied (--refresh plans it too)'];
  return [`${count} stacks unchanged since they were last applied (--refresh plans them too)`];
}
