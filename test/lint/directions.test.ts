// That lint fails where code imports against the direction in which data flows, also when it imports at run time.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const repository = join(__dirname, '../..');

/** A module of each room, and what it must not import. */
const FORBIDDEN: readonly (readonly [file: string, specifiers: readonly string[]])[] = [
  [
    'routing/model.ts',
    [
      'node:fs',
      'fs',
      'zod',
      '../environments',
      '../controller/workspace/open-environment',
      '@aws-sdk/client-sts',
      'cdktf',
    ],
  ],
  [
    'environments/schema.ts',
    ['node:fs', '../controller/workspace/open-environment', '../sandbox', '../stacks', '@aws-sdk/client-sts'],
  ],
  ['environments/write.ts', ['../controller/workspace/open-environment', '../sandbox', '@aws-sdk/client-sts', 'cdktf']],
  ['stacks/names.ts', ['../controller/workspace/open-environment', '../sandbox', '@aws-sdk/client-sts']],
  [
    'sandbox/http.ts',
    ['../controller/workspace/open-environment', '../stacks', 'cdktf', 'constructs', '@cdktf/provider-aws/lib/alb'],
  ],
  [
    'controller/workspace/open-environment.ts',
    ['cdktf', '@cdktf/provider-aws/lib/alb', '@aws-sdk/client-sts', '@smithy/types'],
  ],
  ['controller/aws/errors.ts', ['cdktf', '../../stacks']],
  [
    'controller/release/phase.ts',
    ['node:fs', '@aws-sdk/client-sts', '../aws', '../../sandbox', 'node:timers/promises'],
  ],
];

/** What each room may import, so that the rules are not simply against everything. */
const ALLOWED: readonly (readonly [file: string, specifiers: readonly string[]])[] = [
  ['routing/model.ts', ['node:util', './diff']],
  ['environments/write.ts', ['node:fs', '../routing']],
  ['stacks/names.ts', ['cdktf', '../environments', '../routing']],
  ['controller/workspace/open-environment.ts', ['node:fs', '../aws', '../environments', '../stacks', '../sandbox']],
  ['controller/aws/errors.ts', ['@aws-sdk/client-sts']],
];

const LINT = `
import { ESLint } from 'eslint';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => /^no-restricted-(imports|syntax)$/.test(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});
const ask = async ([filePath, code]) => (await eslint.lintText(code, { filePath }))[0].messages.map(({ line }) => line);
const answers = [];
for (const text of JSON.parse(process.argv[1])) answers.push(await ask(text));
console.log(JSON.stringify(answers));
`;

/** The line of each statement, from 1 on. */
const lines = (code: string): number[] => code.split('\n').map((_statement, index) => index + 1);

const statically = (specifiers: readonly string[]): string => specifiers.map((one) => `import '${one}';`).join('\n');
const atRunTime = (specifiers: readonly string[]): string =>
  specifiers.map((one) => `void import('${one}');`).join('\n');

describe('lint', () => {
  it('refuses imports against the direction of the data, and no others', () => {
    const texts = [...FORBIDDEN, ...ALLOWED].flatMap(([file, specifiers]) =>
      [statically, atRunTime].map((write) => [file, write(specifiers)] as const),
    );
    const wanted = texts.map(([, code], index) => (index < FORBIDDEN.length * 2 ? lines(code) : []));
    const args = ['--input-type=module', '-e', LINT, JSON.stringify(texts)];
    const ran = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    const answers = JSON.parse(ran.stdout) as number[][];
    expect(texts.map((text, index) => [...text, answers[index]])).toEqual(
      texts.map((text, index) => [...text, wanted[index]]),
    );
  }, 120_000);
});
