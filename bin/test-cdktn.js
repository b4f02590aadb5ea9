// Runs the tests of stacks/ with cdktn, a fork of cdktf, in place of cdktf. It is installed in a folder of its own, so that neither
// package.json nor node_modules changes. See docs/decisions/cdktn.md.
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, realpathSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** cdktn 0.24 takes constructs from 10.6 to below 10.8. */
const PACKAGES = ['cdktf@npm:cdktn@0.24.0', 'constructs@10.7.2'];

/** Runs before each test file. A synthesised stack names the version of the library that made it. */
const ASSERT_CDKTN = `
const { App, TerraformStack } = require('cdktf');
const { name, version } = require('cdktf/package.json');
const used = new TerraformStack(new App(), 'stack').toTerraform()['//'].metadata.version;
if (name !== 'cdktn' || used !== version) throw new Error('cdktf is ' + name + ' ' + version + '; stacks are made by ' + used);
`;

function main() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'teal-cdktn-')));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], { cwd: folder, stdio: 'inherit' });
    writeFileSync(join(folder, 'assert-cdktn.js'), ASSERT_CDKTN);
    // Both packages resolve to the folder, also for the classes of the AWS provider.
    const modules = { '^(cdktf|constructs)($|/.*)': join(folder, 'node_modules/$1$2') };
    const args = [
      require.resolve('jest/bin/jest'),
      `--moduleNameMapper=${JSON.stringify(modules)}`,
      `--setupFilesAfterEnv=${join(folder, 'assert-cdktn.js')}`,
      '--',
      'test/stacks',
    ];
    return spawnSync(process.execPath, args, { cwd: join(__dirname, '..'), stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
