// Chooses what a controller types next: a random legal verb of a random service. Pure: the randomness is a parameter.
import { CODES, SERVICES, TESTERS } from './places';

/** A number in [0, 1). */
export type Random = () => number;

/** What is typed. `kind` is the verb, such as `shift` or `rollout start`; `drives` a rollout, which takes some seconds. */
export interface Typed {
  readonly kind: string;
  readonly service: string;
  readonly words: readonly string[];
  readonly drives: boolean;
}

const RELEASE = ['--bake', '1s', '--interval', '1s'];
const STRATEGIES = ['5:1s,50:1s', '10:0s,60:1s', '30:1s', '1:0s,20:0s,80:1s'] as const;

type Make = (service: string, random: Random) => readonly string[];

/** Each verb with how often it is chosen, compared with the others. */
const VERBS: readonly (readonly [kind: string, share: number, make: Make])[] = [
  ['shift', 12, (service, random) => [service, ...splitOf(random)]],
  ['canary', 8, (service, random) => [service, ...canaryOf(random)]],
  ['promote', 4, (service) => [service]],
  ['settle', 3, (service) => [service]],
  ['stage', 6, (service, random) => [service, ...codeOf(random), '--yes']],
  ['rollback', 2, (service, random) => (random() < 0.1 ? ['--all'] : [service])],
  ['deploy', 3, (service, random) => [...(random() < 0.5 ? [service] : []), '--yes']],
  ['adopt', 1, (service) => [service]],
  ['rollout start', 3, (service, random) => [service, ...strategyOf(random)]],
  ['release', 3, (service, random) => [service, ...codeOf(random), '--yes', ...strategyOf(random)]],
  ['rollout pause', 1, (service) => [service]],
  ['rollout resume', 2, (service) => [service]],
  ['rollout abort', 1, (service) => [service, '-m', 'soak']],
  ['rollout retry', 1, (service) => [service]],
  ['rollout status', 1, () => []],
  ['pull', 1, () => ['--yes']],
  ['unlock', 1, () => ['--yes', '-m', 'soak']],
  ['status', 1, () => []],
  ['doctor', 1, (service) => [service]],
  ['drift', 1, (service) => [service]],
  ['history', 1, (service) => [service]],
  ['versions', 1, (service) => [service]],
  ['plan', 1, () => []],
];

const DRIVES = new Set(['rollout start', 'rollout resume', 'rollout retry', 'release']);

/** Chooses a verb and its arguments. */
export function chooseVerb(random: Random): Typed {
  const service = pick(Object.keys(SERVICES), random);
  const total = VERBS.reduce((sum, [, share]) => sum + share, 0);
  let rest = random() * total;
  const [kind, , make] = VERBS.find(([, share]) => (rest -= share) < 0) ?? VERBS[0] ?? never();
  return typed(kind, service, make(service, random));
}

/** A verb with these arguments. */
export const typed = (kind: string, service: string, words: readonly string[]): Typed => ({
  kind,
  service,
  words: [...kind.split(' '), ...words],
  drives: DRIVES.has(kind),
});

/** A stage of some code. */
export const stageOf = (service: string, random: Random): Typed =>
  typed('stage', service, [service, ...codeOf(random), '--yes']);

const splitOf = (random: Random): readonly string[] => [
  pick(['--green', '--blue', '--candidate'], random),
  pick(['0', '1', '10', '25', '50', '75', '99', '100'], random),
];

function canaryOf(random: Random): readonly string[] {
  if (random() < 0.35) return ['--off'];
  if (random() < 0.2) return [];
  const some = TESTERS.filter(() => random() < 0.5);
  return ['--ip', ...(some.length > 0 ? some.slice(0, 3) : [pick(TESTERS, random)])];
}

function codeOf(random: Random): readonly string[] {
  const code = random() < 0.7 ? ['--package', `code/${pick(CODES, random)}`] : [];
  const setting = code.length === 0 || random() < 0.3 ? ['--env', `RELEASE=r${Math.floor(random() * 1000)}`] : [];
  return [...code, ...setting];
}

const strategyOf = (random: Random): readonly string[] => [
  '--strategy',
  pick(STRATEGIES, random),
  ...RELEASE,
  ...(random() < 0.3 ? ['--no-settle'] : []),
];

/** One of several, at least one. */
export const pick = <T>(all: readonly T[], random: Random): T => all[Math.floor(random() * all.length)] ?? never();

function never(): never {
  throw new Error('there is nothing to choose from');
}
