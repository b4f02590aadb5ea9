// Lint rules, and the directions in which code may import: environment file -> routing -> stacks | controller | sandbox.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const io = ['node:*', '!node:util', 'fs', 'fs/*', 'path', 'http', 'https', 'child_process', 'os', 'crypto', 'net'];
const cdktf = ['cdktf', 'cdktf/*', '@cdktf/*', 'constructs'];
const aws = ['@aws-sdk/*', '@smithy/*'];
const rooms = (...names) => names.flatMap((name) => [`**/${name}`, `**/${name}/**`]);

/** The same patterns as a regular expression, for what no-restricted-imports does not see: `import()` at run time. */
const matching = (group) => {
  const alternatives = (patterns) =>
    patterns
      .map((pattern) =>
        pattern
          .replace(/^\*\*\//, '<any>')
          .replace(/\/\*\*$/, '<below>')
          .replaceAll('*', '.*'),
      )
      .map((pattern) => pattern.replace('<any>', '(.*/)?').replace('<below>', '/.*'))
      .join('|');
  const except = group.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const forbidden = group.filter((pattern) => !pattern.startsWith('!'));
  return `^(?!(${alternatives(except)})$)(${alternatives(forbidden)})$`.replaceAll('/', '\\u002F');
};

const forbid = (files, group, message, { ignores = [], syntax = [] } = {}) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
    'no-restricted-syntax': [
      'error',
      { selector: `ImportExpression[source.value=/${matching(group)}/]`, message },
      ...syntax,
    ],
  },
});

const noClock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is a parameter.' },
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'cdktf.out', '.teal', 'coverage', 'examples', 'test/**/fixtures'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        console: 'readonly',
        fetch: 'readonly',
        module: 'readonly',
        process: 'readonly',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
      },
    },
    rules: { ...tseslint.configs.disableTypeChecked.rules, '@typescript-eslint/no-require-imports': 'off' },
  },
  forbid(
    ['routing/**/*.ts'],
    [...io, ...cdktf, ...aws, 'yaml', 'zod', ...rooms('environments', 'stacks', 'controller', 'sandbox')],
    'routing/ is pure: no I/O, no SDK, and it knows no other room.',
    { syntax: noClock },
  ),
  forbid(
    ['environments/**/*.ts'],
    [...cdktf, ...aws, ...rooms('stacks', 'controller', 'sandbox')],
    'environments/ knows only routing/.',
  ),
  forbid(
    ['environments/**/*.ts'],
    [...io, ...cdktf, ...aws, ...rooms('stacks', 'controller', 'sandbox')],
    'The schema, its rules and edits are pure; only the modules that read and write do I/O.',
    {
      ignores: ['files', 'load', 'missing-packages', 'package', 'write', 'zip-folder'].map(
        (name) => `environments/${name}.ts`,
      ),
    },
  ),
  forbid(
    ['stacks/**/*.ts'],
    [...aws, ...rooms('controller', 'sandbox')],
    'stacks/ imports environments/ and routing/ only.',
  ),
  forbid(
    ['sandbox/**/*.ts'],
    [...cdktf, ...rooms('controller', 'stacks')],
    'sandbox/ never imports controller/ or stacks/.',
  ),
  forbid(
    ['controller/**/*.ts'],
    [...cdktf, ...aws],
    'cdktf stays in stacks/ and main.ts, the AWS SDK in controller/aws/.',
  ),
  forbid(['controller/aws/**/*.ts'], [...cdktf, ...rooms('stacks')], 'cdktf stays in stacks/ and main.ts.'),
  forbid(
    ['controller/release/**/*.ts'],
    [...io, ...cdktf, ...aws, 'yaml', ...rooms('stacks', 'sandbox', 'aws', 'terraform', 'commands')],
    'controller/release/ is pure: no I/O, no SDK, no clock.',
    { syntax: noClock },
  ),
  {
    files: ['routing/**/*.ts', 'controller/release/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is a parameter.' },
        { object: 'Math', property: 'random', message: 'Randomness is a parameter.' },
      ],
    },
  },
);
