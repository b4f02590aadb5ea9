// The suites that need Node alone.
const { configWithout } = require('./test/helpers/jest-config');
const { ALL } = require('./test/helpers/needs');

module.exports = configWithout(ALL);
