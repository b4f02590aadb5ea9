// Rows of the matrix of faults: files of verbs.
import './matrix/instrument';
import { it } from '@jest/globals';
import { makeRows } from './matrix/suite';

it('whatever fails, users keep their version, the error says what to type, and that leads to what was asked for', async () => {
  await makeRows('files of verbs');
}, 600_000);
