// Runtimes that this machine does not have: what runs instead of them.
import { execFile } from 'node:child_process';

/** What runs instead of a runtime, in a sentence; undefined when this machine has the runtime, or none for it. */
export async function describeSubstitute(runtime: string): Promise<string | undefined> {
  const [, language, wanted] = /^(nodejs|python)([\d.]+?)(\.x)?$/.exec(runtime) ?? [];
  if (language === undefined || wanted === undefined) return undefined;
  if (language === 'nodejs') return compare(runtime, wanted, 'Node.js', process.versions.node);
  const version = await readPythonVersion();
  return version === undefined
    ? `${runtime} is not on this machine: python3 is not on PATH, and its functions cannot run`
    : compare(runtime, wanted, 'Python', version);
}

const compare = (runtime: string, wanted: string, language: string, version: string): string | undefined =>
  version === wanted || version.startsWith(`${wanted}.`)
    ? undefined
    : `${runtime} is not on this machine: its functions run on ${language} ${version}`;

function readPythonVersion(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('python3', ['--version'], (error, output) => {
      resolve(error ? undefined : /^Python (\S+)/.exec(output)?.[1]);
    });
  });
}

/** Logs what runs instead of a runtime, once for each runtime. */
export function createRuntimeCheck(log: (line: string) => void): (runtime: string) => Promise<void> {
  const checked = new Set<string>();
  return async (runtime) => {
    if (checked.has(runtime)) return;
    checked.add(runtime);
    const substitute = await describeSubstitute(runtime);
    if (substitute !== undefined) log(`runtime ${substitute}`);
  };
}
