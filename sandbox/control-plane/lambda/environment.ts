// The environment variables of a function, and what AWS refuses of them ("Working with Lambda environment variables").
import * as z from 'zod';

/** Bytes of all variables as JSON. */
const LARGEST = 4096;

/** Variables that Lambda sets itself and no function may set. */
const RESERVED: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

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
