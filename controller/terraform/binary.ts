// Finds Terraform (or OpenTofu) and checks its version.
import * as z from 'zod';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { INSTALL, OLDEST } from './install';
import { run } from './process';

const versionSchema = z.object({ terraform_version: z.string() });

/** A usable Terraform. `name` is a command or a path. */
export interface Binary {
  readonly name: string;
  readonly version: string;
}

/** Finds the command in TERRAFORM_BINARY_NAME, or `terraform`. Throws a UserError when it is missing or too old. */
export async function findTerraform(context: Context): Promise<Binary> {
  const name = binaryName(context);
  const { stdout } = await run({ command: name, args: ['version', '-json'], dir: context.root, context });
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

function parseVersion(stdout: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(stdout)).terraform_version;
  } catch {
    return undefined;
  }
}
