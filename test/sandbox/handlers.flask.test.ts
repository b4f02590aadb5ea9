// Flask behind the load balancer.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zipSync } from 'fflate';
import { frameworkContract } from './handlers.contract';

/** Flask and what it needs: a function packages it, since nothing that this machine has is there on Lambda. */
const PACKAGES = ['flask', 'werkzeug', 'jinja2', 'click', 'itsdangerous', 'markupsafe', 'blinker'];

/** The folders of the packages. */
const foldersOf = (packages: readonly string[]): string[] =>
  execFileSync('python3', [
    '-c',
    `import ${packages.join(', ')}\nfor one in (${packages.join(', ')}): print(one.__path__[0])`,
  ])
    .toString('utf8')
    .trim()
    .split('\n');

/** The code of a package, by its path in a zip. */
const codeOf = (folder: string): [string, Uint8Array][] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(py|so)$/.test(file))
    .map((file) => [join(basename(folder), file), readFileSync(join(folder, file))]);

const own = (name: string): [string, Uint8Array] => [name, readFileSync(join(__dirname, 'flask', name))];

frameworkContract({
  name: 'flask',
  code: () => zipSync(Object.fromEntries([own('app.py'), own('wsgi.py'), ...foldersOf(PACKAGES).flatMap(codeOf)])),
  deployment: { runtime: 'python3.12', handler: 'app.handler' },
  // Its adapter keeps the last value of a header.
  differs: (multi) => (multi ? {} : { cookies: ['second=2; Path=/; HttpOnly'] }),
});
