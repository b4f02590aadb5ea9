// Rows of the matrix of faults: programs.
import './matrix/instrument';
import { it } from '@jest/globals';
import { makeRows } from './matrix/suite';

it('whatever fails, users keep their version, the error says what to type, and that leads to what was asked for', async () => {
  await makeRows('programs');
}, 600_000);
