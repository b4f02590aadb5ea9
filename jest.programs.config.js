// The suites that need a program beside Node: those that `npm test` leaves out.
const { ALL, suitesThatNeed } = require('./test/helpers/needs');
const whole = require('./jest.all.config');

module.exports = { ...whole, testMatch: suitesThatNeed(ALL).map(({ file }) => `<rootDir>/${file}`) };
