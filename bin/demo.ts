// `npm run demo`: a whole release in the sandbox under constant load, through the same commands that a user types.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { freePorts } from '../bench/free-port';
import { startLoad } from '../controller/drill/load-generator';
import type { Load, Tally } from '../controller/drill/load-generator';
import { editEnvironment } from '../environments';
import { messageOf } from '../environments/error-message';
import { only, SERVICE, stepsFor } from './demo-steps';
import type { Step } from './demo-steps';
import { findSecondAddress } from './second-address';

const repository = join(__dirname, '..');
const SAMPLE = 240;

async function main(): Promise<void> {
  const interruption = new AbortController();
  // The running command gets the signal too. The sandbox is always stopped.
  process.on('SIGINT', () => interruption.abort()).on('SIGTERM', () => interruption.abort());
  const tester = await findSecondAddress();
  const root = mkdtempSync(join(tmpdir(), 'teal-demo-'));
  const port = await prepare(root);
  const ctl = (...args: readonly string[]): Promise<void> => {
    interruption.signal.throwIfAborted();
    return runCtl(root, args);
  };
  const started = Date.now();
  try {
    await ctl('sandbox', 'up', '--detach');
    await ctl('deploy', '--yes');
    const load = { url: `http://127.0.0.1:${port}/${SERVICE}`, pauseMs: 5 };
    const everyone = startLoad({ ...load, connections: 4 });
    const whitelisted = startLoad({ ...load, connections: 1, localAddress: tester });
    const clients = [everyone, whitelisted] as const;
    let passed = await observe('v1 on blue', clients, only('v1'), only('v1'));
    for (const step of stepsFor(tester)) {
      await ctl(...step.command);
      passed = (await observe(step.title, clients, step.everyone, step.whitelisted)) && passed;
    }
    const total = (await Promise.all(clients.map((client) => client.stop()))).reduce(addTallies);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    print(`\n${total.total} requests during the release, ${total.failed} failed, ${seconds} s.`);
    if (total.failed > 0) print(`Failures: ${JSON.stringify(total.failures)}`);
    process.exitCode = passed && total.failed === 0 ? 0 : 1;
  } finally {
    await runCtl(root, ['sandbox', 'down']);
    rmSync(root, { recursive: true, force: true });
  }
  print('\nTry it yourself:  npx ctl sandbox up --detach -e sandbox  then  npx ctl deploy -e sandbox');
}

/** A copy of the sandbox environment with ports of its own, so that the user's files and sandbox stay as they are. */
async function prepare(root: string): Promise<number> {
  cpSync(join(repository, 'examples'), join(root, 'examples'), { recursive: true });
  const [port, control] = await freePorts();
  const text = readFileSync(join(repository, 'environments/sandbox.yaml'), 'utf8');
  cpSync(join(repository, 'environments/sandbox.yaml'), join(root, 'environments/sandbox.yaml'));
  writeFileSync(
    join(root, 'environments/sandbox.yaml'),
    editEnvironment(text, [
      { path: ['sandbox', 'port'], value: port },
      { path: ['sandbox', 'control_port'], value: control },
    ]),
  );
  return port;
}

/** Runs the real command in its own process and shows its output. */
function runCtl(root: string, args: readonly string[]): Promise<void> {
  print(styleText('bold', `\n$ ctl ${args.join(' ')}`));
  const child = spawn(process.execPath, [join(repository, 'bin/ctl.js'), ...args, '--root', root], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ctl ${args.join(' ')} exited ${code}`))));
  });
}

async function observe(
  title: string,
  [everyone, whitelisted]: readonly [Load, Load],
  everyoneExpected: Step['everyone'],
  whitelistedExpected: Step['whitelisted'],
): Promise<boolean> {
  const [all, few] = await Promise.all([everyone.sample(SAMPLE), whitelisted.sample(SAMPLE / 8)]);
  print(styleText('cyan', title));
  const rows = [compare('everyone', all, everyoneExpected), compare('whitelisted', few, whitelistedExpected)];
  return rows.every(Boolean);
}

/** Prints one client's split beside the expected split; true when they match, to within five standard deviations, and exactly at 0 and 100. */
function compare(client: string, tally: Tally, expected: Readonly<Record<string, number>>): boolean {
  const answered = tally.total - tally.failed;
  const versions = [...new Set([...Object.keys(expected), ...Object.keys(tally.versions)])].sort();
  const shares = versions.map((version) => {
    const want = (expected[version] ?? 0) / 100;
    const got = (tally.versions[version] ?? 0) / Math.max(answered, 1);
    const fits = Math.abs(got - want) <= 5 * Math.sqrt((want * (1 - want)) / Math.max(answered, 1));
    return { fits, text: `${version} ${(got * 100).toFixed(1)} % (expected ${(want * 100).toFixed(0)} %)` };
  });
  const fits = tally.failed === 0 && shares.every((share) => share.fits);
  const mark = fits ? styleText('green', '✓') : styleText('red', '✗');
  print(`  ${mark} ${client.padEnd(11)} ${shares.map((share) => share.text).join(', ')}, ${tally.failed} failed`);
  return fits;
}

function addTallies(a: Tally, b: Tally): Tally {
  return { ...a, total: a.total + b.total, failed: a.failed + b.failed, failures: { ...a.failures, ...b.failures } };
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`\nThe demo ended early: ${messageOf(error)}\n`);
  // The load generator would go on without a sandbox.
  process.exit(1);
});
