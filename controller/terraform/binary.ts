// Finds Terraform (or OpenTofu) and checks its version.
import { types } from 'node:util';
import * as z from 'zod';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { run } from './process';

/** The first version of Terraform and OpenTofu whose S3 backend locks without a DynamoDB table. */
export const OLDEST: readonly [major: number, minor: number] = [1, 10];

const INSTALL = `Install Terraform ${OLDEST.join('.')} or newer (https://developer.hashicorp.com/terraform/install), or set TERRAFORM_BINARY_NAME=tofu for OpenTofu.`;

const versionSchema = z.object({ terraform_version: z.string() });

/** A usable Terraform. `name` is a command or a path. */
export interface Binary {
  readonly name: string;
  readonly version: string;
}

/** Finds the command in TERRAFORM_BINARY_NAME, or `terraform`. Throws a UserError when it is missing or too old. */
export async function findTerraform(context: Context): Promise<Binary> {
  const name = binaryName(context);
  const { stdout } = await runVersion(name, context);
  const version = parseVersion(stdout);
  if (version === undefined) {
    throw new UserError('TERRAFORM_UNUSABLE', `${name} does not print its version as Terraform does.`, INSTALL);
  }
  if (!isNewEnough(version))
    throw new UserError('TERRAFORM_UNUSABLE', `${name} is version ${version}, which is too old.`, INSTALL);
  return { name, version };
}

/** The command that runs Terraform. */
export const binaryName = (context: Context): string => context.env.TERRAFORM_BINARY_NAME || 'terraform';

/** Whether Teal supports a version. Pure. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function runVersion(name: string, context: Context): Promise<{ stdout: string }> {
  try {
    return await run({ command: name, args: ['version', '-json'], dir: context.root, context });
  } catch (error) {
    if (!types.isNativeError(error) || !('code' in error) || (error.code !== 'ENOENT' && error.code !== 'EACCES'))
      throw error;
    throw new UserError('TERRAFORM_UNUSABLE', `There is no ${name} on PATH.`, INSTALL, { cause: error });
  }
}

function parseVersion(stdout: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(stdout)).terraform_version;
  } catch {
    return undefined;
  }
}
