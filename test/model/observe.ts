// Reads from the sandbox's state who reaches which code, with a matcher of its own that shares nothing with routing/.

/** What a client reaches, and the functions as they stand. */
export interface Observation {
  /** By client and path: every version that may answer, as `color code settings`; empty where nothing answers. */
  readonly reached: Readonly<Record<string, readonly string[]>>;
  /** By color of web: the version behind its alias, the target of its target group, and whether the load balancer may invoke it. */
  readonly functions: Readonly<
    Record<string, { readonly version: string; readonly target: string; readonly mayInvoke: boolean }>
  >;
  /** Priorities of the rules that forward to web. */
  readonly priorities: readonly number[];
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly priority: number | 'default';
  readonly conditions: readonly { readonly kind: string; readonly values: readonly string[] }[];
  readonly action: {
    readonly kind: string;
    readonly targets?: readonly { readonly targetGroup: string; readonly weight: number }[];
  };
}

interface Configuration {
  readonly version: string;
  readonly sha256: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface State {
  readonly rules: readonly Rule[];
  readonly targetGroups: readonly { readonly name: string; readonly arn: string; readonly target?: string }[];
  readonly functions: readonly {
    readonly name: string;
    readonly versions: readonly Configuration[];
    readonly aliases: readonly { readonly name: string; readonly version: string }[];
    readonly statements: readonly { readonly qualifier?: string; readonly sourceArn?: string }[];
  }[];
}

/** An ordinary user, and the addresses that a canary may name. */
export const USER = '127.0.0.1';
const CLIENTS = [USER, '127.0.0.2', '127.0.0.3', '127.0.0.4'];

/** Observes a sandbox by the text of its state. */
export function observe(text: string): Observation {
  const state = JSON.parse(text) as State;
  const ordered = [...state.rules].sort((one, other) => orderOf(one) - orderOf(other));
  const reached: Record<string, string[]> = {};
  for (const client of CLIENTS) {
    for (const path of ['/web', '/api']) reached[`${client} ${path}`] = versionsFor(state, ordered, client, path);
  }
  const functions = Object.fromEntries(
    state.targetGroups
      .filter(({ name }) => name.includes('-web-'))
      .map((group) => [colorOf(group.name), describe(state, group)]),
  );
  const ours = ordered.filter(({ action }) => action.targets?.some(({ targetGroup }) => targetGroup.includes('-web-')));
  const priorities = ours.flatMap(({ priority }) => (priority === 'default' ? [] : [priority]));
  return { reached, functions, priorities, rules: ordered };
}

const orderOf = ({ priority }: Rule): number => (priority === 'default' ? Infinity : priority);
const colorOf = (name: string): string => (name.includes('-green') ? 'green' : 'blue');

function versionsFor(state: State, rules: readonly Rule[], client: string, path: string): string[] {
  const rule = rules.find(({ conditions }) => conditions.every((condition) => matches(condition, client, path)));
  const targets = rule?.action.targets ?? [];
  return targets
    .filter(({ weight }) => weight > 0)
    .map(({ targetGroup }) => {
      const group = state.targetGroups.find(({ name }) => name === targetGroup);
      return group ? describe(state, group).version : `${targetGroup} is gone`;
    })
    .sort();
}

function matches({ kind, values }: Rule['conditions'][number], client: string, path: string): boolean {
  if (kind === 'source-ip') return values.some((value) => value.split('/')[0] === client);
  if (kind === 'path-pattern') return values.some((value) => value === path);
  throw new Error(`the model has no rule with the condition ${kind}`);
}

function describe(state: State, group: State['targetGroups'][number]): Observation['functions'][string] {
  const [name = '', qualifier = ''] = group.target?.split(':function:')[1]?.split(':') ?? [];
  const fn = state.functions.find((one) => one.name === name);
  const behind = fn?.aliases.find((alias) => alias.name === qualifier)?.version ?? qualifier;
  const found = fn?.versions.find(({ version }) => version === behind);
  const settings = found && JSON.stringify([found.timeout, found.memorySize, found.handler, found.environment]);
  return {
    version: `${colorOf(group.name)} ${found ? `${found.sha256} ${settings}` : 'has no function'}`,
    target: group.target ?? 'none',
    mayInvoke: fn?.statements.some((one) => one.qualifier === qualifier && one.sourceArn === group.arn) ?? false,
  };
}
