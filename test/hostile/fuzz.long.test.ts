// Many hostile texts for every reader.
import { afterEach } from '@jest/globals';
import { cleanUp } from '../sandbox/support';
import { hostileInput } from './fuzz';

afterEach(cleanUp);

hostileInput(1500);
