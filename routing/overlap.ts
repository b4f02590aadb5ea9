// Whether two rules can match the same request, and which foreign rules stand in front of ours. Pure.
import { isInBlock } from './match';
import type { Condition, DesiredRule, ObservedRule } from './model';

/** A rule that is not ours and comes first for some of the requests that one of ours is for. */
export interface Shadow {
  readonly rule: DesiredRule;
  readonly by: ObservedRule;
}

/**
 * The foreign rules with a higher precedence that can take requests from each production rule. `ours` are all the rules of
 * the environment: they never count as foreign.
 */
export function findShadows(ours: readonly DesiredRule[], observed: readonly ObservedRule[]): Shadow[] {
  const places = new Set(ours.map((rule) => rule.priority));
  const foreign = observed.filter((rule) => rule.priority !== 'default' && !places.has(rule.priority));
  return ours
    .filter((rule) => rule.role === 'production')
    .flatMap((rule) =>
      foreign
        .filter((by) => Number(by.priority) < rule.priority && canBothMatch(rule.conditions, by.conditions))
        .map((by) => ({ rule, by })),
    );
}

/**
 * True when there may be a request that fulfils both lists of conditions. Conditions of different kinds never exclude each
 * other, nor do two of headers or query strings, since a request may have several.
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

const anyPair = (a: readonly string[], b: readonly string[], meet: (a: string, b: string) => boolean): boolean =>
  a.some((one) => b.some((other) => meet(one, other)));

const blocksOverlap = (a: string, b: string): boolean => isInBlock(addressOf(a), b) || isInBlock(addressOf(b), a);

const addressOf = (block: string): string => block.slice(0, block.indexOf('/'));

const hostGlobsOverlap = (a: string, b: string): boolean => globsOverlap(a.toLowerCase(), b.toLowerCase());

/** Whether some text matches both patterns, where `*` is any text and `?` any one character. */
export function globsOverlap(a: string, b: string): boolean {
  const known = new Map<string, boolean>();
  const meet = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const [x, y] = [a[i], b[j]];
    let met: boolean;
    if (x === undefined && y === undefined) met = true;
    else if (x === '*') met = meet(i + 1, j) || (y !== undefined && meet(i, j + 1));
    else if (y === '*') met = meet(i, j + 1) || (x !== undefined && meet(i + 1, j));
    else met = x !== undefined && y !== undefined && (x === y || x === '?' || y === '?') && meet(i + 1, j + 1);
    known.set(key, met);
    return met;
  };
  return meet(0, 0);
}
