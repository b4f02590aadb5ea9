// What the matrix must have rows for: each port method with each fault.
import type { Counts } from './counts';
import { portMethods } from './ports';
import type { Kind } from './scope';

/** The faults that each method has rows for which gets to a point of a kind. Of files, those that every operation can have. */
const FAULTS: Readonly<Record<Kind, readonly string[]>> = {
  call: ['throttle', '500', 'time-out', 'reset', 'lost'],
  file: ['EACCES', 'EPERM'],
  program: ['missing', 'killed', 'partial', 'hanging', 'garbage'],
};

/** Each port method without rows, or with too few faults: each as one line. */
export function methodsWithoutRows(all: readonly Counts[]): string[] {
  return portMethods().flatMap(({ port, method }) => {
    const name = `${port} ${method}`;
    const made = (kind: Kind, fault: string): number =>
      all.reduce((sum, { methods }) => sum + (methods[name]?.[kind]?.[fault] ?? 0), 0);
    const kinds = (Object.keys(FAULTS) as Kind[]).filter((kind) => all.some(({ methods }) => methods[name]?.[kind]));
    if (kinds.length === 0) return [name];
    return kinds.flatMap((kind) =>
      FAULTS[kind].filter((fault) => made(kind, fault) === 0).map((fault) => `${name}: ${kind} ${fault}`),
    );
  });
}
