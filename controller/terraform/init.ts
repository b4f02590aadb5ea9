// Initialises a stack's folder only when necessary, since init uses the network and delays every command.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Context } from '../core/context';
import type { Binary } from './binary';
import { toTerraformError } from './diagnostics';
import { run } from './process';
import type { StackFolder } from './types';

/** File name of a stack's configuration, set by cdktf. */
const CONFIGURATION = 'cdk.tf.json';

const LOCK_FILE = '.terraform.lock.hcl';

const configurationSchema = z.object({
  terraform: z
    .object({ backend: z.unknown(), required_providers: z.record(z.string(), z.unknown()).default({}) })
    .default({ backend: undefined, required_providers: {} }),
});

/** Runs `terraform init` unless the folder was initialised with the same providers, backend and version of Terraform. */
export async function ensureInitialised(stack: StackFolder, binary: Binary, context: Context): Promise<void> {
  const wanted = await fingerprint(stack, binary);
  const stamp = join(stack.dir, '.terraform', 'teal-init');
  const ready = existsSync(stamp) && wanted.filesNeeded.every((file) => existsSync(join(stack.dir, file)));
  if (ready && (await readFile(stamp, 'utf8')) === wanted.hash) return;
  context.io.err(`Initialising Terraform for ${stack.name}`);
  const finished = await run({
    command: binary.name,
    args: ['init', '-input=false', '-no-color'],
    dir: stack.dir,
    context,
  });
  if (finished.code !== 0 || finished.interrupted) {
    throw toTerraformError(`Initialising the stack ${stack.name}`, finished, { stack: stack.name, dir: stack.dir });
  }
  if (existsSync(join(stack.dir, '.terraform'))) await writeFile(stamp, wanted.hash);
}

/** What an initialised folder depends on: a hash, and the files that init creates. */
async function fingerprint(stack: StackFolder, binary: Binary): Promise<{ hash: string; filesNeeded: string[] }> {
  const { terraform } = configurationSchema.parse(JSON.parse(await readFile(join(stack.dir, CONFIGURATION), 'utf8')));
  const providers = Object.keys(terraform.required_providers).length > 0;
  return {
    hash: createHash('sha256')
      .update(JSON.stringify([binary, terraform]))
      .digest('hex'),
    filesNeeded: providers ? [LOCK_FILE, join('.terraform', 'providers')] : [],
  };
}
