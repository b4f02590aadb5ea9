// Bundles controller/cli.ts into dist/ctl.js, so that `ctl` starts fast and needs no compiler at run time.
const { buildSync } = require('esbuild');
const { statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** Builds the bundle, and writes beside it which files went in, with size and time, for `isFresh`. */
function build() {
  const result = buildSync({
    absWorkingDir: root,
    entryPoints: { ctl: 'controller/cli.ts' },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    external: ['cdktf', '@cdktf/*', 'constructs', 'esbuild'],
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'error',
  });
  const inputs = Object.keys(result.metafile.inputs).filter((file) => !file.includes('node_modules/'));
  inputs.push('bin/build.js', 'package-lock.json');
  const stamps = Object.fromEntries(inputs.map((file) => [file, stamp(file)]));
  writeFileSync(join(root, 'dist/ctl.inputs.json'), JSON.stringify(stamps));
}

/** What changes when a file does: its size and time. Empty for a file that is gone. */
function stamp(file) {
  const stats = statSync(join(root, file), { throwIfNoEntry: false });
  return stats ? `${stats.size}:${stats.mtimeMs}` : '';
}

module.exports = { build, stamp, root };
if (require.main === module) build();
