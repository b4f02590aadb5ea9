// The suites that need Node alone, and no more than a minute each.
const { configWithout } = require('./test/helpers/jest-config');
const { ALL } = require('./test/helpers/needs');

module.exports = configWithout(ALL);
