// The types of what tests use of build.js.

/** Bundles entries, such as `{ entry: 'test/crash/entry.ts' }`, for run-bundle.js. */
export function buildTest(outdir: string, entryPoints: Readonly<Record<string, string>>): void;

/** Builds the page of the console into the folder `console` of `dist`; returns its sources. */
export function buildPage(dist: string): readonly string[];
