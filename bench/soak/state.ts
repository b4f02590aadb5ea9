// Reads the sandbox's state file, which it replaces as a whole before a change is in force, into a snapshot.
import * as z from 'zod';
import type { Rule, Served, Snapshot } from './rules';

const condition = z.looseObject({ kind: z.string(), values: z.array(z.unknown()) });
const target = z.object({ targetGroup: z.string(), weight: z.number() });
const configuration = z.object({
  version: z.string(),
  sha256: z.string(),
  environment: z.record(z.string(), z.string()),
});

const stateFile = z.object({
  rules: z.array(
    z.object({
      priority: z.number(),
      conditions: z.array(condition),
      action: z.object({ kind: z.literal('forward'), targets: z.array(target), stickinessSeconds: z.null() }),
    }),
  ),
  targetGroups: z.array(z.object({ name: z.string(), target: z.string().optional() })),
  functions: z.array(
    z.object({
      name: z.string(),
      versions: z.array(configuration),
      aliases: z.array(z.object({ name: z.string(), version: z.string() })),
    }),
  ),
});

type StateFile = z.output<typeof stateFile>;

/** The conditions of which the soak's rules consist. */
const KINDS = ['host-header', 'path-pattern', 'source-ip'] as const;

/**
 * Reads a state. `codes`: what each zip holds, by its base64 SHA-256.
 * @throws {Error} when it holds something that the soak cannot judge, such as a condition of another kind.
 */
export function readSnapshot(text: string, codes: ReadonlyMap<string, string>): Snapshot {
  const state = stateFile.parse(JSON.parse(text));
  const groups = state.targetGroups.flatMap(({ name, target: arn }): [string, Served][] => {
    const served = arn === undefined ? undefined : findServed(state, arn, codes);
    return served ? [[name, served]] : [];
  });
  return { rules: state.rules.map(toRule), groups: new Map(groups) };
}

function toRule({ priority, conditions, action }: StateFile['rules'][number]): Rule {
  const unknown = conditions.find(({ kind }) => !KINDS.some((one) => one === kind));
  if (unknown) throw new Error(`the soak does not know the condition ${unknown.kind} of rule ${priority}`);
  const valuesOf = (kind: (typeof KINDS)[number]): string[] | undefined =>
    conditions.find((one) => one.kind === kind)?.values.map(String);
  return {
    priority,
    hosts: valuesOf('host-header'),
    paths: valuesOf('path-pattern'),
    sources: valuesOf('source-ip'),
    weights: Object.fromEntries(action.targets.map(({ targetGroup, weight }) => [targetGroup, weight])),
  };
}

/** The version behind a target's ARN, which ends in the function's name and an alias. */
function findServed(state: StateFile, arn: string, codes: ReadonlyMap<string, string>): Served | undefined {
  const [name = '', qualifier] = arn.split(':').slice(6);
  const fn = state.functions.find((one) => one.name === name);
  const version = fn?.aliases.find((alias) => alias.name === qualifier)?.version;
  const found = fn?.versions.find((one) => one.version === version);
  if (!found) return undefined;
  return {
    fn: name,
    version: found.version,
    code: codes.get(found.sha256) ?? `unknown code ${found.sha256}`,
    release: found.environment['RELEASE'] ?? '',
  };
}
