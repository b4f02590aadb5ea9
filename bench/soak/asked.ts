// What the verbs that were typed ask for, and which changes of the rules none of them asked for. Pure but for its own list.
import type { Ended } from './ctl';
import { SERVICES, TESTERS } from './places';
import type { Snapshot } from './rules';
import type { Typed } from './verbs';

/** What a verb may make of a service: percent of green, and addresses that see the candidate. `ended` once its process has. */
interface Ask {
  readonly service: string;
  readonly greens: readonly number[];
  readonly addresses: readonly string[];
  /** A rollout can be carried on by another process. */
  readonly lasting: boolean;
  ended: boolean;
}

/** The record of what was asked for. */
export interface Asked {
  /** Notes a verb that begins. Its result is called when the verb has ended. */
  begin(verb: Typed): (ended: Ended) => void;
  /** Says what of a change nobody asked for; empty when all was. */
  unasked(before: Snapshot, after: Snapshot): readonly string[];
}

/** An address that no client has; the rules of a canary that is off have it. */
const NOBODY = '192.0.2.0/32';

/**
 * Creates a record. What a verb asks for counts until a later verb of the same service succeeds that replaces it: a rollback replaces
 * everything, `shift` and `promote` what was no rollout, `canary` the addresses. Only verbs that had ended before the later one began are
 * replaced. Every other verb, such as `deploy` or `rollout resume`, asks for nothing itself: it may only do what was asked for.
 */
export function createAsked(): Asked {
  let asks: Ask[] = [];
  const everAsked = new Map<string, Set<string>>();
  return {
    begin(verb) {
      const services = verb.words.includes('--all') ? Object.keys(SERVICES) : [verb.service];
      const replaced = new Set(asks.filter(({ service, ended }) => ended && services.includes(service)));
      const own = services.map((service): Ask => {
        const known = everAsked.get(service) ?? new Set(TESTERS.slice(1, 2));
        for (const address of addressesOf(verb)) known.add(address);
        everAsked.set(service, known);
        const isBare = verb.kind === 'canary' && addressesOf(verb).length === 0 && !verb.words.includes('--off');
        const lasting = verb.kind === 'release' || verb.kind.startsWith('rollout');
        return {
          service,
          greens: greensOf(verb),
          addresses: isBare ? [...known] : addressesOf(verb),
          lasting,
          ended: false,
        };
      });
      asks.push(...own);
      return ({ code }) => {
        for (const ask of own) ask.ended = true;
        if (code === 0) asks = asks.flatMap((ask) => (replaced.has(ask) ? replace(verb.kind, ask) : [ask]));
      };
    },
    unasked: (before, after) =>
      Object.keys(SERVICES).flatMap((service) => {
        const mine = asks.filter((ask) => ask.service === service);
        const green = greenOf(after, service);
        const isNew = green !== greenOf(before, service);
        const seen = new Set(canaryOf(before, service));
        const shown = canaryOf(after, service).filter((address) => !seen.has(address));
        return [
          ...(!isNew || mine.some(({ greens }) => greens.includes(green ?? -1))
            ? []
            : [`${service}: green gets ${green} %`]),
          ...shown
            .filter((address) => !mine.some(({ addresses }) => addresses.includes(address)))
            .map((address) => `${service}: ${address} sees the candidate`),
        ];
      }),
  };
}

/** What is left of an ask after a verb of this kind has succeeded. */
function replace(kind: string, ask: Ask): readonly Ask[] {
  if (kind === 'rollback') return [];
  if (kind === 'canary') return [{ ...ask, addresses: [] }];
  return (kind === 'shift' || kind === 'promote') && !ask.lasting ? [{ ...ask, greens: [] }] : [ask];
}

/** The percent of green that a verb may lead to. Which color is the candidate is not known here, so that both are meant. */
function greensOf({ kind, words }: Typed): readonly number[] {
  const value = (option: string): string | undefined => words[words.indexOf(option) + 1];
  const both = (percents: readonly number[]): number[] => percents.flatMap((percent) => [percent, 100 - percent]);
  if (kind === 'shift') {
    if (words.includes('--green')) return [Number(value('--green'))];
    return words.includes('--blue') ? [100 - Number(value('--blue'))] : both([Number(value('--candidate'))]);
  }
  const steps = words.includes('--strategy') ? (value('--strategy') ?? '').split(',').map(parseFloat) : [];
  if (kind === 'rollout retry') return RETRIED;
  return ['promote', 'rollback', 'rollout abort', 'rollout start', 'release'].includes(kind) ? both([0, ...steps]) : [];
}

/** A rollout that is run again has the steps of an earlier one. */
const RETRIED: readonly number[] = Array.from({ length: 101 }, (_, percent) => percent);

const addressesOf = ({ kind, words }: Typed): readonly string[] =>
  kind === 'canary' && words.includes('--ip') ? words.slice(words.indexOf('--ip') + 1) : [];

/** The percent of green in the rule of everybody; undefined while there is none. */
function greenOf({ rules }: Snapshot, service: string): number | undefined {
  const rule = rules.find(({ sources, weights }) => sources === undefined && `soak-${service}-green` in weights);
  return rule?.weights[`soak-${service}-green`];
}

const canaryOf = ({ rules }: Snapshot, service: string): string[] =>
  rules
    .filter(({ sources, weights }) => sources !== undefined && `soak-${service}-green` in weights)
    .flatMap(({ sources }) => sources ?? [])
    .filter((block) => block !== NOBODY)
    .map((block) => block.replace('/32', ''));
