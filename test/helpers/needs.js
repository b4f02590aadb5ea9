// What a suite needs beside Node and POSIX. The name of its file says it: `release.terraform.moto.test.ts` needs Terraform and moto,
// and `killed.long.test.ts` some minutes, since it tries every step of every verb.
const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { basename, join } = require('node:path');

const root = join(__dirname, '../..');

/** The command that runs Terraform, or OpenTofu: the one that ctl and cdktf run. */
const terraformCommand = () => process.env.TERRAFORM_BINARY_NAME || 'terraform';

/** The browser: Debian's name for it, then those of other systems. */
const chromiumCommand = () =>
  ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  ) ?? 'chromium';

/** By the word that stands in a file's name: a command that succeeds where the program is there, and what to install. */
const PROGRAMS = {
  aws: { command: ['aws', '--version'], install: 'the AWS CLI' },
  long: { command: [process.execPath, '--version'], install: 'some minutes' },
  chromium: { command: ['chromium', '--version'], install: 'Chromium and curl' },
  bash: { command: ['bash', '--version'], install: 'bash' },
  flask: { command: ['python3', '-c', 'import flask'], install: 'Flask (pip install flask)' },
  frameworks: {
    command: [process.execPath, join(root, 'test/sandbox/frameworks/install.js')],
    install: "npm's registry",
  },
  git: { command: ['git', '--version'], install: 'git' },
  moto: { command: ['moto_server', '--help'], install: "moto (pip install 'moto[server]')" },
  python: { command: ['python3', '--version'], install: 'Python 3' },
  terraform: {
    command: [terraformCommand(), 'version'],
    install: 'Terraform 1.10 or later',
  },
};

const ALL = Object.keys(PROGRAMS);

/** What a suite needs, such as `['terraform', 'moto']`. */
const needsOf = (file) =>
  basename(file)
    .split('.')
    .slice(1)
    .filter((word) => ALL.includes(word));

/** Those of these programs that are not here. */
const missingPrograms = (programs = ALL) =>
  programs.filter((name) => {
    if (name === 'chromium') return spawnSync(chromiumCommand(), ['--version'], { stdio: 'ignore' }).status !== 0;
    const [command, ...args] = PROGRAMS[name].command;
    return spawnSync(command, args, { stdio: 'ignore' }).status !== 0;
  });

/** What to install for these programs, in one line. */
const installing = (programs) => programs.map((name) => PROGRAMS[name].install).join(', ');

/** The suites that need one of these programs, by their path below the repository, each with everything that it needs. */
function suitesThatNeed(programs) {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => ({ file: `test/${file}`, needs: needsOf(file) }))
    .filter(({ needs }) => needs.some((name) => programs.includes(name)))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

module.exports = { ALL, chromiumCommand, installing, missingPrograms, suitesThatNeed, terraformCommand };
