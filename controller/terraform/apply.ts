// Applies exactly one saved plan, and prints its progress.
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { printable } from '../core/printable';
import { binaryName } from './binary';
import { interruptedError, toTerraformError } from './diagnostics';
import { run } from './process';
import type { Finished } from './process';
import type { StackPlan } from './types';
import { parseUiLine } from './ui-stream';

/**
 * Applies a plan that planStack saved, and prints each step to stderr. At the first Ctrl-C Terraform finishes the current step
 * and saves its state. Throws a UserError with the number of changes that were made.
 */
export async function applyPlan(plan: StackPlan, context: Context): Promise<void> {
  const doing = `Applying the stack ${plan.stack}`;
  if (context.signal.aborted) throw interruptedError(doing);
  const finished = await run({
    command: binaryName(context),
    args: ['apply', '-input=false', '-json', plan.planFile],
    dir: plan.dir,
    context,
    onLine: (line) => printProgress(line, context),
  });
  if (finished.code === 0 && !finished.interrupted) return;
  const failure = toTerraformError(doing, finished, plan);
  throw new UserError(failure.code, `${failure.message}\n${describeProgress(plan, finished)}`, failure.hint);
}

function printProgress(line: string, context: Context): void {
  const event = parseUiLine(line);
  if (!event) return;
  if (event.kind !== 'diagnostic') context.io.err(`  ${printable(event.text)}`);
  else if (event.diagnostic.severity === 'warning') context.io.err(`  Warning: ${printable(event.diagnostic.summary)}`);
}

/** Describes which changes of the plan were made before Terraform stopped. */
function describeProgress(plan: StackPlan, finished: Finished): string {
  const events = finished.stdout.split('\n').map(parseUiLine);
  const made = new Set(events.flatMap((event) => (event?.kind === 'completed' ? [event.address] : [])));
  const missing = plan.changes.filter((change) => !made.has(change.address)).map((change) => change.address);
  const count = `${plan.changes.length - missing.length} of ${plan.changes.length} changes were made`;
  return missing.length > 0 ? `${count}; not made: ${missing.join(', ')}.` : `${count}.`;
}
