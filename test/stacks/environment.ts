// Environments as typed objects, for tests that need no file, and the synthesised stacks as plain JSON.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import * as z from 'zod';
import { environmentSchema, serviceSchema } from '../../environments/schema';
import type { Environment, EnvironmentInput, Service } from '../../environments/schema';
import { synthesise } from '../../stacks';

type ServiceInput = z.input<typeof serviceSchema>;
type Changes = Partial<Omit<EnvironmentInput, 'services' | 'defaults'>>;

const DIGEST = `sha256:${'a'.repeat(64)}`;
const REPOSITORY = '123456789012.dkr.ecr.us-east-1.amazonaws.com/shop';

/** A service with images on both colors, in the phase `steady`. */
export function service(name = 'shop', changes: Partial<ServiceInput> = {}, environment = 'prod'): Service {
  const { family = `${environment}-${name}`, ...settings } = serviceSchema.parse({
    hostnames: [`${name}.example.com`],
    priority: 200,
    blue_image: `${REPOSITORY}@${DIGEST}`,
    green_image: `${REPOSITORY}@${DIGEST}`,
    active_color: 'blue',
    green_weight: 0,
    ...changes,
  });
  return { ...settings, name, family };
}

/** An environment named prod; `file` need not exist, packages are relative to its folder. */
export function environment(
  services: readonly Service[],
  changes: Changes = {},
  file = '/nowhere/prod.yaml',
): Environment {
  const { defaults: _, ...settings } = environmentSchema.parse({ ...changes, services: {} });
  return { ...settings, name: path.basename(file, '.yaml'), file, services };
}

const block = z.record(z.string(), z.unknown());
const blocks = z.record(z.string(), z.record(z.string(), block)).default({});

/** A stack's cdk.tf.json, as far as tests read it. */
export const stackJson = z.looseObject({
  provider: z.looseObject({ aws: z.array(block) }),
  terraform: z.looseObject({ backend: z.record(z.string(), block) }),
  resource: blocks,
  data: blocks,
  output: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
});

export type StackJson = z.output<typeof stackJson>;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A folder of its own for a test, gone when the tests of its file are done. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'teal-stacks-'));
  folders.push(folder);
  return folder;
}

/** Synthesises into `root` and gives every stack's JSON by its name. */
export function synth(
  environments: readonly Environment[],
  root = temporaryFolder(),
  only?: string[],
): Map<string, StackJson> {
  const stacks = synthesise(environments, { root, outdir: path.join(root, 'cdktf.out'), only });
  return new Map(stacks.map(({ name, dir }) => [name, readStack(dir)]));
}

/** Reads a stack's folder. */
export const readStack = (dir: string): StackJson =>
  stackJson.parse(JSON.parse(fs.readFileSync(path.join(dir, 'cdk.tf.json'), 'utf8')));

/** The stack of the service `shop` alone, in an environment with these settings. */
export function shopStack(changes: Partial<ServiceInput> = {}, settings: Changes = {}): StackJson {
  return stackOf(synth([environment([service('shop', changes)], settings)]), 'prod-shop');
}

/** A stack by its name. */
export function stackOf(stacks: ReadonlyMap<string, StackJson>, name: string): StackJson {
  const stack = stacks.get(name);
  if (!stack) throw new Error(`no stack ${name}`);
  return stack;
}

/** Addresses of everything in a stack, such as `aws_lb_listener_rule.rule-production`. */
export const addresses = (stack: StackJson): string[] =>
  Object.entries(stack.resource).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`));

/** A resource by its address. */
export function resource(stack: StackJson, address: string): Record<string, unknown> {
  const [type = '', name = ''] = address.split('.');
  const found = stack.resource[type]?.[name];
  if (!found) throw new Error(`no ${address} among ${addresses(stack).join(', ')}`);
  return found;
}
