// The suites that need Node alone. Jest compiles TypeScript without checking types; `npm run types` checks them.
const { ALL, leavingOut } = require('./test/helpers/needs');

// The SDK's notice about this Node's age is for users; `ctl doctor` says it to them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/dist', '<rootDir>/.teal'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { module: 'CommonJS', isolatedModules: true } }],
  },
  testTimeout: 30_000,
  // The end-to-end test waits most of its time: let the others run beside it on a machine with two cores.
  maxWorkers: '100%',
  ...leavingOut(ALL),
};
