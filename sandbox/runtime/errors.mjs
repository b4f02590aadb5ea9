// Errors of Lambda's Node runtime, and what is added to an error that only happens in the sandbox.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Lambda's errors have names of their own, which become the type of the error. */
export const named = (name, message) => Object.assign(new Error(message), { name: `Runtime.${name}` });

export const isMissingModule = (error) => /^(ERR_)?MODULE_NOT_FOUND$/.test(error?.code);

/** Names the setting where a package of Lambda's own runtime is missing. Returns the error. */
export function explainMissing(error) {
  const name = isMissingModule(error) && /'(@(?:aws-sdk|smithy)\/[^'/]+)/.exec(error.message)?.[1];
  if (!name) return error;
  const linked = existsSync(join(dirname(process.env.LAMBDA_TASK_ROOT), 'node_modules'));
  const setting = linked
    ? 'the folder of sandbox.sdk_path does not: install it there'
    : 'the sandbox does not: set sandbox.sdk_path';
  error.message += `. Lambda's runtime includes ${name}; ${setting}, or put it into the package.`;
  return error;
}
