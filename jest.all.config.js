// Every suite. What needs a program that is not on PATH is left out and reported; with TEAL_REQUIRE_TERRAFORM=1 it is an error.
const { configWithout } = require('./test/helpers/jest-config');
const { installing, missingPrograms } = require('./test/helpers/needs');

// Terraform starts the AWS provider several times for each plan; much of that time would go into collecting its garbage.
process.env.GOGC ??= '400';

const missing = missingPrograms();
if (missing.length > 0 && process.env.TEAL_REQUIRE_TERRAFORM === '1') {
  throw new Error(`The tests need what is not on PATH: ${installing(missing)}`);
}

module.exports = configWithout(missing);
