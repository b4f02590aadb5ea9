// That dependency-cruiser fails on imports against the floors, on circles, orphans and impure modules, however they are written.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import floors from '../../bin/floors.json';

const repository = join(__dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'teal-house-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The ways to write an import. */
const FORMS = {
  import: (from: string) => `import '${from}';`,
  'import type': (from: string) => `import type {} from '${from}';`,
  'export from': (from: string) => `export * from '${from}';`,
  'import()': (from: string) => `void import('${from}');`,
  'import() of a type': (from: string) => `let it: import('${from}').It;`,
  require: (from: string) => `require('${from}');`,
};
type Form = keyof typeof FORMS;
const TYPES: readonly Form[] = ['import type', 'import() of a type'];

/** A rule, a module, and what it must not import: a file of the project without `.ts`, or a package; except in some forms. */
type Fault = readonly [rule: string, file: string, targets: readonly string[], except?: readonly Form[]];

const OPEN = 'controller/workspace/open-environment';
const AWS = '@aws-sdk/client-sts';

const FAULTS: readonly Fault[] = [
  ['routing-is-pure', 'routing/model', ['node:fs', 'fs', 'zod', 'yaml', 'environments/index', OPEN, AWS, 'cdktf']],
  ['down-only', 'routing/model', ['environments/index', OPEN]],
  ['environments-are-pure', 'environments/schema', ['node:fs']],
  ['down-only', 'environments/schema', [OPEN, 'sandbox/index', 'stacks/index']],
  ['sdk-in-aws', 'environments/schema', [AWS]],
  ['down-only', 'environments/write', [OPEN, 'sandbox/index']],
  ['sdk-in-aws', 'environments/write', [AWS]],
  ['cdktf-in-stacks', 'environments/write', ['cdktf']],
  ['down-only', 'stacks/names', [OPEN, 'sandbox/index']],
  ['sdk-in-aws', 'stacks/names', [AWS]],
  ['down-only', 'sandbox/http', [OPEN, 'stacks/index']],
  ['cdktf-in-stacks', 'sandbox/http', ['cdktf', 'constructs', '@cdktf/provider-aws/lib/alb']],
  ['sdk-in-sandbox', 'sandbox/http', [AWS], TYPES],
  ['cdktf-in-stacks', 'controller/workspace/journal', ['cdktf', '@cdktf/provider-aws/lib/alb']],
  ['sdk-in-aws', 'controller/workspace/journal', [AWS, '@smithy/types']],
  ['cdktf-in-stacks', 'controller/aws/errors', ['cdktf']],
  ['stacks-by-terraform', 'controller/aws/errors', ['stacks/index']],
  ['stacks-by-terraform', 'controller/workspace/journal', ['stacks/index']],
  ['stacks-at-run-time', 'controller/terraform/synth', ['stacks/index'], [...TYPES, 'import()']],
  [
    'release-is-pure',
    'controller/release/phase',
    ['node:fs', 'node:timers/promises', AWS, 'yaml', 'zod', 'controller/core/context', 'sandbox/index', 'stacks/index'],
  ],
  ['down-only', 'controller/release/phase', ['controller/aws/router', 'controller/core/context']],
  ['release-reads-no-file', 'controller/release/stage', ['environments/index', 'environments/write'], TYPES],
  ['down-only', 'controller/deploy/deploy', ['controller/rollback/index', 'controller/commands/deploy']],
  ['known-room', 'controller/cli/run', ['controller/loose', 'controller/unknown/index', 'unknown/index']],
  ['in-a-room', 'controller/stray', ['controller/cli/run', AWS]],
  ['in-a-room', 'tools/stray', ['controller/core/context']],
  ['main-makes-stacks', 'main', ['controller/core/context', 'sandbox/index', 'routing/index']],
  ['declared', 'controller/core/context', ['fast-check', 'no-such-package'], TYPES],
  ['environments-read-at-the-edge', 'environments/schema', ['environments/load', 'environments/write'], TYPES],
  // A circle is reported once, at one of its imports; the others are below.
  ['no-circle', 'controller/change/a', ['controller/change/b']],
  ['no-circle', 'stacks/a', ['stacks/b']],
];

/** Of each floor, each room: a module that imports the floor above, and one that imports another room of the same floor. */
const UP_AND_ASIDE: readonly Fault[] = floors.flatMap(({ rooms }, floor) =>
  rooms.flatMap((room): Fault[] => {
    const above = floors[floor + 1]?.rooms ?? [];
    const beside = rooms.filter((other) => other !== room);
    return [
      ['down-only', `${room}/up`, above.map((other) => `${other}/target`)],
      ['down-only', `${room}/aside`, beside.map((other) => `${other}/target`)],
    ];
  }),
);

/** Modules in no room, which no module in a room may import. */
const OUTSIDE = ['controller/stray', 'tools/stray', 'main'];

/** Modules that nothing imports that is run. */
const ORPHANS = ['controller/change/alone', 'controller/change/unused', 'sandbox/only-tested'];

/** What a module may import, so that the rules are not simply against everything. */
const ALLOWED: readonly (readonly [file: string, targets: readonly string[], only?: readonly Form[]])[] = [
  ['routing/model', ['node:util', 'ip-address', 'routing/diff']],
  ['environments/write', ['node:fs', 'routing/index', 'yaml']],
  ['environments/schema', ['zod', 'node:util']],
  ['stacks/names', ['cdktf', 'environments/index', 'routing/index', 'node:fs']],
  ['sandbox/http', ['environments/index', 'node:http']],
  ['sandbox/http', [AWS], TYPES],
  ['sandbox/follow/index', [AWS]],
  ['controller/workspace/journal', ['node:fs', 'environments/index', 'sandbox/index', 'controller/core/context']],
  ['controller/terraform/synth', ['stacks/index'], [...TYPES, 'import()']],
  ['controller/aws/errors', [AWS, 'controller/workspace/open-environment']],
  ['controller/release/stage', ['node:util', 'environments/service', 'routing/index']],
  ['controller/release/stage', ['environments/index'], TYPES],
  ['controller/commands/deploy', ['controller/deploy/plan', 'controller/render/table', 'node:path', 'zod']],
  ['controller/change/unused', ['controller/core/context']],
  ['controller/change/b', ['controller/change/a']],
  ['stacks/b', ['stacks/c']],
  ['stacks/c', ['stacks/a']],
  ['test/sandbox/only-tested.test', ['sandbox/only-tested']],
];

/** Whether a target is a file of the project: a package of no scope has no slash. */
const isFile = (target: string): boolean => /^[a-z]+\//.test(target);

/** What an import in `file` says to reach a target. */
function specifier(file: string, target: string): string {
  if (!isFile(target)) return target;
  const path = posix.relative(dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

/** A target as dependency-cruiser names it. */
function resolved(target: string): string {
  if (isFile(target)) return `${target}.ts`;
  return isBuiltin(target) ? target.replace('node:', '') : `node_modules/${target}/index.ts`;
}

/** Cruises each of the folders as `npm run lint` cruises the project; one process, since a start takes a second. */
const CRUISE = `
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
const tsConfig = extractTSConfig('tsconfig.json');
const options = await extractOptions('./.dependency-cruiser.js');
const answers = [];
for (const folder of JSON.parse(process.argv[1])) {
  process.chdir(folder);
  const { output } = await cruise(['.'], structuredClone(options), {}, { tsConfig });
  answers.push(output.summary.violations.map(({ rule, from, to }) => [rule.name, from, to]));
}
console.log(JSON.stringify(answers));
`;
const violations = z.array(z.array(z.tuple([z.string(), z.string(), z.string()])));

function cruise(folders: readonly string[]): z.output<typeof violations> {
  const args = ['--input-type=module', '-e', CRUISE, JSON.stringify(folders)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  expect(stderr).toBe('');
  return violations.parse(JSON.parse(stdout));
}

type Import = readonly [file: string, target: string];

/** Plants the imports, written in one form, in a folder with the layout of the project. */
function plant(form: Form, imports: readonly Import[]): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  const code = new Map<string, string>();
  const add = (file: string, line: string): unknown => code.set(file, `${code.get(file) ?? ''}${line}\n`);
  for (const [file, target] of imports) {
    add(file, FORMS[form](specifier(file, target)));
    if (!isBuiltin(target)) add(isFile(target) ? target : `node_modules/${target}/index`, '');
  }
  const run = imports
    .map(([file]) => file)
    .filter((file) => ![...ORPHANS, ...OUTSIDE].includes(file) && !file.startsWith('test/'));
  for (const file of new Set(run)) add('bench/everything', FORMS.import(specifier('bench/everything', file)));
  for (const orphan of ORPHANS) add(orphan, '');
  copyFileSync(join(repository, 'package.json'), join(root, 'package.json'));
  for (const [file, text] of code) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, `${file}.ts`), text);
  }
  return root;
}

const faultsOf = (form: Form) =>
  [...FAULTS, ...UP_AND_ASIDE]
    .filter(([, , , except]) => !except?.includes(form))
    .flatMap(([rule, file, targets]) => targets.map((target) => [rule, file, target] as const));

const allowedOf = (form: Form): Import[] =>
  ALLOWED.filter(([, , only]) => only?.includes(form) ?? true).flatMap(([file, targets]) =>
    targets.map((target) => [file, target] as const),
  );

const forms = Object.keys(FORMS) as Form[];

describe('dependency-cruiser', () => {
  let answers: z.output<typeof violations>;
  beforeAll(() => {
    const trees = forms.map((form) =>
      plant(form, [...faultsOf(form).map(([, file, target]): Import => [file, target]), ...allowedOf(form)]),
    );
    answers = cruise([...trees, repository]);
  }, 120_000);

  it.each(forms)('refuses each fault written as %s by its rule, and nothing else', (form) => {
    const refused = answers[forms.indexOf(form)] ?? [];
    const wanted = [
      ...faultsOf(form).map(([rule, file, target]) => [rule, `${file}.ts`, resolved(target)]),
      ...ORPHANS.map((file) => ['no-orphan', `${file}.ts`, `${file}.ts`]),
    ];
    const missed = wanted.filter((fault) => !refused.some((one) => isDeepStrictEqual(one, fault)));
    expect(missed).toEqual([]);
    const surplus = refused.filter(([, ...pair]) => !wanted.some(([, ...one]) => isDeepStrictEqual(one, pair)));
    expect(surplus).toEqual([]);
  });

  it('finds no fault in the project', () => {
    expect(answers.at(-1)).toEqual([]);
  });
});
