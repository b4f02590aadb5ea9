// Every suite. What needs a program that is not on PATH is left out and reported; with TEAL_REQUIRE_TERRAFORM=1 it is an error.
const { configOfAll } = require('./test/helpers/jest-config');

module.exports = configOfAll();
