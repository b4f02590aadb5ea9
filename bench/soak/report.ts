// The result of a soak as Markdown, as printed and kept in docs/reliability.md. Pure.
import { renderTables } from '../table';
import type { Sheet } from '../table';
import { isClean } from './counts';
import { SITUATIONS } from './judge';
import type { Situation } from './judge';
import type { Counts, VerbCounts } from './counts';
import type { SoakResult } from './soak';

/** What a row of the first table says of each count that must be 0. */
const MUST_BE_0: readonly (readonly [string, (counts: Counts) => number])[] = [
  ['failed requests: status 500 or above, broken connections, no answer within 60 s', ({ faults }) => faults.failed],
  ['answers of a color or a version that no rule in force allowed', ({ faults }) => faults['not allowed']],
  ['whitelisted clients that saw stable', ({ faults }) => faults['canary saw stable']],
  ['others that saw a color at weight 0', ({ faults }) => faults['saw weight 0']],
  ['changes of the rules that no verb asked for', ({ unasked }) => unasked],
  ['verbs that ended in a way that none may', ({ unexpected }) => unexpected],
];

const WORDS: Readonly<Record<Situation, string>> = {
  'several rule sets': 'requests that were in flight during a change, and judged by several rule sets',
  canary: 'the other requests: of whitelisted clients, by a canary rule',
  split: 'by a rule with both colors',
  'one color': 'by a rule with one color',
};

/** Renders a result. `machine`: what it ran on, in a few words; `date` such as 2026-11-27. */
export function renderResult(result: SoakResult, machine: string, date: string): string {
  const { counts, seed, seconds, ruleStates } = result;
  const verbs = Object.values(counts.verbs);
  const rows: (readonly [string, string])[] = [
    ['requests', format(counts.requests)],
    ...MUST_BE_0.map(([name, count]): [string, string] => [name, `**${format(count(counts))}**`]),
    ...SITUATIONS.map((name): [string, string] => [WORDS[name], format(counts.situations[name])]),
    ['verbs typed', format(verbs.reduce((sum, one) => sum + typed(one), 0))],
    ['of them killed', format(verbs.reduce((sum, { killed }) => sum + killed, 0))],
    ['of them refused', format(verbs.reduce((sum, one) => sum + refused(one), 0))],
    ['rule sets that were in force', format(ruleStates)],
    ['duration', `${Math.round(seconds)} s, ${format(Math.round(counts.requests / seconds))} requests a second`],
    ['seed', String(seed)],
    ['machine', machine],
    ['date', date],
  ];
  return renderTables([
    { title: isClean(counts) ? 'The soak' : 'The soak, which found faults', columns: ['', 'count'], rows },
    verbSheet(counts),
    codeSheet(verbs),
  ]);
}

function verbSheet({ verbs }: Counts): Sheet {
  const rows = Object.entries(verbs)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, one]) => [`\`${kind}\``, ...[typed(one), one.done, refused(one), one.killed].map(format)]);
  return { title: 'Verbs', columns: ['verb', 'typed', 'done', 'refused', 'killed'], rows };
}

function codeSheet(verbs: readonly VerbCounts[]): Sheet {
  const totals = new Map<string, number>();
  for (const { refused: codes } of verbs)
    for (const [code, count] of Object.entries(codes)) totals.set(code, (totals.get(code) ?? 0) + count);
  const rows = [...totals].sort(([, a], [, b]) => b - a).map(([code, count]) => [`\`${code}\``, format(count)]);
  return { title: 'Why verbs were refused', columns: ['code', 'times'], rows };
}

const refused = ({ refused: codes }: VerbCounts): number => Object.values(codes).reduce((sum, count) => sum + count, 0);

const typed = (one: VerbCounts): number => one.done + one.killed + refused(one);

const format = (count: number): string => count.toLocaleString('en-US');
