// Bundles controller/cli.ts into dist/ctl.js, so that `ctl` starts fast and needs no compiler at run time.
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const root = join(__dirname, '..');

/**
 * Builds the bundle, and beside it the list of files that went in, each with its stamp. Both are made in a folder of their
 * own and moved into place, the list last, so that a build that is killed, or two at once, leave nothing half-written.
 */
function build() {
  const scratch = join(root, `dist/.build-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    const result = bundle(scratch);
    escape(join(scratch, 'ctl.js'));
    const sources = Object.keys(result.metafile.inputs).filter((file) => !file.includes('node_modules/'));
    const inputs = [...sources, 'bin/build.js', 'package-lock.json'];
    writeFileSync(
      join(scratch, 'ctl.inputs.json'),
      JSON.stringify(Object.fromEntries(inputs.map((file) => [file, stamp(file)]))),
    );
    for (const file of ['ctl.js.map', 'ctl.js', 'ctl.inputs.json']) {
      renameSync(join(scratch, file), join(root, 'dist', file));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function bundle(outdir) {
  return buildSync({
    absWorkingDir: root,
    entryPoints: { ctl: 'controller/cli.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    supported: { 'dynamic-import': false },
    external: ['cdktf', '@cdktf/*', 'constructs', 'esbuild'],
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'error',
  });
}

/** Writes what is not ASCII as escapes, also where esbuild keeps it: a text of one byte a character loads in half the time. */
function escape(file) {
  const escaped = readFileSync(file, 'utf8').replace(
    /[^\0-\x7f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(file, escaped, 'latin1');
}

/** What changes when a file does: its size and time. Empty for a file that is gone. */
function stamp(file) {
  const stats = statSync(join(root, file), { throwIfNoEntry: false });
  return stats ? `${stats.size}:${stats.mtimeMs}` : '';
}

module.exports = { build };
if (require.main === module) build();
