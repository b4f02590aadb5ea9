// That every port of ctl is known to the matrix of faults. Reads the source, and the counts of the last runs.
import { expect, it } from '@jest/globals';
import { readCounts } from './matrix/counts';
import { portMethods, unknownInterfaces, unusedNames } from './matrix/ports';

const counts = Object.values(readCounts());

it('knows every interface whose methods return promises as a port, or as none', () => {
  expect(unknownInterfaces()).toEqual([]);
});

it('names no port, and no interface that is none, that does not exist', () => {
  expect(unusedNames()).toEqual([]);
});

it('counts no row of a method that does not exist any more', () => {
  const known = portMethods().map(({ port, method }) => `${port} ${method}`);
  const counted = counts.flatMap(({ methods }) => Object.keys(methods));
  expect(counted.filter((name) => !known.includes(name))).toEqual([]);
});
