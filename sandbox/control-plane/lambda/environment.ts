// The environment variables of a function, and what AWS refuses of them ("Working with Lambda environment variables").
import * as z from 'zod';
import { REFUSED_BY_LAMBDA } from '../../../environments/variable-name';

/** Bytes of all variables as JSON. */
const LARGEST = 4096;

/** Variables that Lambda sets itself and no function may set. */
const RESERVED: ReadonlySet<string> = new Set([...REFUSED_BY_LAMBDA, 'AWS_SECRET_KEY']);

const REFUSAL =
  'Lambda was unable to configure your environment variables because the environment variables you have provided';

const variables = z.record(z.string().regex(/^[a-zA-Z]\w+$/), z.string()).superRefine((given, context) => {
  const reserved = Object.keys(given).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    const message = `${REFUSAL} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  }
  const measured = JSON.stringify(given);
  if (Buffer.byteLength(measured) > LARGEST) {
    context.addIssue({ code: 'custom', message: `${REFUSAL} exceeded the 4KB limit. String measured: ${measured}` });
  }
});

export const environment = z.object({ Variables: variables.optional() });
