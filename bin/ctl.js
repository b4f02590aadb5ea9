#!/usr/bin/env node
// Starts `ctl`: builds the bundle when it is missing or older than its sources, then runs it.
const { existsSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

function isFresh() {
  const list = join(root, 'dist/ctl.inputs.json');
  if (!existsSync(list)) return false;
  const stamps = JSON.parse(readFileSync(list, 'utf8'));
  return Object.entries(stamps).every(([file, stamp]) => {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    return stats !== undefined && `${stats.size}:${stats.mtimeMs}` === stamp;
  });
}

if (!isFresh()) require('./build.js').build();
require('../dist/ctl.js');
