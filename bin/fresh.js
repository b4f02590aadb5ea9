// Checks whether the bundles match the sources. Runs at every start, so it loads nothing.
const { readFileSync, statSync } = require('node:fs');

/** A stamp of the sizes and times of files. It also changes when a file is gone. */
function stampOf(root, files) {
  let stamp = '';
  for (const file of files) {
    const stats = statSync(`${root}/${file}`, { throwIfNoEntry: false });
    stamp += stats ? `${stats.size}:${stats.mtimeMs};` : ';';
  }
  return stamp;
}

/** True when no source has changed since the bundles were built. */
function isFresh(root) {
  try {
    const { files, stamp } = JSON.parse(readFileSync(`${root}/dist/ctl.inputs.json`, 'latin1'));
    return stampOf(root, files) === stamp;
  } catch {
    return false;
  }
}

module.exports = { isFresh, stampOf };
