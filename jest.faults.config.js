// Every row of the matrix of faults: hours of tests, for `npm run faults`.
const { configOfAll } = require('./test/helpers/jest-config');

module.exports = {
  ...configOfAll(),
  testMatch: ['<rootDir>/test/faults/every/*.ts'],
  testPathIgnorePatterns: [],
  reporters: ['default'],
};
