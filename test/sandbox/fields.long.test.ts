// Every field of a request, by the schemas of AWS's SDK: the control endpoint acts on it, or refuses it by its name.
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ELBV2_FIELDS } from '../../sandbox/control-plane/elbv2/fields';
import { LAMBDA_FIELDS } from '../../sandbox/control-plane/lambda/fields';
import { bench, cleanUp } from './support';
import type { Bench } from './support';

/** A leaf of a request: its path as the tables write it, and a request that has only this. */
interface Leaf {
  readonly path: string;
  readonly input: unknown;
}

/** A schema of the SDK: a number for a simple type, [1, …] for a list, [2, …] for a map, [3, …] for a structure; with traits, a pair. */
type Schema = number | readonly unknown[] | (() => Schema);

const SIMPLE: Readonly<Record<number, unknown>> = { 0: 'x', 1: 7, 2: true, 21: new Uint8Array([1]) };

function leavesOf(schema: Schema, path: string): Leaf[] {
  if (typeof schema === 'function') return leavesOf(schema(), path);
  if (typeof schema === 'number') {
    const list = wrap(schema >= 64 && schema < 128, schema & 63, path);
    return (
      list ?? [
        { path: schema >= 128 ? `${path}.*` : path, input: schema >= 128 ? { key: 'x' } : (SIMPLE[schema] ?? 'x') },
      ]
    );
  }
  if (schema.length === 2) return leavesOf(schema[0] as Schema, path);
  const [kind, , , , names, members] = schema as [number, string, string, unknown, string[], Schema[]];
  if (kind === 0) return [{ path, input: 'x' }];
  if (kind === 1) return leavesOf(schema[4] as Schema, `${path}[]`).map((leaf) => ({ ...leaf, input: [leaf.input] }));
  if (kind === 2) return [{ path: `${path}.*`, input: { key: 'x' } }];
  return names.flatMap((name, index) =>
    leavesOf(members[index] as Schema, path ? `${path}.${name}` : name).map((leaf) => ({
      ...leaf,
      input: { [name]: leaf.input },
    })),
  );
}

const wrap = (isList: boolean, item: number, path: string): Leaf[] | undefined =>
  isList ? [{ path: `${path}[]`, input: [SIMPLE[item] ?? 'x'] }] : undefined;

type Sdk = Readonly<Record<string, unknown>>;
type CommandClass = new (input: unknown) => Parameters<Bench['elb']['send']>[0];

const inputOf = (sdk: Sdk, action: string): Schema => (sdk[`${action}$`] as readonly Schema[])[4] ?? 0;

/** What stands in the path of a request: every call needs it, and routes decide on it. */
const LABELS: Readonly<Record<string, string>> = {
  FunctionName: 'fn',
  Name: 'live',
  StatementId: 's',
  Resource: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
};
const labelsOf = (sdk: Sdk, action: string): Record<string, string> => {
  const { http = [] } = ((sdk[`${action}$`] as readonly unknown[])[3] || {}) as { http?: readonly string[] };
  const names = [...(http[1] ?? '').matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
  return Object.fromEntries(names.map((name) => [name, LABELS[name] ?? 'x']));
};

let on: Bench;
beforeAll(async () => {
  on = await bench();
});
afterAll(cleanUp);

const SERVICES = [
  ['ELBv2', elb as Sdk, ELBV2_FIELDS as Readonly<Record<string, readonly string[]>>],
  ['Lambda', lambda as Sdk, LAMBDA_FIELDS as Readonly<Record<string, readonly string[]>>],
] as const;

describe.each(SERVICES)('the fields of %s', (service, sdk, table) => {
  const send = async (action: string, input: object): Promise<string> => {
    const command = new (sdk[`${action}Command`] as CommandClass)({ ...labelsOf(sdk, action), ...input });
    const client = service === 'ELBv2' ? on.elb : on.lambda;
    return (client as Bench['elb']).send(command).then(
      () => '',
      (error: Error) => error.message,
    );
  };
  /** A body of Invoke is the function's, whatever it is. */
  const leaves = (action: string): Leaf[] =>
    leavesOf(inputOf(sdk, action), '').filter(({ path }) => !(path in labelsOf(sdk, action)) && path !== 'Payload');

  it.each(Object.keys(table))('of %s are acted on, or refused by name', async (action) => {
    const known = table[action] ?? [];
    const answers = await Promise.all(
      leaves(action).map(async ({ path, input }) => ({ path, message: await send(action, input as object) })),
    );
    const wrong = answers.filter(({ path, message }) => {
      const isRefused = /^The sandbox (does not support|supports) the field /.test(message);
      const isNamed = message.includes(` the field ${path.replace('*', '')}`) && message.includes(` of ${action}`);
      return isRefused ? !isNamed || known.includes(path) : !known.includes(path);
    });
    expect(wrong).toEqual([]);
  });

  it('that are acted on are all fields of AWS', () => {
    const invented = Object.entries(table).flatMap(([action, fields]) => {
      const known = leavesOf(inputOf(sdk, action), '').map(({ path }) => path);
      return fields.filter((field) => !known.includes(field.split('=')[0] ?? ''));
    });
    expect(invented).toEqual([]);
  });
});
