#!/usr/bin/env node
// Starts `ctl`: builds the bundle when it is missing or older than its sources, then runs it from V8's code cache.
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const root = join(__dirname, '..');
const bundle = join(root, 'dist/ctl.js');

function isFresh() {
  const stamps = readOrNothing(join(root, 'dist/ctl.inputs.json'));
  if (!stamps) return false;
  return Object.entries(JSON.parse(stamps)).every(([file, stamp]) => {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    return stats !== undefined && `${stats.size}:${stats.mtimeMs}` === stamp;
  });
}

/**
 * Runs the bundle with what V8 compiled at the last run of the same verb, so that little is left to compile. A cache that is
 * missing, of another Node or not readable only costs time.
 */
function run() {
  const { size, mtimeMs } = statSync(bundle);
  const [verb = ''] = /^[a-z-]{1,24}$/.exec(process.argv[2] ?? '') ?? [];
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'teal');
  const prefix = `ctl-${size}-${mtimeMs}-${process.version}-${process.arch}`;
  const cache = join(folder, `${prefix}-${verb}.v8`);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`;
  const script = new Script(wrapped, { filename: bundle, cachedData: readOrNothing(cache) });
  if (script.cachedDataRejected !== false) process.once('exit', () => keep(script, { folder, prefix, cache }));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle));
}

/** Writes the cache for the next run, and removes those of other bundles. Nothing that goes wrong here matters. */
function keep(script, { folder, prefix, cache }) {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${cache}.${process.pid}`;
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, cache);
    for (const old of readdirSync(folder)) {
      if (old.startsWith('ctl-') && !old.startsWith(prefix)) rmSync(join(folder, old), { force: true });
    }
  } catch {
    // The next run compiles again.
  }
}

function readOrNothing(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

if (!isFresh()) require('./build.js').build();
run();
