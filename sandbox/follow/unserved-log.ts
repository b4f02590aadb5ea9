// Logs the rules that the load balancer cannot do, once for each version of a rule.
import type { ObservedRule } from '../../routing';
import { findUnserved } from '../unserved';

/** Takes the rules of each poll, and logs those that cannot be served unless it did at the poll before. */
export function createUnservedLog(log: (line: string) => void): (rules: readonly ObservedRule[]) => void {
  let before: ReadonlySet<string> = new Set();
  return (rules) => {
    const lines = new Set(rules.flatMap(describe));
    for (const line of lines) if (!before.has(line)) log(line);
    before = lines;
  };
}

/** The line is different when something else cannot be done; a move of weights does not change it. */
function describe(rule: ObservedRule): string[] {
  const what = findUnserved(rule);
  if (what.length === 0) return [];
  return [
    `listener rule ${rule.priority} (${rule.arn}): the sandbox does not do ${what.join(', ')}; requests that may match this rule get 501`,
  ];
}
