// The configuration of Jest. It compiles TypeScript without checking types; `npm run types` checks them.
const { existsSync, statfsSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');
const { installing, missingPrograms, suitesThatNeed } = require('./needs');

// The SDK's notice about this Node's age is for users; `ctl doctor` prints it for them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// Times for people are those of their time zone; in a test it is the same on every machine.
process.env.TZ = 'UTC';

/** Where Linux keeps files in memory, and how many bytes must be free there. */
const MEMORY = '/dev/shm';
const ENOUGH = 4 * 1024 ** 3;

/** Tests force thousands of small files to the disk. In memory that takes no time. */
function keepFilesInMemory() {
  if (!existsSync(MEMORY)) return;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize >= ENOUGH) process.env.TMPDIR ??= MEMORY;
}
keepFilesInMemory();

/** Leaves out the suites that need one of these programs, and reports them at the end. */
const configWithout = (programs) => ({
  rootDir: join(__dirname, '../..'),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: suitesThatNeed(programs).map(({ file }) => `/${file}$`),
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/dist', '<rootDir>/.teal'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  testTimeout: 30_000,
  // Some suites wait most of their time: let others run beside them.
  maxWorkers: availableParallelism() + 1,
  testSequencer: join(__dirname, 'slowest-first.js'),
  reporters: ['default', [join(__dirname, 'report-left-out.js'), { programs }]],
});

/** Every suite whose programs are here. */
function configOfAll() {
  const missing = missingPrograms();
  if (missing.length > 0 && process.env.TEAL_REQUIRE_TERRAFORM === '1') {
    throw new Error(`The tests need what is not here: ${installing(missing)}`);
  }
  // Terraform starts the AWS provider several times for each plan; much of that time would go into collecting its garbage.
  process.env.GOGC ??= '400';
  return configWithout(missing);
}

module.exports = { configOfAll, configWithout };
