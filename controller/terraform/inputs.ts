// The inputs of a stack as a hash: whatever decides what Terraform plans, other than its state and what exists in AWS.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Context } from '../core/context';
import type { Binary } from './binary';
import type { StackFolder } from './types';

/** What Terraform and OpenTofu read in a folder: the synthesised configuration, which names the providers' versions and the packages by hash, and what somebody may have put beside it. */
const CONFIGURATION = /\.(?:tf|tofu|tfvars)(?:\.json)?$/;

/** Variables that change what Terraform does with the same files, such as `-target` in TF_CLI_ARGS_plan. */
const DECISIVE_VARIABLE = /^TF_(?:CLI_ARGS|WORKSPACE|DATA_DIR|REATTACH_PROVIDERS)/;

/** Hashes the inputs of a stack; undefined where they cannot be known, as in another workspace. */
export function hashInputs(stack: StackFolder, binary: Binary, context: Context): string | undefined {
  const isDecided = Object.entries(context.env).some(([name, value]) => value && DECISIVE_VARIABLE.test(name));
  if (isDecided || !existsSync(stack.dir) || isOtherWorkspace(stack)) return undefined;
  const files = readdirSync(stack.dir).filter((name) => CONFIGURATION.test(name));
  const contents = files.sort().map((name) => [name, sha256(readFileSync(join(stack.dir, name)))]);
  return sha256(JSON.stringify([basename(binary.name), binary.version, contents]));
}

/** Whether somebody has selected a workspace of Terraform, which has a state of its own. */
function isOtherWorkspace({ dir }: StackFolder): boolean {
  const file = join(dir, '.terraform', 'environment');
  return existsSync(file) && !['', 'default'].includes(readFileSync(file, 'utf8').trim());
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
