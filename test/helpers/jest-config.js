// The configuration of Jest. It compiles TypeScript without checking types; `npm run types` checks them.
const { availableParallelism } = require('node:os');
const { join } = require('node:path');
const { suitesThatNeed } = require('./needs');

// The SDK's notice about this Node's age is for users; `ctl doctor` prints it for them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Leaves out the suites that need one of these programs, and reports them at the end. */
const configWithout = (programs) => ({
  rootDir: join(__dirname, '../..'),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: suitesThatNeed(programs).map(({ file }) => `/${file}$`),
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/dist', '<rootDir>/.teal'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { module: 'CommonJS', isolatedModules: true } }],
  },
  testTimeout: 30_000,
  // Suites that wait most of their time leave their processor to another one.
  maxWorkers: availableParallelism() + 1,
  reporters: ['default', [join(__dirname, 'report-left-out.js'), { programs }]],
});

module.exports = { configWithout };
