#!/usr/bin/env node
// Starts `ctl`: builds the bundles when they are missing or older than their sources, then runs them.
const { join } = require('node:path');
const { isFresh } = require('./fresh.js');
const { runBundle } = require('./run-bundle.js');

const root = join(__dirname, '..');

if (!isFresh(root)) require('./build.js').build();
runBundle(join(root, 'dist/ctl.js'));
