// The suites that need a program beside Node: those that `npm test` leaves out.
const { configOfAll } = require('./test/helpers/jest-config');
const { ALL, suitesThatNeed } = require('./test/helpers/needs');

module.exports = { ...configOfAll(), testMatch: suitesThatNeed(ALL).map(({ file }) => `<rootDir>/${file}`) };
