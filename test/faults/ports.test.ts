// That every port of ctl is known to the matrix of faults: an interface with promises is a port, or says why it is none.
import { expect, it } from '@jest/globals';
import { unknownInterfaces, unusedNames } from './matrix/ports';

it('knows every interface whose methods return promises as a port, or as none', () => {
  expect(unknownInterfaces()).toEqual([]);
});

it('names no port, and no interface that is none, that does not exist', () => {
  expect(unusedNames()).toEqual([]);
});
