// A diagnosis as lines: one for each finding, and a hint below each fault. Pure.
import type { Diagnosis } from '../inspect/doctor';
import type { Finding } from '../inspect/finding';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';
import { wrapHelp } from './wrap';

/** The findings, and in the last line whether a rollback would work now. Long lines continue below what they say. */
export function renderDiagnosis({ environment, rollbackWorks, findings }: Diagnosis, style: Style): string[] {
  const width = Math.max(...findings.map((one) => one.about.length));
  const column = width + 4;
  const indent = ' '.repeat(column < style.columns / 2 ? column : 4);
  const verdict = rollbackWorks
    ? `A rollback in ${environment} would work now`
    : `A rollback in ${environment} would not work for everything now: see ✗ above`;
  return [
    ...findings.flatMap((one) => {
      const [first = '', ...rest] = fold(
        `${signOf(one)} ${one.about.padEnd(width)}  ${onOneLine(one.detail)}`,
        style.columns,
      );
      const hint =
        one.hint === undefined || one.ok === true ? [] : fold(`→ ${one.hint}`, style.columns - indent.length);
      return [
        paint(one, first[0] ?? '', style) + first.slice(1),
        ...rest,
        ...hint.map((line) => style.dim(indent + line)),
      ];
    }),
    ...fold(verdict, style.columns).map((line) => (rollbackWorks ? style.green(line) : style.red(line))),
  ];
}

const fold = (text: string, columns: number): string[] => wrapHelp(text, columns).split('\n');

const signOf = ({ ok }: Finding): string => (ok === null ? '?' : ok ? '✓' : '✗');

function paint({ ok }: Finding, text: string, style: Style): string {
  if (ok === null) return style.yellow(text);
  return ok ? style.green(text) : style.red(text);
}
