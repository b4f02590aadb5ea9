// Where a stack keeps its Terraform state: S3 with its native lock, or a local file.
import path from 'node:path';
import { LocalBackend, S3Backend } from 'cdktf';
import type { TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import { backendEmulation } from './emulator';
import { relativeToStack } from './names';
import type { Place } from './names';

/** Gives a stack its backend. */
export function addBackend(stack: TerraformStack, environment: Environment, place: Place): void {
  const name = stack.node.id;
  const { state } = environment;
  if (!state) {
    const file = path.join(place.root, `terraform.${name}.tfstate`);
    new LocalBackend(stack, { path: relativeToStack(place, name, file) });
    return;
  }
  new S3Backend(stack, {
    bucket: state.bucket,
    key: `${state.prefix ?? `teal/${environment.name}`}/${name}.tfstate`,
    region: state.region ?? environment.region,
    encrypt: true,
    kmsKeyId: state.kms_key_id,
    ...backendEmulation(environment.emulator_endpoint),
  });
  // S3Backend does not know this setting; it belongs to the backend alone, not to the remote states made from it.
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
}
