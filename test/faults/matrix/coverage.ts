// What the matrix must have rows for, and what has none: each port method with each fault, and each verb.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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

const commands = join(__dirname, '../../../controller/commands');

/** Every verb of ctl, as it is typed. */
export const verbs = (): string[] =>
  readdirSync(commands, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((file) => {
      const found = file.endsWith('.ts') && /^ {2}command: '([\w-]+)/m.exec(readFileSync(join(commands, file), 'utf8'));
      const parent = file.includes('/') ? `${file.replace(/\/.*/, '')} ` : '';
      return found ? [`${parent}${found[1]}`] : [];
    });

/** Verbs without rows. */
export const verbsWithoutRows = (all: readonly Counts[]): string[] => {
  const lines = all.flatMap((one) => Object.keys(one.verbs));
  return verbs().filter((verb) => !lines.some((line) => line.startsWith(`${verb} `)));
};

/** Verbs that have no rows, and why. */
export const VERBS_WITHOUT_ROWS: Readonly<Record<string, string>> = {
  drill: 'it makes releases of its own that fail, in a sandbox of its own',
  'iam-policy': 'it reads the environment file as the other verbs do, and calls nothing',
  'sandbox down': 'it stops a sandbox in another process; the one of the matrix is in the process of the tests',
  'sandbox env': 'it reads the environment file as the other verbs do, and calls nothing',
  'sandbox status': 'it asks for the health of a sandbox in another process',
  'sandbox up': 'it is the sandbox, and no verb of a release',
};
