// Runs the suites that take longest first, so that at the end no processor waits for one of them. Jest orders by its own
// measurements, which a fresh clone does not have.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const repository = join(__dirname, '../..');

/** In this order: with Terraform beside those that need processors, and the drill beside those that wait. */
const SLOWEST = [
  'test/e2e/release.terraform.moto.test.ts',
  'test/e2e/serving.property.terraform.moto.test.ts',
  'test/e2e/unchanged.terraform.moto.test.ts',
  'test/e2e/kinds.terraform.moto.test.ts',
  'test/crash/killed-apply.terraform.moto.test.ts',
  'test/e2e/checkouts.terraform.moto.test.ts',
  'test/e2e/rules-of-others.terraform.moto.test.ts',
  'test/crash/killed.terraform.moto.test.ts',
  'test/model/model.long.test.ts',
  'test/sandbox/provider.terraform.test.ts',
  'test/soak/caught.long.test.ts',
  'test/crash/race.long.test.ts',
  'test/crash/rollout.long.test.ts',
  'test/crash/killed.long.test.ts',
  'test/controller/drill/run.long.test.ts',
  'test/sandbox/handlers.frameworks.test.ts',
  'test/faults/faults.long.test.ts',
  'test/controller/deploy/unchanged.long.test.ts',
  'test/controller/versions/serving.long.test.ts',
  'test/controller/rollout/verbs.test.ts',
  'test/controller/rollout/driver-loop.test.ts',
  'test/loop/closed-loop.moto.test.ts',
].map((file) => join(repository, file));

const missing = SLOWEST.filter((file) => !existsSync(file));
if (missing.length > 0)
  throw new Error(`test/helpers/slowest-first.js names suites that do not exist: ${missing.join(', ')}`);

/** Its place among the slowest; the others come after them. */
const placeOf = ({ path }) => (SLOWEST.includes(path) ? SLOWEST.indexOf(path) : SLOWEST.length);

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
};
