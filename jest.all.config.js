// Every suite. What needs something that is not here is left out and reported; with TEAL_REQUIRE_TERRAFORM=1 it is an error.
const { configOfAll } = require('./test/helpers/jest-config');

module.exports = configOfAll();
