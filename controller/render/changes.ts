// Planned changes as lines: what changes, from what, to what. Pure.
import type { Change } from '../../routing';
import { describeRule } from '../core/describe-rule';
import { shortenHashes } from '../core/hashes';
import type { PlannedChange } from '../change/planned-change';
import type { Style } from '../core/style';

/** The lines for a list of changes. */
export const describeChanges = (changes: readonly PlannedChange[], style: Style): string[] =>
  changes.map((change) => shortenHashes(describeChange(change, style)));

function describeChange(planned: PlannedChange, style: Style): string {
  switch (planned.kind) {
    case 'rule':
      return describeRuleChange(planned.change, style);
    case 'terraform': {
      const changed = planned.changed.length > 0 && isUpdate(planned.actions) ? `: ${planned.changed.join(', ')}` : '';
      const lost =
        planned.lost === undefined ? '' : style.red(`; takes away what others have put on it: ${planned.lost}`);
      return `${mark(planned.actions, style)} ${planned.stack}: ${planned.address}${changed}${lost}`;
    }
    case 'version': {
      const { service, color, from, to, differs, inPlace } = planned;
      const what = from === to ? `${to} is put back` : `${from ?? 'nothing'} → ${to}`;
      const action = from === null ? 'create' : 'update';
      return `${mark([action], style)} ${service} ${color}: ${what}${differs.length > 0 ? ` (${differs.join(', ')})` : ''}${inPlace === undefined ? '' : style.red(`, ${inPlace}`)}`;
    }
    case 'sandbox':
      return `${mark([planned.action], style)} ${planned.resource}${planned.detail ? `: ${planned.detail}` : ''}`;
  }
}

function describeRuleChange(change: Change, style: Style): string {
  const name = `${change.rule.service} ${change.rule.role} (rule ${change.rule.priority})`;
  if (change.kind === 'create') return `${mark(['create'], style)} ${name}: ${describeRule(change.rule)}`;
  return `${mark(['update'], style)} ${name}: ${describeRule(change.before, change.rule)} → ${describeRule({ ...change.rule, kept: change.before.kept }, change.before)}`;
}

const isUpdate = (actions: readonly string[]): boolean => actions.length === 1 && actions[0] === 'update';

function mark(actions: readonly string[], style: Style): string {
  if (actions.includes('delete')) return style.red(actions.includes('create') ? '±' : '-');
  return actions.includes('create') ? style.green('+') : style.yellow('~');
}
