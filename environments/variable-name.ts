// Checks the names of a function's environment variables. Pure.
import type { Fault } from './finding';

/** Variables that Lambda's API refuses, since Lambda sets them itself ("Working with Lambda environment variables"). */
export const REFUSED_BY_LAMBDA: readonly string[] = [
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
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
];

/** Set by Lambda itself ("Defined runtime environment variables", the reserved ones). */
const RESERVED = new Set([...REFUSED_BY_LAMBDA, '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_EXECUTION_ENV']);

/** Why Lambda would refuse an environment variable with this name; undefined when it accepts it. */
export function checkVariableName(name: string): Fault | undefined {
  if (RESERVED.has(name)) {
    return { message: `${name} is set by Lambda itself`, hint: `Choose another name, such as APP_${name}` };
  }
  if (/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) return undefined;
  return {
    message: `Lambda refuses an environment variable named ${JSON.stringify(name)}`,
    hint: 'Write two or more letters, digits and underscores, a letter first, such as LOG_LEVEL',
  };
}
