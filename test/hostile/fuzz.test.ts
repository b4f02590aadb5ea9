// A few hostile texts for every reader; fuzz.long.test.ts tries many.
import { afterEach } from '@jest/globals';
import { cleanUp } from '../sandbox/support';
import { hostileInput } from './fuzz';

afterEach(cleanUp);

hostileInput(40);
