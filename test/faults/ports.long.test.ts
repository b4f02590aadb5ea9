// That the matrix of faults has every method of every port, with every fault: rows are planned from runs of every verb.
import './matrix/instrument';
import { expect, it } from '@jest/globals';
import { NO_ROWS, portMethods } from './matrix/ports';
import { SUITES, plan } from './matrix/suite';
import type { SuiteName } from './matrix/suite';

it('every method of every port has rows in which it fails in every way', async () => {
  const faults = new Map<string, Set<string>>();
  for (const name of Object.keys(SUITES) as SuiteName[]) {
    const planned = await plan(name);
    process.stdout.write(`${name}: ${planned.rows.length} of ${planned.all.length} rows\n`);
    for (const { point, fault } of planned.rows) {
      for (const method of point.methods) {
        const known = faults.get(`${method} ${point.kind}`) ?? new Set();
        faults.set(`${method} ${point.kind}`, known.add(fault));
      }
    }
    await planned.close();
  }
  const counts = ({ names }: { names: readonly string[] }): number =>
    Math.max(
      0,
      ...names.flatMap((name) => ['call', 'file', 'program'].map((kind) => faults.get(`${name} ${kind}`)?.size ?? 0)),
    );
  const without = portMethods().filter((one) => counts(one) < 3);
  expect(without.map(({ port, method }) => `${port} ${method}`).sort()).toEqual(Object.keys(NO_ROWS).sort());
}, 600_000);
