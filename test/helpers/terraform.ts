// Whether the tests that need a real Terraform can run here.
import { spawnSync } from 'node:child_process';

export type Availability = { readonly ok: true } | { readonly ok: false; readonly missing: string };

/** Whether a program starts at all. */
export const starts = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** True where a missing program must fail the tests instead of leaving some out. */
export const isRequired = (): boolean => process.env.TEAL_REQUIRE_TERRAFORM === '1';

/** Whether Terraform is on PATH, or what to do where it is not. */
export function terraformAvailable(): Availability {
  const binary = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  if (starts(binary, 'version')) return { ok: true };
  return { ok: false, missing: `${binary} is not on PATH; install Terraform 1.10 or newer to run these tests` };
}
