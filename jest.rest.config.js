// The suites that npm test leaves out: those that need a program beside Node, or some minutes.
const { configOfAll } = require('./test/helpers/jest-config');
const { ALL, suitesThatNeed } = require('./test/helpers/needs');

module.exports = { ...configOfAll(), testMatch: suitesThatNeed(ALL).map(({ file }) => `<rootDir>/${file}`) };
