// Installs the frameworks of this folder and bundles its handlers, once for each state of the folder. Fails without npm's registry.
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../../..');
const SOURCES = readdirSync(__dirname).sort();
const HANDLERS = SOURCES.filter((name) => name.endsWith('.mjs'));

/** The folder that holds the bundles: one file for each handler, such as `hono.js`. */
function bundlesFolder() {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(`${name}\0`).update(readFileSync(join(__dirname, name)));
  return join(root, 'node_modules/.cache', `frameworks-${hash.digest('hex').slice(0, 16)}`);
}

/** Does the work in a folder beside the result, which therefore is complete when it exists. */
function install() {
  const folder = bundlesFolder();
  if (existsSync(folder)) return;
  const scratch = `${folder}.${process.pid}`;
  try {
    mkdirSync(scratch, { recursive: true });
    for (const name of SOURCES) cpSync(join(__dirname, name), join(scratch, name));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['ci', ...quiet], { cwd: scratch, stdio: 'inherit' });
    const flags = ['--bundle', '--platform=node', '--target=node20', '--format=cjs', '--outdir=bundles'];
    execFileSync(join(root, 'node_modules/.bin/esbuild'), [...HANDLERS, ...flags], { cwd: scratch, stdio: 'inherit' });
    if (!existsSync(folder)) renameSync(join(scratch, 'bundles'), folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (require.main === module) install();

module.exports = { bundlesFolder };
