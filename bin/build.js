// Bundles ctl into dist/, so that it starts fast and needs no compiler at run time. Libraries that only some verbs need have
// bundles of their own.
const { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');
const { isFresh, stampOf } = require('./fresh.js');
const { libraryOf } = require('./libraries.js');

const root = join(__dirname, '..');

/**
 * Builds the bundles, and the list of their input files with a stamp. Everything is written to a scratch folder and moved into
 * place, the list last, so that a killed build or two concurrent builds leave nothing half-written.
 */
function build() {
  const dist = join(root, 'dist');
  const scratch = join(dist, `.build-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    const inputs = [
      'bin/build.js',
      'bin/libraries.js',
      'package-lock.json',
      ...bundle(scratch, { ctl: 'controller/cli/main.ts' }),
    ];
    inputs.push(...buildPage(dist));
    for (const [name, entry] of listLibraries()) inputs.push(...buildLibrary(join(scratch, `${name}.js`), entry));
    const files = [...new Set(inputs)].sort();
    writeFileSync(join(scratch, 'ctl.inputs.json'), JSON.stringify({ files, stamp: stampOf(root, files) }));
    for (const file of readdirSync(scratch)) {
      if (file.endsWith('.js')) escape(join(scratch, file));
      if (file !== 'ctl.inputs.json') renameSync(join(scratch, file), join(dist, file));
    }
    renameSync(join(scratch, 'ctl.inputs.json'), join(dist, 'ctl.inputs.json'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'error',
  // bin/code-cache.js compiles the file unchanged: wrapping its text at each start would cost time.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/** Bundles entries, by name, without the libraries that have bundles of their own. Returns the sources. */
function bundle(outdir, entryPoints) {
  return sourcesOf(
    buildSync({
      ...COMMON,
      entryPoints,
      outdir,
      external: ['cdktf', '@cdktf/*', 'constructs', 'esbuild', 'yaml', 'zod', '@aws-sdk/*', './controller/aws/sdk-*'],
    }),
  );
}

/** Bundles a test's entry beside the bundles of ctl, which it needs and which are built where they are not fresh. */
function buildTest(outdir, entryPoints) {
  if (!isFresh(root)) build();
  bundle(outdir, entryPoints);
  for (const name of Object.keys(entryPoints)) escape(join(outdir, `${name}.js`));
}

/** Names inside a library are shortened: nobody reads them, and less text and fewer bytes of code cache load faster. */
function buildLibrary(outfile, contents) {
  const short = { minifyIdentifiers: true, keepNames: false };
  return sourcesOf(buildSync({ ...COMMON, ...short, stdin: { contents, resolveDir: root }, outfile }));
}

/** The page of the console: one module, one sheet of styles, and what needs no building. Returns the sources. */
function buildPage(dist) {
  const target = join(dist, 'console');
  const scratch = join(dist, `.console-${process.pid}`);
  const copied = ['index.html', 'icon.svg'];
  mkdirSync(target, { recursive: true });
  const built = buildSync({
    absWorkingDir: root,
    entryPoints: { console: 'console/main.tsx', 'console-css': 'console/console.css' },
    entryNames: '[name]',
    outdir: scratch,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    logLevel: 'error',
  });
  for (const name of copied) copyFileSync(join(root, 'console', name), join(scratch, name));
  renameSync(join(scratch, 'console-css.css'), join(scratch, 'console.css'));
  for (const file of readdirSync(scratch)) renameSync(join(scratch, file), join(target, file));
  rmSync(scratch, { recursive: true });
  return [...sourcesOf(built), ...copied.map((name) => `console/${name}`)];
}

/** Lists the source of each library's entry by the name of its bundle. */
function listLibraries() {
  const clients = readdirSync(join(root, 'controller/aws')).filter((file) => file.startsWith('sdk-'));
  const entries = new Map();
  for (const required of ['yaml', 'zod', ...clients.map((file) => `./controller/aws/${file}`)]) {
    const { bundle, key } = libraryOf(required);
    entries.set(bundle, `${entries.get(bundle) ?? ''}exports['${key}'] = () => require('${required}');`);
  }
  return entries;
}

const sourcesOf = ({ metafile }) =>
  Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/') && file !== '<stdin>');

/** Escapes all non-ASCII characters, since esbuild leaves some: text with one byte per character loads in half the time. */
function escape(file) {
  const escaped = readFileSync(file, 'utf8').replace(
    /[^\0-\x7f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(file, escaped, 'latin1');
}

module.exports = { build, buildPage, buildTest };
if (require.main === module) build();
