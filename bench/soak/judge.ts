// Judges an answer by the rule sets that were in force at any moment of its request. Pure.
import { findRule } from './rules';
import type { Sent, Served, Snapshot } from './rules';

/** The end of a request: an answer, or why there is none. `served` is what the function says that it is; undefined without a function. */
export type Ending =
  | { readonly kind: 'answer'; readonly status: number; readonly served: Served | undefined }
  | { readonly kind: 'broken'; readonly reason: string };

/** The four faults. Each answer has one at most, and the first in this order. */
export const FAULTS = ['failed', 'canary saw stable', 'saw weight 0', 'not allowed'] as const;

export type Fault = (typeof FAULTS)[number];

/** A fault, and what stands against what. */
export interface Finding {
  readonly fault: Fault;
  readonly detail: string;
}

/** A target group that a rule names, and whether the rule is a canary's, which names source addresses. */
interface Choice {
  readonly group: string;
  readonly canary: boolean;
}

/**
 * Judges an answer. `inForce`: every rule set that was in force at some moment between the first byte of the request and the last
 * of its answer, at least one. The group may come from one of them and the function behind it from another, since a change may
 * come between the two.
 */
export function judge(sent: Sent, ending: Ending, inForce: readonly Snapshot[]): Finding | undefined {
  if (ending.kind === 'broken') return { fault: 'failed', detail: ending.reason };
  if (ending.status >= 500) return { fault: 'failed', detail: `status ${ending.status}` };
  const choices = inForce.map((snapshot) => choicesOf(snapshot, sent));
  const allowed = choices.flat();
  const { served } = ending;
  if (!served && choices.some((one) => one.length === 0)) return undefined;
  if (served && allowed.some(({ group }) => inForce.some(({ groups }) => isSame(groups.get(group), served)))) {
    return undefined;
  }
  const detail = `${describe(ending)} instead of ${describeAllowed(allowed, inForce)}`;
  return { fault: classify(served, choices, inForce), detail };
}

/** What decides a request: several rule sets, a canary's rule, a split between both colors, or one color alone. */
export const SITUATIONS = ['several rule sets', 'canary', 'split', 'one color'] as const;

export type Situation = (typeof SITUATIONS)[number];

/** What decides a request, by the rule sets in force. */
export function situationOf(sent: Sent, inForce: readonly Snapshot[]): Situation {
  const [first, ...others] = inForce;
  if (first === undefined || others.length > 0) return 'several rule sets';
  const choices = choicesOf(first, sent);
  if (choices.some(({ canary }) => canary)) return 'canary';
  return choices.length > 1 ? 'split' : 'one color';
}

const choicesOf = ({ rules }: Snapshot, sent: Sent): readonly Choice[] => {
  const rule = findRule(rules, sent);
  return Object.entries(rule?.weights ?? {})
    .filter(([, weight]) => weight > 0)
    .map(([group]) => ({ group, canary: rule?.sources !== undefined }));
};

/** A right version behind the wrong group is a matter of who sees it; anything else no rule allowed for anybody. */
function classify(
  served: Served | undefined,
  choices: readonly (readonly Choice[])[],
  inForce: readonly Snapshot[],
): Fault {
  const isKnown = inForce.some(({ groups }) => [...groups.values()].some((one) => isSame(one, served)));
  if (!isKnown) return 'not allowed';
  const isOwn = choices.flat().some(({ group }) => serviceOf(group) === serviceOf(served?.fn ?? ''));
  if (!isOwn) return 'not allowed';
  if (choices.every((one) => one.length > 0 && one.every(({ canary }) => canary))) return 'canary saw stable';
  return choices.flat().some(({ canary }) => canary) ? 'not allowed' : 'saw weight 0';
}

/** Both colors of a service share all of their name but the color. */
const serviceOf = (name: string): string => name.replace(/-(blue|green)$/, '');

const isSame = (one: Served | undefined, other: Served | undefined): boolean =>
  one?.fn === other?.fn &&
  one?.version === other?.version &&
  one?.code === other?.code &&
  one?.release === other?.release;

const describe = (ending: Extract<Ending, { kind: 'answer' }>): string =>
  ending.served ? describeServed(ending.served) : `status ${ending.status} without a function`;

const describeServed = ({ fn, version, code, release }: Served): string =>
  `${fn} version ${version} (${code}, release ${release})`;

function describeAllowed(allowed: readonly Choice[], inForce: readonly Snapshot[]): string {
  const texts = allowed.flatMap(({ group }) =>
    inForce.map(({ groups }) => groups.get(group)).map((one) => (one ? describeServed(one) : group)),
  );
  return [...new Set(texts)].join(' or ') || 'an answer without a function';
}
