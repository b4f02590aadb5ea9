// Runs a bundle that bin/build.js made, from V8's code cache and with the libraries that have bundles of their own.
const { join } = require('node:path');
const { runCached } = require('./code-cache.js');
const { libraryOf } = require('./libraries.js');

const dist = join(__dirname, '../dist');

/** Resolves what the bundle requires: a library from its bundle, everything else as Node resolves it. */
function requireHere(name) {
  const library = libraryOf(name);
  return library ? runCached(join(dist, `${library.bundle}.js`), require)[library.key]() : require(name);
}

const runBundle = (file) => void runCached(file, requireHere);

module.exports = { runBundle };
