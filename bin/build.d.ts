// The types of what tests use of build.js.

/** Bundles entries, such as `{ entry: 'test/crash/entry.ts' }`, for run-bundle.js. */
export function buildTest(outdir: string, entryPoints: Readonly<Record<string, string>>): void;
