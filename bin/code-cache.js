// Runs bundles with V8's code cache from the last run of the same verb, so that little is left to compile.
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { dirname, basename } = require('node:path');
const { Script } = require('node:vm');

/** Caches of deleted checkouts are removed after this many milliseconds. */
const MONTH = 30 * 86_400_000;

const [verb = ''] = /^[a-z-]{1,24}$/.exec(process.argv[2] ?? '') ?? [];
const modules = new Map();

/** Runs a bundle once and returns what it exports. A cache that is missing, unreadable or from another Node only costs time. */
function runCached(bundle, require) {
  const loaded = modules.get(bundle);
  if (loaded) return loaded.exports;
  const cache = cacheOf(bundle);
  const source = readFileSync(bundle, 'latin1');
  const script = new Script(source, { filename: bundle, cachedData: cache && tryRead(cache.file) });
  if (cache && script.cachedDataRejected !== false) process.once('exit', () => keep(script, cache));
  const module = { exports: {} };
  modules.set(bundle, module);
  script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle));
  return module.exports;
}

/** The cache file of a bundle; undefined when this user has no cache folder. */
function cacheOf(bundle) {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const parent = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
  if (!parent) return undefined;
  const { size, mtimeMs } = statSync(bundle);
  const place = `${basename(bundle)}-${statSync(dirname(bundle)).ino}-`;
  const build = `${place}${size}-${mtimeMs}-${process.version}-${process.arch}-`;
  return { folder: `${parent}/teal`, place, build, file: `${parent}/teal/${build}${verb}.v8` };
}

/** Writes the cache for the next run, and removes those of other builds. Errors are ignored: the cache only saves time. */
function keep(script, { folder, place, build, file }) {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, file);
    for (const name of readdirSync(folder)) {
      const old = `${folder}/${name}`;
      const replaced = name.startsWith(place) && !name.startsWith(build);
      if (replaced || Date.now() - statSync(old).mtimeMs > MONTH) rmSync(old, { force: true });
    }
  } catch {
    // The next run compiles again.
  }
}

function tryRead(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

module.exports = { runCached };
