// Whether Lambda has a runtime of that name, as far as the SDK knows.
import type { GradedFault } from '../../environments/finding';
import { findNearest } from '../../environments/nearest';
import { loadSdk } from './clients';

const { compare } = new Intl.Collator('en', { numeric: true });

/** Checks the name of a runtime before it is written into a file; undefined when Lambda has it. Loads the SDK. */
export async function checkRuntime(name: string): Promise<GradedFault | undefined> {
  const { Runtime } = await loadSdk(() => import('./sdk-lambda'));
  return findRuntimeFault(Object.values(Runtime), name);
}

/** The same, with the runtimes that Lambda has. Of several that are equally near, the newest is suggested. Pure. */
export function findRuntimeFault(known: readonly string[], name: string): GradedFault | undefined {
  if (known.includes(name)) return undefined;
  const near = findNearest(
    name,
    [...known].sort((a, b) => compare(b, a)),
  );
  const hint =
    near === undefined ? 'Use a runtime of Lambda, such as nodejs20.x or python3.12.' : `Did you mean ${near}?`;
  return { message: `There is no Lambda runtime named ${name}.`, hint, severity: 'error' };
}
