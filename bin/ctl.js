#!/usr/bin/env node
// Starts `ctl`: builds the bundles when they are missing or older than their sources, then runs them from V8's code cache.
const { join } = require('node:path');
const { isFresh } = require('./fresh.js');
const { runCached } = require('./code-cache.js');
const { libraryOf } = require('./libraries.js');

const root = join(__dirname, '..');

/** Resolves what the bundle requires: a library from its bundle, everything else as Node resolves it. */
function requireHere(name) {
  const library = libraryOf(name);
  return library ? runCached(join(root, `dist/${library.bundle}.js`), require)[library.key]() : require(name);
}

if (!isFresh(root)) require('./build.js').build();
runCached(join(root, 'dist/ctl.js'), requireHere);
