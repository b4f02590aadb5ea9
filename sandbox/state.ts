// The state of a sandbox: rules, target groups and functions, in one file that survives a restart.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ObservedRule } from '../routing';
import { SandboxError } from './errors';
import { writeAtomically } from './write-atomically';

const strings = z.record(z.string(), z.string());

const targetGroup = z.object({
  name: z.string(),
  arn: z.string(),
  /** Settings that a second CreateTargetGroup is compared with. */
  settings: strings,
  attributes: strings,
  /** ARN of the function, with its qualifier; undefined while nothing is registered. */
  target: z.string().optional(),
});

const configuration = z.object({
  version: z.string(),
  /** Base64 SHA-256 of the zip. */
  sha256: z.string(),
  codeSize: z.number(),
  handler: z.string(),
  runtime: z.string(),
  role: z.string(),
  description: z.string(),
  timeout: z.number(),
  memorySize: z.number(),
  ephemeralStorage: z.number(),
  architecture: z.string(),
  environment: strings,
  lastModified: z.string(),
  revisionId: z.string(),
});

const statement = z.object({
  sid: z.string(),
  qualifier: z.string().optional(),
  action: z.string(),
  principal: z.string(),
  sourceArn: z.string().optional(),
});

const fn = z.object({
  name: z.string(),
  latest: configuration,
  versions: z.array(configuration),
  nextVersion: z.number(),
  aliases: z.array(
    z.object({ name: z.string(), version: z.string(), description: z.string(), revisionId: z.string() }),
  ),
  statements: z.array(statement),
  reservedConcurrency: z.number().optional(),
});

/** A rule as it was written. */
export interface StoredRule extends ObservedRule {
  /** The duration that the action had beside stickiness that is off; it has no effect, and is read back. */
  readonly stickinessOffSeconds?: number;
}

const rule = z.custom<StoredRule>(
  (value) => z.object({ arn: z.string(), action: z.object() }).safeParse(value).success,
);

const stateSchema = z.object({
  schemaVersion: z.literal(1),
  rules: z.array(rule),
  targetGroups: z.array(targetGroup),
  functions: z.array(fn),
  /** Tags by ARN. */
  tags: z.record(z.string(), strings),
});

export type State = z.output<typeof stateSchema>;
export type TargetGroup = z.output<typeof targetGroup>;
export type FunctionRecord = z.output<typeof fn>;
export type Configuration = z.output<typeof configuration>;
export type Statement = z.output<typeof statement>;

/** The state, and the only way to change it. */
export interface Store {
  read(): State;
  /** Writes the new state to disk, then makes it the current one. When the write fails, the state does not change. */
  update(change: (state: State) => State): void;
}

const EMPTY: State = { schemaVersion: 1, rules: [], targetGroups: [], functions: [], tags: {} };

/**
 * Opens the state in a folder, which is created when missing.
 * @throws {SandboxError} when the file there is not a sandbox's state.
 */
export function openStore(dir: string): Store {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'state.json');
  let current = load(file);
  return {
    read: () => current,
    update(change) {
      const next = change(current);
      writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
      current = next;
    },
  };
}

function load(file: string): State {
  if (!existsSync(file)) return EMPTY;
  const text = readFileSync(file, 'utf8');
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SandboxError(
      `${file} is not the state of a sandbox.`,
      'Remove the file to start with an empty sandbox.',
      undefined,
      { cause: error },
    );
  }
}
