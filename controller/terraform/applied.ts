// Records what was last applied to each stack, in the shared store of the environment, so that a stack is not planned again while its
// inputs and its state are still those. A record is a note that saves time: whatever is wrong with it, the stack is planned.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Environment } from '../../environments/schema';
import { foundationStackName } from '../../environments/stack-names';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';
import { openSharedStore } from '../store';
import type { StoredText } from '../store';
import { findTerraform } from './binary';
import type { Binary } from './binary';
import { hashInputs } from './inputs';
import { identifyStates } from './state-identity';
import type { Basis, StackFolder, StackPlan } from './types';

/** `id` makes each text another one, since the store tells its versions apart by their content. */
const recordSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  inputs: z.string(),
  state: z.string(),
  foundation: z.string(),
});

/** How often a record is withdrawn anew, when another process has written it meanwhile. */
const TRIES = 5;

const keyOf = (stack: string): string => `applied/${stack}.json`;

/**
 * The names of the stacks whose inputs and state, and whose foundation's state, are those of their record: a plan of them was empty,
 * or was applied.
 */
export async function findUnchanged(
  environment: Environment,
  stacks: readonly StackFolder[],
  context: Context,
): Promise<ReadonlySet<string>> {
  const binary = await findTerraform(context);
  const bases = await readBases(environment, stacks, binary, context);
  return new Set(stacks.flatMap(({ name }, index) => (isRecorded(bases[index]) ? [name] : [])));
}

/** What plans of some stacks are based on at the moment; undefined where that cannot be told. */
export async function readBases(
  environment: Environment,
  stacks: readonly StackFolder[],
  binary: Binary,
  context: Context,
): Promise<readonly (Basis | undefined)[]> {
  const read = await attempt(async () => {
    const store = await openSharedStore(context, environment, 'hurried');
    const stored = await store.readAll(stacks.map(({ name }) => keyOf(name)));
    return { stored, identify: await identifyStates(environment, context) };
  });
  if (!read) return stacks.map(() => undefined);
  const foundation = read.identify(foundationStackName(environment.name));
  return stacks.map((stack, index) => {
    const [inputs, state] = [hashInputs(stack, binary, context), read.identify(stack.name)];
    if (inputs === undefined || state === undefined || foundation === undefined) return undefined;
    return { inputs, state, foundation, stored: read.stored[index] };
  });
}

/** Whether nothing changed between two moments, except the record. */
export const isSameBasis = (one: Basis | undefined, other: Basis | undefined): boolean =>
  one !== undefined && one.inputs === other?.inputs && one.state === other.state && one.foundation === other.foundation;

/** Records a stack whose plan was empty, unless another process has written its record since the plan began. */
export async function recordEmptyPlan(
  environment: Environment,
  { stack, basis }: Pick<StackPlan, 'stack' | 'basis'>,
  context: Context,
): Promise<void> {
  if (basis) await write(environment, stack, basis, context);
}

/**
 * Records a stack whose plan has just been applied. Its state is identified now: whoever applies after this one needs longer to take
 * the state's lock and to change something than this takes, and a held lock leaves the stack unrecorded.
 */
export async function recordApplied(
  environment: Environment,
  { stack, basis }: Pick<StackPlan, 'stack' | 'basis'>,
  withdrawn: StoredText | undefined,
  context: Context,
): Promise<void> {
  if (!basis || !withdrawn) return;
  const identify = await attempt(() => identifyStates(environment, context));
  const isFoundation = stack === foundationStackName(environment.name);
  const [state, foundation] = [identify?.(stack), identify?.(foundationStackName(environment.name))];
  if (state === undefined || foundation === undefined) return;
  if (!isFoundation && foundation !== basis.foundation) return;
  await write(environment, stack, { ...basis, state, foundation, stored: withdrawn }, context);
}

/**
 * Withdraws the record of a stack before it is applied: an apply that is killed may change resources and not the state, and the
 * inputs may be taken back. A failure is a warning, since a rollback must not depend on the store.
 */
export async function withdrawRecord(
  environment: Environment,
  stack: string,
  context: Context,
): Promise<StoredText | undefined> {
  try {
    const store = await openSharedStore(context, environment);
    const key = keyOf(stack);
    for (let tries = 0; tries < TRIES; tries++) {
      const text = JSON.stringify({ version: 1, id: randomUUID(), applying: true });
      const withdrawn = await store.replace(key, text, await store.read(key));
      if (withdrawn) return withdrawn;
    }
    throw new UserError('STORE_NOT_WRITABLE', `${store.place(key)} is written by others all the time`, '');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.io.err(
      `warning: if this is interrupted, plan with --refresh next: the record of what was last applied to ${stack} cannot be withdrawn: ${messageOf(error)}`,
    );
    return undefined;
  }
}

async function write(
  environment: Environment,
  stack: string,
  { inputs, state, foundation, stored }: Basis,
  context: Context,
): Promise<void> {
  const text = JSON.stringify({ version: 1, id: randomUUID(), inputs, state, foundation });
  await attempt(async () =>
    (await openSharedStore(context, environment, 'hurried')).replace(keyOf(stack), text, stored),
  );
}

function isRecorded(basis: Basis | undefined): boolean {
  const record = parseRecord(basis?.stored?.text ?? '');
  return record !== undefined && isSameBasis(basis, { ...record, stored: undefined });
}

function parseRecord(text: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Undefined when the store or the state's place cannot be used. */
async function attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
