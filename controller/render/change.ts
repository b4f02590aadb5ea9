// Changes and deployments, as people read them. Pure.
import type { ChangeResult } from '../change/types';
import type { DeployResult } from '../deploy/deploy';
import { describeChanges } from './changes';
import type { Style } from '../core/style';

/** The lines of a routing verb or a stage. */
export function renderChange(result: ChangeResult, style: Style): string[] {
  const lines = result.services.map((one) => {
    const name = style.bold(one.service);
    if (!one.changed) return `${name}: ${one.summary}`;
    return `${name}: ${result.dryRun ? 'would be ' : ''}${one.summary}`;
  });
  const changes = describeChanges(result.changes, style).map((line) => `  ${line}`);
  const effects = result.effects.map((one) => {
    const line = `${one.service}: ${one.detail}`;
    return one.late ? style.yellow(line) : line;
  });
  return [...lines, ...changes, ...effects, ...(result.changed ? [] : ['No change'])];
}

/** The lines of a plan or a deployment. */
export function renderDeploy(result: DeployResult, style: Style): string[] {
  if (!result.changed) return [`${result.environment}: nothing to change`];
  const count = `${result.changes.length} ${result.changes.length === 1 ? 'change' : 'changes'}`;
  const title = result.verb === 'plan' ? `${count} to make` : `${count} made`;
  return [`${style.bold(result.environment)}: ${title}`, ...describeChanges(result.changes, style)];
}
