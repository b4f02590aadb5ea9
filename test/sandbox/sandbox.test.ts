import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SandboxError } from '../../sandbox';
import { answering, bench, cleanUp, deploy, forward, get, listenerArn, nodeZip, temporaryDir } from './support';
import { OWN_HEADERS } from '../helpers/credentials';

afterEach(cleanUp);

describe('a sandbox', () => {
  it('remembers rules, target groups, functions and code over a restart', async () => {
    const stateDir = temporaryDir();
    const first = await bench({ stateDir });
    const group = await deploy(first, 'svc-blue', answering('hello'));
    const rule = await forward(first, 10, { [group]: 1 });
    await first.close();
    const second = await bench({ stateDir });
    expect((await get(second)).body).toBe('hello');
    const { Rules } = await second.elb.send(new DescribeRulesCommand({ ListenerArn: await listenerArn(second.elb) }));
    expect(Rules?.map((one) => one.RuleArn)).toContain(rule);
    const alias = await second.lambda.send(new GetAliasCommand({ FunctionName: 'svc-blue', Name: 'live' }));
    expect(alias.FunctionVersion).toBe('1');
  });

  it('leaves no half-written file next to its state', async () => {
    const on = await bench();
    await deploy(on, 'svc-blue', answering('hello'));
    expect(readdirSync(on.dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(() => JSON.parse(readFileSync(join(on.dir, 'state.json'), 'utf8')) as unknown).not.toThrow();
  });

  it('refuses an invalid state file, and names it', async () => {
    const stateDir = temporaryDir();
    writeFileSync(join(stateDir, 'state.json'), '{"rules": 5');
    await expect(bench({ stateDir })).rejects.toThrow(/state\.json is not the state of a sandbox/);
  });

  it.each(['port', 'controlPort'] as const)('names the port that is in use: %s', async (which) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const failed = bench({ [which]: port });
    await expect(failed).rejects.toBeInstanceOf(SandboxError);
    await expect(failed).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(`Port ${port}`),
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('frees its ports when it is closed', async () => {
    const first = await bench();
    await first.close();
    const again = await bench({ port: first.port, controlPort: first.controlPort });
    expect(again.port).toBe(first.port);
  });

  it('does not disturb another one', async () => {
    const [one, two] = [await bench(), await bench()];
    for (const [on, body] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      await forward(on, 10, { [await deploy(on, 'svc-blue', answering(body))]: 1 });
    }
    expect([(await get(one)).body, (await get(two)).body]).toEqual(['one', 'two']);
    await one.close();
    expect((await get(two)).body).toBe('two');
  });

  it('reports its health', async () => {
    const on = await bench();
    expect(await (await fetch(`${on.endpoint}/_teal/health`, { headers: OWN_HEADERS })).json()).toMatchObject({
      status: 'ok',
      port: on.port,
    });
  });
});

describe('the functions of a sandbox that is killed', () => {
  it('end with it, even while they never return', async () => {
    const stateDir = temporaryDir();
    const setup = await bench({ stateDir });
    const group = await deploy(setup, 'svc-blue', nodeZip('console.log("pid", process.pid); for (;;);'), {
      timeout: 60,
    });
    await forward(setup, 10, { [group]: 1 });
    await setup.close();
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program(stateDir)], {
      cwd: join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<number>((resolve) =>
      child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
    );
    const pending = get({ port }).catch(() => undefined);
    const pid = await loggedPid(join(stateDir, 'logs', 'svc-blue.log'));
    child.kill('SIGKILL');
    await pending;
    while (isAlive(pid)) await pause();
  });
});

const program = (stateDir: string): string => `
  const sandbox = await import('./sandbox/index.ts');
  const start = sandbox.startSandbox ?? sandbox.default.startSandbox;
  const dir = ${JSON.stringify(stateDir)};
  const { port } = await start({ port: 0, controlPort: 0, stateDir: dir, packagesDir: dir, log: () => undefined });
  console.log(port);`;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

async function loggedPid(file: string): Promise<number> {
  for (;;) {
    try {
      const found = /pid (\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
      if (found !== undefined) return Number(found);
    } catch {
      // The first environment creates the file.
    }
    await pause();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
