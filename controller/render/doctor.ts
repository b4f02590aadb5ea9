// A diagnosis as lines: one for each finding, and a hint below each fault. Pure.
import type { Diagnosis } from '../inspect/doctor';
import type { Finding } from '../inspect/finding';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';

/** The findings, and in the last line whether a rollback would work now. */
export function renderDiagnosis({ environment, rollbackWorks, findings }: Diagnosis, style: Style): string[] {
  const width = Math.max(...findings.map((one) => one.about.length));
  const column = width + 4;
  const indent = ' '.repeat(column < style.columns / 2 ? column : 4);
  return [
    ...findings.flatMap((one) => [
      `${paint(one, style)} ${one.about.padEnd(width)}  ${onOneLine(one.detail)}`,
      ...(one.hint === undefined || one.ok === true ? [] : [style.dim(`${indent}→ ${one.hint}`)]),
    ]),
    rollbackWorks
      ? style.green(`A rollback in ${environment} would work now`)
      : style.red(`A rollback in ${environment} would not work for everything now: see ✗ above`),
  ];
}

function paint({ ok }: Finding, style: Style): string {
  if (ok === null) return style.yellow('?');
  return ok ? style.green('✓') : style.red('✗');
}
