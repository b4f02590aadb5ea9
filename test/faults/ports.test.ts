// That every method of every port of ctl, and every verb, has rows in the matrix of faults. Reads the source, and the counts of the
// last full run.
import { expect, it } from '@jest/globals';
import { VERBS_WITHOUT_ROWS, methodsWithoutRows, verbsWithoutRows } from './matrix/coverage';
import { readCounts } from './matrix/counts';
import { NO_ROWS, portMethods, unknownInterfaces, unusedNames } from './matrix/ports';

const counts = Object.values(readCounts());

it('knows every interface whose methods return promises as a port, or as none', () => {
  expect(unknownInterfaces()).toEqual([]);
});

it('names no port, and no interface that is none, that does not exist', () => {
  expect(unusedNames()).toEqual([]);
});

it('has rows for each method of each port with each fault, or says why it has none; `npm run faults` makes them', () => {
  expect(methodsWithoutRows(counts)).toEqual(Object.keys(NO_ROWS).sort());
});

it('has rows for each verb, or says why it has none', () => {
  expect(verbsWithoutRows(counts)).toEqual(Object.keys(VERBS_WITHOUT_ROWS).sort());
});

it('counts no row of a method that does not exist any more', () => {
  const known = portMethods().map(({ port, method }) => `${port} ${method}`);
  const counted = counts.flatMap(({ methods }) => Object.keys(methods));
  expect(counted.filter((name) => !known.includes(name))).toEqual([]);
});
