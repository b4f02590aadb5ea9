// Finds foreign rules that take requests from ours. Pure.
import { isInBlock } from './match';
import type { Condition, DesiredRule, KeptCondition, ObservedRule } from './model';
import { matchesRegex } from './regex';
import type { Verdict } from './regex';

/** A foreign rule that comes first for some of the requests of one of ours; not `certain` where Teal cannot evaluate it. */
export interface Shadow {
  readonly rule: DesiredRule;
  readonly by: ObservedRule;
  readonly certain: boolean;
}

/**
 * The foreign rules with a higher precedence that can take requests from each production rule. `ours` are all the rules of
 * the environment and are never foreign.
 */
export function findShadows(ours: readonly DesiredRule[], observed: readonly ObservedRule[]): Shadow[] {
  const ownPriorities = new Set(ours.map((rule) => rule.priority));
  const foreign = observed.filter((rule) => rule.priority !== 'default' && !ownPriorities.has(rule.priority));
  return ours
    .filter((rule) => rule.role === 'production')
    .flatMap((rule) =>
      foreign
        .filter((by) => Number(by.priority) < rule.priority && canBothMatch(rule.conditions, by.conditions))
        .map((by) => ({ rule, by, verdict: canMatchKept(rule.conditions, by.kept?.conditions ?? []) }))
        .filter(({ verdict }) => verdict !== false)
        .map(({ by, verdict }) => ({ rule, by, certain: verdict === true })),
    );
}

/** Whether some request of our conditions may match conditions that Teal never makes. */
function canMatchKept(ours: readonly Condition[], kept: readonly KeptCondition[]): Verdict {
  const verdicts = kept.map((condition) => canMatchOne(ours, condition));
  if (verdicts.includes(false)) return false;
  return verdicts.includes('unknown') ? 'unknown' : true;
}

/** A host or a path of ours without wildcards can be compared; without one of ours, some request matches. */
function canMatchOne(ours: readonly Condition[], { type, regex }: KeptCondition): Verdict {
  if (regex === null) return 'unknown';
  const same = ours.find((condition) => condition.kind === type);
  if (same?.kind !== 'host-header' && same?.kind !== 'path-pattern') return true;
  const verdicts = same.values.map((value) => (/[*?\\]/.test(value) ? 'unknown' : matchesRegex(regex, value)));
  if (verdicts.includes(true)) return true;
  return verdicts.includes('unknown') ? 'unknown' : false;
}

/**
 * True when some request may match both lists of conditions. Conditions of different kinds never exclude each other. Neither do
 * two conditions on headers or on query strings, since a request may have several.
 */
export const canBothMatch = (a: readonly Condition[], b: readonly Condition[]): boolean =>
  a.every((one) => b.every((other) => !excludes(one, other)));

function excludes(a: Condition, b: Condition): boolean {
  if (a.kind === 'host-header' && b.kind === 'host-header') return !anyPair(a.values, b.values, hostGlobsOverlap);
  if (a.kind === 'path-pattern' && b.kind === 'path-pattern') return !anyPair(a.values, b.values, globsOverlap);
  if (a.kind === 'source-ip' && b.kind === 'source-ip') return !anyPair(a.values, b.values, blocksOverlap);
  if (a.kind === 'http-request-method' && b.kind === 'http-request-method') {
    return !anyPair(a.values, b.values, (one, other) => one === other);
  }
  return false;
}

const anyPair = (a: readonly string[], b: readonly string[], overlap: (a: string, b: string) => boolean): boolean =>
  a.some((one) => b.some((other) => overlap(one, other)));

const blocksOverlap = (a: string, b: string): boolean => isInBlock(addressOf(a), b) || isInBlock(addressOf(b), a);

const addressOf = (block: string): string => block.slice(0, block.indexOf('/'));

const hostGlobsOverlap = (a: string, b: string): boolean => globsOverlap(a.toLowerCase(), b.toLowerCase());

/** Whether some text matches both patterns, where `*` is any text and `?` any one character. */
export function globsOverlap(a: string, b: string): boolean {
  const cache = new Map<string, boolean>();
  const overlap = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const [x, y] = [a[i], b[j]];
    let result: boolean;
    if (x === undefined && y === undefined) result = true;
    else if (x === '*') result = overlap(i + 1, j) || (y !== undefined && overlap(i, j + 1));
    else if (y === '*') result = overlap(i, j + 1) || (x !== undefined && overlap(i + 1, j));
    else result = x !== undefined && y !== undefined && (x === y || x === '?' || y === '?') && overlap(i + 1, j + 1);
    cache.set(key, result);
    return result;
  };
  return overlap(0, 0);
}
