// Whether the bundles are made of the sources as they are now. Asked at every start, so that it loads nothing and is quick.
const { readFileSync, statSync } = require('node:fs');

/** What changes when one of the files does: their sizes and times. A file that is gone is a change, too. */
function stampOf(root, files) {
  let stamp = '';
  for (const file of files) {
    const stats = statSync(`${root}/${file}`, { throwIfNoEntry: false });
    stamp += stats ? `${stats.size}:${stats.mtimeMs};` : ';';
  }
  return stamp;
}

/** Whether there is anything newer than the bundles. */
function isFresh(root) {
  try {
    const { files, stamp } = JSON.parse(readFileSync(`${root}/dist/ctl.inputs.json`, 'latin1'));
    return stampOf(root, files) === stamp;
  } catch {
    return false;
  }
}

module.exports = { isFresh, stampOf };
