// What a Node function finds in the sandbox that it would find on Lambda: its memory, its file system, its home.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, nodeZip, zip } from './support';
import type { Bench, Deployment } from './support';

afterEach(cleanUp);

async function serving(code: Uint8Array, options: Deployment = {}): Promise<Bench> {
  const on = await bench();
  await forward(on, 1, { [await deploy(on, 'svc', code, options)]: 1 });
  return on;
}

describe('the memory of a function', () => {
  const hungry = nodeZip(`
    if (event.path === '/small') return { statusCode: 200, body: 'small' };
    const taken = Buffer.alloc(300 * 1024 * 1024, 1);
    while (event.path === '/busy');
    return { statusCode: 200, body: String(taken.length) };`);

  it.each(['/at-once', '/busy'])("of 128 MB that takes 300 is killed, with Lambda's error: %s", async (path) => {
    const on = await serving(hungry, { timeout: 60 });
    expect((await get(on, { path: '/small' })).body).toBe('small');
    expect((await get(on, { path })).status).toBe(502);
    expect(on.logs.join('\n')).toMatch(
      /"errorType":"Runtime.ExitError","errorMessage":"RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed"/,
    );
    expect(readFileSync(join(on.dir, 'logs', 'svc.log'), 'utf8')).toMatch(
      /The function used \d+ MB of memory, and its memory_size is 128 MB/,
    );
    expect((await get(on, { path: '/small' })).body).toBe('small');
  });

  it('of 512 MB may be 300', async () => {
    expect((await get(await serving(hungry, { memorySize: 512, timeout: 60 }))).body).toBe(String(300 * 1024 * 1024));
  });

  it('limits the heap of Node, so that garbage is collected in time', async () => {
    const code = nodeZip(`const v8 = await import('node:v8');
      return { statusCode: 200, body: String(v8.getHeapStatistics().heap_size_limit) };`);
    expect(Number((await get(await serving(code, { memorySize: 256 }))).body)).toBeLessThan(1.25 * 256 * 1024 * 1024);
  });
});

describe('a process that ends', () => {
  it.each([
    ['with an exit status', 'process.exit(3)', 'Error: Runtime exited with error: exit status 3'],
    ['without a reason', 'process.exit(0)', 'Error: Runtime exited without providing a reason'],
    ['by a signal', 'process.kill(process.pid, "SIGABRT")', 'Runtime exited with error: signal: aborted'],
  ])('%s fails with the words of Lambda', async (_, code, text) => {
    const on = await serving(nodeZip(`${code}; await new Promise((r) => setTimeout(r, 1000));`));
    const { Payload } = await on.lambda.send(new InvokeCommand({ FunctionName: 'svc' }));
    expect(Buffer.from(Payload ?? []).toString()).toContain(text);
  });
});

describe('the file system of a function', () => {
  it('is read-only beside its code: every way to change it fails with EROFS', async () => {
    const on = await serving(
      zip({
        'there.txt': 'there',
        'index.mjs': `
          import fs, { writeFileSync } from 'node:fs';
          import { appendFile, mkdir, open, rename } from 'node:fs/promises';
          import { once } from 'node:events';
          const ways = {
            writeFileSync: () => writeFileSync('new.txt', 'x'),
            appendFile: () => appendFile(new URL('new.txt', import.meta.url), 'x'),
            'an existing file': () => writeFileSync(process.env.LAMBDA_TASK_ROOT + '/there.txt', 'x'),
            mkdir: () => mkdir('new', { recursive: true }),
            rename: () => rename('there.txt', '/tmp/there.txt'),
            open: () => open('new.txt', 'w'),
            'open for reading and writing': () => fs.openSync('there.txt', fs.constants.O_RDWR),
            copyFile: () => fs.copyFileSync('there.txt', 'copy.txt'),
            rm: () => fs.rmSync('there.txt', { force: true }),
            chmod: () => fs.chmodSync('there.txt', 0o777),
            'a callback': () => new Promise((resolve, reject) => fs.unlink('there.txt', (e) => (e ? reject(e) : resolve()))),
            'a stream': () => once(fs.createWriteStream('new.txt'), 'close'),
            home: () => fs.mkdirSync(process.env.HOME + '/.cache', { recursive: true }),
          };
          export const handler = async () => {
            const got = {};
            for (const [name, way] of Object.entries(ways)) {
              try { await way(); got[name] = 'done'; } catch (error) { got[name] = error.code; }
            }
            return { statusCode: 200, body: JSON.stringify(got) };
          };`,
      }),
    );
    const got = JSON.parse((await get(on)).body) as Record<string, string>;
    expect(Object.keys(got)).toHaveLength(13);
    expect(new Set(Object.values(got))).toEqual(new Set(['EROFS']));
    const code = join(on.dir, 'code');
    expect(readdirSync(join(code, readdirSync(code).find((name) => name.length === 64) ?? '')).sort()).toEqual([
      'index.mjs',
      'there.txt',
    ]);
  });

  it('can be read, has /tmp for files, and names what is missing as Linux does', async () => {
    const on = await serving(
      nodeZip(`const fs = await import('node:fs'); const os = await import('node:os');
        const file = fs.mkdtempSync(os.tmpdir() + '/teal-test-') + '/a';
        fs.writeFileSync(file, 'kept'); const body = fs.readFileSync(file, 'utf8'); fs.rmSync(file);
        const own = fs.readFileSync('index.mjs', 'utf8').includes('kept');
        let code; try { fs.unlinkSync('missing'); } catch (error) { code = error.code; }
        fs.mkdirSync(process.env.LAMBDA_TASK_ROOT, { recursive: true });
        return { statusCode: 200, body: JSON.stringify({ body, own, code, tmp: os.tmpdir(), home: os.homedir(), argv: process.argv.length }) };`),
    );
    expect(JSON.parse((await get(on)).body)).toEqual({
      body: 'kept',
      own: true,
      code: 'ENOENT',
      tmp: '/tmp',
      home: '/home/sbx_user1051',
      argv: 2,
    });
    expect(existsSync('/home/sbx_user1051')).toBe(false);
  });

  it('has the home that its variables name', async () => {
    const on = await serving(nodeZip('return { statusCode: 200, body: process.env.HOME }'), {
      environment: { HOME: '/tmp' },
    });
    expect((await get(on)).body).toBe('/tmp');
  });
});
