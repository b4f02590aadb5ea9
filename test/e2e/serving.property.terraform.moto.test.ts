// Whatever is edited, no plan of Terraform touches a color with traffic: neither one of ctl nor one of a synthesis by hand.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as fc from 'fast-check';
import { clientConfig } from '../../controller/aws/clients';
import { openLambda } from '../../controller/aws/lambda';
import { proveVersions } from '../../controller/versions/prove';
import {
  EnvironmentError,
  bringUpToDateAtSynthesis,
  editEnvironment,
  loadEnvironment,
  servingColors,
} from '../../environments';
import type { Edit } from '../../environments';
import type { Color } from '../../routing';
import { lastServingColors, synthesise } from '../../stacks';
import { testContext } from '../contract/context';
import { createWorld } from './world';
import type { PendingChange, World } from './world';

const LONG = 20 * 60_000;
/** How many edits are tried in each state: each takes two plans of Terraform, and every run of the suite tries others. */
const RUNS = Number(process.env['SERVING_RUNS'] ?? 1);

interface HandEdit {
  readonly edits: readonly Edit[];
  readonly folder: boolean;
  readonly versions: 'kept' | 'removed' | 'without green' | 'damaged';
}

const at = (...path: string[]): string[] => ['services', 'web', ...path];
const set = (path: string[], value: Extract<Edit, { value: unknown }>['value']): Edit => ({ path, value });

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.integer({ min: 128, max: 1024 }).map((value) => set(at('memory_size'), value)),
  fc.integer({ min: 1, max: 900 }).map((value) => set(at('timeout'), value)),
  fc.constantFrom('info', 'debug').map((value) => set(at('environment', 'LOG_LEVEL'), value)),
  fc.constantFrom('x86_64', 'arm64').map((value) => set(at('architecture'), value)),
  fc.boolean().map((value) => set(at('multi_value_headers'), value)),
  fc.constant(set(at('policies'), ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'])),
  fc.constantFrom(1, 7).map((value) => set(at('log_retention_days'), value)),
  fc.constant(set(at('tags', 'Team'), 'web')),
  fc.constantFrom('blue', 'green').map((color) => set(at(color, 'timeout'), 17)),
  fc
    .tuple(fc.constantFrom('blue', 'green'), fc.constantFrom('v1', 'v2', 'v3'))
    .map(([color, version]) => set(at(`${color}_package`), `../examples/hello-node/${version}`)),
  fc.constantFrom(0, 30, 100).map((value) => set(at('green_weight'), value)),
  fc.boolean().map((value) => set(at('activate_canary'), value)),
  fc.constantFrom('blue', 'green').map((value) => set(at('active_color'), value)),
);

const anyHandEdit: fc.Arbitrary<HandEdit> = fc.record({
  edits: fc.array(anyEdit, { minLength: 1, maxLength: 4 }),
  folder: fc.boolean(),
  versions: fc.constantFrom('kept', 'kept', 'kept', 'removed', 'without green', 'damaged'),
});

describe('no plan touches a color with traffic', () => {
  let world: World;
  let good: { readonly file: string; readonly versions: string };
  const index = (): string => join(world.root, 'examples/hello-node/v1/index.mjs');
  let code: string;
  const versionsFile = (): string => world.file.replace('.yaml', '.versions.yaml');

  beforeAll(async () => {
    world = await createWorld(['web']);
    await succeeds('deploy', '--yes');
    await succeeds('stage', 'web', '--package', 'examples/hello-node/v2', '--yes');
    code = readFileSync(index(), 'utf8');
  }, LONG);
  afterAll(() => world?.stop(), LONG);

  const succeeds = async (...args: string[]): Promise<void> => {
    const { code: exit, stderr } = await world.ctl(...args);
    if (exit !== 0) throw new Error(`ctl ${args.join(' ')}: ${exit}\n${stderr}`);
  };

  function restore(): void {
    writeFileSync(world.file, good.file);
    writeFileSync(versionsFile(), good.versions);
    writeFileSync(index(), code);
  }

  function apply({ edits, folder, versions }: HandEdit): void {
    writeFileSync(world.file, editEnvironment(good.file, edits));
    if (folder) writeFileSync(index(), `${code}\n// edited in place\n`);
    if (versions === 'removed') rmSync(versionsFile());
    if (versions === 'without green') {
      writeFileSync(versionsFile(), good.versions.replace(/( {2}web:\n {4}blue:[\s\S]*?) {4}green:[\s\S]*$/, '$1'));
    }
    if (versions === 'damaged') writeFileSync(versionsFile(), good.versions.replace('timeout: 30', 'timeout: 31'));
  }

  /** What a plan would change of a color, besides its labels. */
  const touched = (changes: readonly PendingChange[], colors: readonly Color[]): string[] =>
    changes
      .filter(({ actions, changed }) => {
        const isLabel = actions === 'update' && changed.every((name) => name === 'tags' || name === 'tags_all');
        return actions !== 'create' && !isLabel;
      })
      .filter(({ name }) =>
        colors.some((color) =>
          ['function', 'alias', 'target-group', 'attachment', 'permission'].some((part) => name === `${part}-${color}`),
        ),
      )
      .map(({ actions, name, changed }) => `${actions} ${name} (${changed.join(', ')})`);

  /** Synthesises as cdktf does; false where that is refused. */
  function synthesiseByHand(): boolean {
    const outdir = join(world.root, 'cdktf.out');
    try {
      const { environment, text } = loadEnvironment(world.file);
      const lastServing = (service: { readonly name: string }) => lastServingColors(outdir, environment, service);
      synthesise([bringUpToDateAtSynthesis(environment, { text, root: world.root, lastServing })], {
        root: world.root,
        outdir,
      });
      return true;
    } catch (error) {
      if (error instanceof EnvironmentError) return false;
      throw error;
    }
  }

  it(
    'puts back what an apply left that was cut off before it published, and what others did to an alias',
    async () => {
      const { environment } = loadEnvironment(world.file);
      const context = testContext(world.root, { env: process.env });
      const lambda = await openLambda(environment, context);
      const name = 'test-web-green';
      const versions = readFileSync(versionsFile(), 'utf8');
      const [, published = ''] = /web:[\s\S]*green:[\s\S]*?published: "(\d+)"/.exec(versions) ?? [];
      expect((await lambda.alias(name))?.version).toBe(published);
      // The function has its new settings, but no version of them is published, nor noted: Terraform finds nothing to do.
      await lambda.moveAlias(name, '1');
      const client = new LambdaClient({ ...clientConfig(environment, { env: process.env, root: '' }) });
      await client.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: published }));
      const [, sha256 = ''] =
        /green:[\s\S]*?sha256: ([0-9a-f]{64})[\s\S]*$/.exec(versions.slice(versions.lastIndexOf('    green:'))) ?? [];
      // The emulator publishes nothing that was not updated since the last publication.
      await lambda.updateCode(name, readFileSync(join(world.root, '.teal/packages', `${sha256}.zip`)));
      const [before, green = ''] = splitAt(versions, versions.lastIndexOf('    green:'));
      writeFileSync(versionsFile(), before + green.replace(/ +published: .*\n/, ''));
      const { stdout } = await world.ctl('status', 'web', '-o', 'json');
      expect(JSON.parse(stdout)).toMatchObject({ services: [{ unstaged: [expect.stringContaining('green')] }] });
      await succeeds('deploy', 'web', '--yes');
      const alias = await lambda.alias(name);
      expect(alias?.version).not.toBe('1');
      expect((await proveVersions(context, loadEnvironment(world.file).environment)).unproven).toEqual([]);
      expect(await world.pendingChanges('test-web')).toEqual([]);
      // An alias that somebody moved by hand leads back to what was staged.
      await lambda.moveAlias(name, '1');
      await succeeds('deploy', 'web', '--yes');
      expect((await lambda.alias(name))?.version).toBe(alias?.version);
    },
    LONG,
  );

  it(
    'changes a color with traffic in place only by name, moves its alias last, and leaves an empty plan',
    async () => {
      const { environment } = loadEnvironment(world.file);
      const context = testContext(world.root, { env: process.env });
      const lambda = await openLambda(environment, context);
      const before = await lambda.alias('test-web-blue');
      writeFileSync(world.file, editEnvironment(readFileSync(world.file, 'utf8'), [set(at('blue', 'timeout'), 17)]));
      expect((await world.ctl('deploy', 'web', '--yes')).code).toBe(3);
      expect(await lambda.alias('test-web-blue')).toEqual(before);
      await succeeds('deploy', 'web', '--yes', '--in-place', 'web/blue');
      const after = await lambda.alias('test-web-blue');
      expect(after?.version).not.toBe(before?.version);
      expect((await lambda.find('test-web-blue', after?.version))?.configuration.Timeout).toBe(17);
      expect((await proveVersions(context, loadEnvironment(world.file).environment)).unproven).toEqual([]);
      expect(await world.pendingChanges('test-web')).toEqual([]);
    },
    LONG,
  );

  it.each([
    ['steady', []],
    ['canary', ['canary', 'web']],
    ['split', ['shift', 'web', '--green', '50']],
  ])(
    'from %s',
    async (_state, line) => {
      if (line.length > 0) await succeeds(...line);
      good = { file: readFileSync(world.file, 'utf8'), versions: readFileSync(versionsFile(), 'utf8') };
      const serving = servingColors(
        loadEnvironment(world.file).environment.services.find(({ name }) => name === 'web') ?? never(),
      );
      await fc.assert(
        fc.asyncProperty(anyHandEdit, async (edit) => {
          restore();
          apply(edit);
          // A plan of ctl is refused, or leaves a configuration whose plan touches nothing that serves.
          const planning = world.ctl('plan', 'web');
          const planned = await world.plannedBy('test-web', planning);
          const { code: exit } = await planning;
          if (exit === 0) expect({ edit, touched: touched(planned, serving) }).toEqual({ edit, touched: [] });
          else expect([2, 3, 4]).toContain(exit);
          const configuration = world.configuration('test-web');
          restore();
          synthesiseByHand();
          apply(edit);
          // What ctl planned already needs no second plan.
          const isSynthesised = synthesiseByHand();
          if (!isSynthesised || (exit === 0 && world.configuration('test-web') === configuration)) return;
          const byHand = await world.pendingChanges('test-web');
          expect({ edit, touched: touched(byHand, serving) }).toEqual({ edit, touched: [] });
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      restore();
    },
    LONG,
  );
});

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)];

const never = (): never => {
  throw new Error('there is no service web');
};
