// Makes programs fail that a run starts: another program takes the place of each.
import type ChildProcess from 'node:child_process';
import { currentRun, reach } from './scope';

/** `partial`: it does all of its work, but is killed when half of its output is written. */
export const PROGRAM_FAULTS = ['missing', 'killed', 'partial', 'hanging', 'garbage'] as const;
export type ProgramFault = (typeof PROGRAM_FAULTS)[number];

type Options = ChildProcess.SpawnOptions & { shell?: boolean | string };

/** The module, with `spawn` and `execFile` that start something else where a program is to fail. */
export function wrapPrograms(actual: typeof ChildProcess): typeof ChildProcess {
  const spawn = (command: string, second?: readonly string[] | Options, third?: Options): ChildProcess.ChildProcess => {
    const args = Array.isArray(second) ? (second as string[]) : [];
    const options = (Array.isArray(second) ? third : (second as Options)) ?? {};
    const instead = replace(command, args, options);
    return instead
      ? actual.spawn(instead.command, instead.args, instead.options)
      : actual.spawn(command, args, options);
  };
  const execFile = (command: string, args: string[], options: Options, ended: (...all: unknown[]) => void): unknown => {
    const instead = replace(command, args, options);
    const { command: what, args: words, options: how } = instead ?? { command, args, options };
    return actual.execFile(what, words, how as ChildProcess.ExecFileOptions, ended as never);
  };
  const promisified = (command: string, args: string[], options: Options): Promise<unknown> =>
    new Promise((resolve, reject) => {
      execFile(command, args, options, (error: unknown, stdout: unknown, stderr: unknown) => {
        if (error instanceof Error || error) reject(Object.assign(error as Error, { stdout, stderr }));
        else resolve({ stdout, stderr });
      });
    });
  Object.defineProperty(execFile, Symbol.for('nodejs.util.promisify.custom'), { value: promisified });
  return { ...actual, spawn, execFile, default: actual } as unknown as typeof ChildProcess;
}

interface Started {
  readonly command: string;
  readonly args: string[];
  readonly options: Options;
}

function replace(command: string, args: readonly string[], options: Options): Started | undefined {
  const run = currentRun();
  if (!run || command === 'ps') return undefined;
  const name = nameOf(command, args, options, run.root);
  const fault = reach({ kind: 'program', name, faults: PROGRAM_FAULTS }) as ProgramFault | undefined;
  if (!fault) return undefined;
  if (fault === 'hanging') setTimeout(run.onHang, 200);
  if (fault === 'missing' && !options.shell) return { command: `${run.root}/missing`, args: [], options };
  const { shell, ...others } = options;
  const line = shell ? command : [command, ...args].map(quote).join(' ');
  return { command: 'sh', args: ['-c', SCRIPTS[fault](line)], options: others };
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Shell scripts for each fault, made from the command line of the program. */
const SCRIPTS: Readonly<Record<ProgramFault, (line: string) => string>> = {
  missing: () => 'exit 127',
  killed: () => 'kill -9 $$',
  partial: (line) => `out=$(${line} 2>&1); printf %.$(( \${#out} / 2 ))s "$out"; kill -9 $$`,
  hanging: () => 'exec sleep 300',
  garbage: () => `printf '\\000\\377\\033[2J {"x":[ \\n'`,
};

/** A program by its name, and the first of its arguments where that is a verb. */
function nameOf(command: string, args: readonly string[], { shell }: Options, root: string): string {
  if (shell) return `hook ${command.replaceAll(root, '')}`;
  const program = command === process.execPath ? 'node' : (command.split('/').at(-1) ?? command);
  return [program, args.find((one) => /^[a-z]+$/.test(one))].filter(Boolean).join(' ');
}
