// A diagnosis as lines: one for each finding, and a hint below each fault. Pure.
import type { Diagnosis } from '../inspect/doctor';
import type { Finding } from '../inspect/finding';
import { printable } from '../core/printable';
import type { Style } from '../core/style';

/** The findings, and in the last line whether a rollback would work now. */
export function renderDiagnosis({ environment, rollbackWorks, findings }: Diagnosis, style: Style): string[] {
  const width = Math.max(...findings.map((one) => one.about.length));
  return [
    ...findings.flatMap((one) => [
      `${mark(one, style)} ${one.about.padEnd(width)}  ${printable(one.detail)}`,
      ...(one.hint === undefined || one.ok === true ? [] : [style.dim(`  ${' '.repeat(width)}  → ${one.hint}`)]),
    ]),
    rollbackWorks
      ? style.green(`A rollback in ${environment} would work now`)
      : style.red(`A rollback in ${environment} would not work for everything now: see ✗ above`),
  ];
}

function mark({ ok }: Finding, style: Style): string {
  if (ok === null) return style.yellow('?');
  return ok ? style.green('✓') : style.red('✗');
}
