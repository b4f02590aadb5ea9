// Outputs of a stack.
import { TerraformOutput } from 'cdktf';
import type { TerraformStack } from 'cdktf';

/** Writes the outputs that have a value, under exactly these names. */
export function addOutputs(stack: TerraformStack, outputs: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value !== undefined) new TerraformOutput(stack, name, { value });
  }
}
