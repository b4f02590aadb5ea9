// A comparison of the sides of every rule, as lines: rules that differ are shown in full. Pure.
import type { ObservedRule, Shadow } from '../../routing';
import type { DriftReport, RuleSides } from '../inspect/drift-report';
import { describeKept, describeRule } from '../core/describe-rule';
import { adoptCommands, isLostByDeploy } from '../drift/detect';
import { printable } from '../core/printable';
import type { Style } from '../core/style';

/** The lines of a report, with what to type where something differs. */
export function renderDrift(report: DriftReport, style: Style): string[] {
  const differing = report.rules.filter((sides) => sides.differs);
  const same = report.rules.length - differing.length;
  return [
    ...differing.flatMap((sides) => renderSides(sides, report.stateNotRead, style)),
    ...report.shadows.map((shadow) => renderShadow(shadow, style)),
    ...report.unstaged.map((line) => style.yellow(printable(line))),
    `${same} of ${report.rules.length} rules are the same on every side that was read`,
    ...(report.stateNotRead ? [style.dim(`Terraform's state was not read: ${printable(report.stateNotRead)}`)] : []),
    ...suggestCommands(report),
  ];
}

function renderShadow({ rule: ours, by, certain }: Shadow, style: Style): string {
  const line = `${ours.service}: rule ${by.priority}, not of this environment, ${certain ? 'comes' : 'may come'} first for some of its requests`;
  return certain || !by.kept ? style.yellow(line) : style.dim(`${line} (${describeKept(by.kept)})`);
}

function renderSides(
  { rule: ours, live, state, differs, unfinished }: RuleSides,
  notRead: string | null,
  style: Style,
): string[] {
  const side = (name: string, other: boolean, what: string): string =>
    `  ${name.padEnd(9)} ${other ? style.yellow(what) : what}`;
  const describe = (one: ObservedRule | undefined): string => (one ? describeRule(one, ours) : 'no such rule');
  return [
    style.bold(
      `${ours.service} ${ours.role} (rule ${ours.priority})${unfinished ? ', changed by ctl and not finished' : ''}`,
    ),
    side('file', false, describeRule(ours, live ?? state ?? undefined)),
    side('live', differs === 'live' || differs === 'both', describe(live)),
    ...(notRead === null
      ? [side('terraform', differs === 'state' || differs === 'both', describe(state ?? undefined))]
      : []),
  ];
}

function suggestCommands(report: DriftReport): string[] {
  const { environment, rules, shadows } = report;
  const live = rules.filter((sides) => sides.differs === 'live' || sides.differs === 'both');
  const kept = rules.flatMap((sides) => sides.live?.kept ?? []);
  const lost = kept.some(isLostByDeploy) ? `, and ctl deploy -e ${environment} takes it away` : '';
  const stale = rules.some((sides) => sides.differs === 'state');
  return [
    ...suggestForFile(live, report),
    ...(kept.length > 0
      ? [`What others have put on a rule stays with every live change and every rollback${lost}; see docs/drift.md`]
      : []),
    ...(stale ? [`Terraform's next plan reads the live rule: ctl plan -e ${environment}`] : []),
    ...(shadows.length > 0 ? [`ctl explain --live -e ${environment} shows which rule a request hits`] : []),
  ];
}

/** What to do where the live side is not that of the file. A file that is not the newest must not be restored. */
function suggestForFile(live: readonly RuleSides[], report: DriftReport): string[] {
  const { environment, unstaged, servingUnstaged, stale } = report;
  if (stale.length > 0) {
    return [
      `The file is not the newest for ${stale.join(', ')}: it was changed elsewhere since. git pull, or ctl pull -e ${environment}, then compare again`,
    ];
  }
  const adopt = adoptCommands(
    environment,
    live.map(({ rule }) => rule),
  );
  const inPlace = servingUnstaged.map((name) => ` --in-place ${name}`).join('');
  return [
    ...(live.length > 0
      ? [`To keep the live rules: ${adopt}; ctl deploy -e ${environment} restores those of the file`]
      : []),
    ...(unstaged.length > 0
      ? [`ctl deploy -e ${environment}${inPlace} puts back what was staged${inPlace && ', also under traffic'}`]
      : []),
  ];
}
