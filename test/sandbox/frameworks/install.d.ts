// The types of install.js, which runs before anything compiles TypeScript.

/** The folder that holds the bundles: one file for each handler, such as `hono.js`. */
export function bundlesFolder(): string;
