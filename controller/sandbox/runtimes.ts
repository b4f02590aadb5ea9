// The runtimes of an environment's functions, and what this machine runs instead of those that it does not have.
import type { Environment } from '../../environments';
import { COLORS } from '../../routing';
import type { Context } from '../core/context';
import { printable } from '../core/printable';

/** Every runtime that the file or a version names. */
export function listRuntimes({ services }: Environment): string[] {
  const named = services.flatMap((service) => [
    service.runtime,
    ...COLORS.flatMap((color) => [service[color]?.runtime, service.versions?.[color]?.settings.runtime]),
  ]);
  return [...new Set(named)].filter((runtime) => runtime !== undefined);
}

/** Prints a line for each runtime that this machine does not have. */
export async function warnOfSubstitutes(context: Context, environment: Environment): Promise<void> {
  const { describeSubstitute } = await import('../../sandbox');
  for (const runtime of listRuntimes(environment)) {
    const substitute = await describeSubstitute(runtime);
    if (substitute !== undefined) context.io.err(printable(`runtime ${substitute}`));
  }
}
