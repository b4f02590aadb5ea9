// Hooks: what they receive, when they agree, and that a hook that hangs is ended with every process that it started.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Hook } from '../../../environments/schema-rollout';
import { selectHooks, runHooks } from '../../../controller/hooks';
import type { HookPayload, HookResult } from '../../../controller/hooks';
import type { Context } from '../../../controller/core/context';
import { isRunning } from '../../../controller/core/process';
import { testContext } from '../../contract/context';
import { closeServer, listen } from '../../helpers/listen';
import type { TestContext } from '../../contract/context';
import { bench, cleanUp, nodeZip } from '../../sandbox/support';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { environmentOf, serviceOf } from '../aws/environment';

const PAYLOAD: HookPayload = {
  schemaVersion: 1,
  rollout: 'r-1',
  environment: 'test',
  point: 'after_step',
  services: [
    { name: 'web', candidate: 'green', active: 'blue', weight: 10, code: { blue: 'v1', green: 'v2' } },
    { name: 'api', candidate: 'blue', active: 'green', weight: 10, code: null },
  ],
  step: 0,
  reason: 'a "quoted" reason',
  by: 'alice',
  time: '2030-01-02T03:04:05.000Z',
};

let root: string;
let context: TestContext;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'teal-hooks-'));
  context = testContext(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (hook: Hook | readonly Hook[], changes: Partial<Context> = {}): Promise<HookResult> =>
  runHooks({ ...context, ...changes }, environmentOf({ target: 'sandbox' }), [hook].flat(), PAYLOAD);
const command = (text: string, timeout = '1m'): Hook => ({ command: text, timeout });
const failed = (reason: RegExp) => ({ kind: 'failed', reason: expect.stringMatching(reason) });
/** Commands that need only Node: what each runs must not depend on what else is installed. */
const SLEEP = `node -e "setTimeout(() => {}, 600_000)"`;
const COPY_STDIN = `node -e "process.stdin.pipe(fs.createWriteStream('payload'))"`;
const pidIn = (file: string): number => Number(readFileSync(join(root, file), 'utf8'));

describe('a command', () => {
  it('agrees when it exits with 0, runs in the repository, and has its output on stderr', async () => {
    expect(await run(command('pwd; echo to stderr >&2'))).toEqual({ kind: 'agreed' });
    expect(context.printed.err.sort()).toEqual([`after_step: ${root}`, 'after_step: to stderr']);
    expect(context.printed.out).toEqual([]);
  });

  it('has its output without escape sequences and orders to GitHub Actions', async () => {
    expect(await run(command(`printf '\\033[31mred ##[error]x\\n'; exit 3`))).toEqual(failed(/3: red # #\[error\]x$/));
    expect(context.printed.err).toEqual(['after_step: red # #[error]x']);
  });

  it('gets the payload on stdin and in its environment', async () => {
    const variables =
      '$TEAL_ENVIRONMENT $TEAL_POINT $TEAL_SERVICES $TEAL_CANDIDATE $TEAL_WEIGHT $TEAL_ROLLOUT $TEAL_STEP';
    expect(await run(command(`${COPY_STDIN}; echo "${variables} $TEAL_BY $TEAL_REASON" > variables`))).toEqual({
      kind: 'agreed',
    });
    expect(JSON.parse(readFileSync(join(root, 'payload'), 'utf8'))).toEqual(PAYLOAD);
    expect(readFileSync(join(root, 'variables'), 'utf8')).toBe(
      'test after_step web,api green,blue 10,10 r-1 0 alice a "quoted" reason\n',
    );
  });

  it('fails with its exit code and the last lines of its output', async () => {
    const count = 'for i in 1 2 3 4 5 6 7 8 9; do echo $i; done; exit 3';
    const { kind, reason } = await run(command(count)).then((result) => ({ reason: '', ...result }));
    expect(kind).toBe('failed');
    expect(reason).toBe(`the hook for of after_step ended with 3: 5 | 6 | 7 | 8 | 9`);
  });

  it.each([
    ['false --token hunter2', 'false'],
    ['TOKEN=hunter2 OTHER="hunter2 too" false', 'false'],
    ['false&&echo hunter2', 'false'],
    ['TOKEN=$(echo hunter2) false', 'command'],
    ['TOKEN="$(echo hunter2)" false', 'command'],
    ['TOKEN=hunter2; false', 'command'],
    ['"false" hunter2', 'command'],
  ])('that fails is named without its arguments, which may be secret: %s', async (text, name) => {
    const { kind, reason } = await run(command(text)).then((result) => ({ reason: '', ...result }));
    expect({ kind, reason }).toEqual({ kind: 'failed', reason: `the hook ${name} of after_step ended with 1` });
  });

  it('fails when there is no such command, or a signal ends it', async () => {
    expect(await run(command('no-such-command'))).toEqual(failed(/ended with 127: .*no-such-command/));
    expect(await run(command('kill -9 $$'))).toEqual(failed(/ended with SIGKILL/));
  });

  it('fails when the folder that it should run in does not exist', async () => {
    expect(await run(command('true'), { root: join(root, 'gone') })).toEqual(failed(/could not be called: .*ENOENT/));
  });

  it('that hangs is ended after its timeout, with every process that it started', async () => {
    const hanging = `echo waiting; ${SLEEP} & echo $! > child; echo $$ > shell; wait`;
    expect(await run(command(hanging, '1s'))).toEqual(failed(/did not answer within 1s: waiting$/));
    expect([pidIn('child'), pidIn('shell')].filter(isRunning)).toEqual([]);
  });

  it('that hangs and ignores SIGTERM is killed', async () => {
    const stubborn = `trap '' TERM; sh -c '${SLEEP}' & echo $! > child; echo $$ > shell; while :; do ${SLEEP}; done`;
    const sleep = () => Promise.resolve();
    expect(await run(command(stubborn, '1s'), { sleep })).toEqual(failed(/did not answer within 1s/));
    expect([pidIn('child'), pidIn('shell')].filter(isRunning)).toEqual([]);
  });

  it('is finished when it exits, even if it leaves a process running', async () => {
    expect(await run(command(`${SLEEP} & echo $! > child; echo done`))).toEqual({ kind: 'agreed' });
    process.kill(pidIn('child'));
    expect(context.printed.err).toEqual(['after_step: done']);
  });

  it('is stopped by Ctrl-C, and has no result then', async () => {
    const interruption = new AbortController();
    const io = { ...context.io, err: () => interruption.abort() };
    const stopped = run(command(`echo $$ > shell; echo begun; ${SLEEP}`), { io, signal: interruption.signal });
    await expect(stopped).rejects.toMatchObject({ name: 'UserError', exitCode: 130 });
    expect(isRunning(pidIn('shell'))).toBe(false);
  });

  it('that fails is the last one to run', async () => {
    expect(await run([command('echo one'), command('false'), command('echo three')])).toMatchObject({ kind: 'failed' });
    expect(context.printed.err).toEqual(['after_step: one']);
  });
});

describe('an HTTP call', () => {
  const got: { readonly path: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body });
      const status = Number.parseInt(request.url?.slice(1) ?? '');
      if (status > 0) response.writeHead(status, { location: '/200' }).end('no, not now\n');
    });
  });
  let base: string;
  beforeAll(async () => {
    base = await listen(server);
  });
  afterAll(() => closeServer(server));
  const http = (address: string, timeout = '1m'): Hook => ({ http: address, timeout });

  it('gets the payload by POST, and agrees with 2xx', async () => {
    expect(await run(http(`${base}/202`))).toEqual({ kind: 'agreed' });
    expect(got.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([['/202', PAYLOAD]]);
  });

  it.each(['302', '404', '500'])(
    'fails with %s; the reason has the answer, and only the host of the address',
    async (status) => {
      const { host } = new URL(base);
      const reason = new RegExp(`^the hook ${host} of after_step answered ${status}: no, not now$`);
      expect(await run(http(`${base}/${status}?token=secret`))).toEqual(failed(reason));
    },
  );

  it('that hangs times out', async () => {
    expect(await run(http(`${base}/hang`, '1s'))).toEqual(failed(/did not answer within 1s$/));
  });

  it('fails when nothing answers, without its address in the reason', async () => {
    const result = await run(http('http://user:secret@127.0.0.1:1/secret'));
    expect(result).toEqual(failed(/could not be called/));
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('may be named by a variable, and fails when that is not set', async () => {
    expect(await run(http('$CHECK'), { env: { CHECK: `${base}/200` } })).toEqual({ kind: 'agreed' });
    expect(await run(http('$CHECK'), { env: {} })).toEqual(
      failed(/could not be called: the variable CHECK is not set/),
    );
    const secret = await run(http('$CHECK'), { env: { CHECK: 'ftp://secret' } });
    expect(secret).toEqual(failed(/the variable CHECK does not contain a web address$/));
  });
});

describe('a Lambda function', () => {
  afterEach(cleanUp);

  it('gets the payload, and agrees unless it fails, reports a failure, or takes too long', async () => {
    const { controlPort, lambda } = await bench();
    const code = `
      if (event.reason === 'throw') throw new TypeError('no');
      if (event.reason === 'hang') await new Promise((resolve) => setTimeout(resolve, 600000));
      return event.reason === 'nothing' ? undefined : { status: event.reason, got: event.services[0].name };`;
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'check',
        Role: 'arn:aws:iam::000000000000:role/r',
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Code: { ZipFile: nodeZip(code) },
        Timeout: 900,
      }),
    );
    const environment = environmentOf({ target: 'sandbox', sandbox: { control_port: controlPort } });
    const invoke = (reason: string, lambdaName = 'check', timeout = '1m'): Promise<HookResult> =>
      runHooks(context, environment, [{ lambda: lambdaName, timeout }], { ...PAYLOAD, reason });
    expect(await invoke('nothing')).toEqual({ kind: 'agreed' });
    expect(await invoke('Succeeded')).toEqual({ kind: 'agreed' });
    expect(await invoke('Failed')).toEqual(failed(/^the hook check of after_step reported Failed: .*"got":"web"/));
    expect(await invoke('InProgress')).toEqual(failed(/reported InProgress/));
    expect(await invoke('throw')).toEqual(failed(/failed \(Unhandled\): .*TypeError/));
    expect(await invoke('hang', 'check', '1s')).toEqual(failed(/did not answer within 1s$/));
    expect(await invoke('nothing', 'gone')).toEqual(failed(/could not be called: lambda:InvokeFunction/));
  });
});

describe('the hooks of several services', () => {
  it('are those of the point; one that both have is selected once', () => {
    const shared = { command: 'a', timeout: '1m' };
    const web = serviceOf('web', { rollout: { hooks: { before_shift: [shared], after_step: [{ command: 'b' }] } } });
    const api = serviceOf('api', { rollout: { hooks: { before_shift: [shared, { http: 'https://x.y' }] } } });
    expect(selectHooks([web, api], 'before_shift')).toEqual([shared, { http: 'https://x.y', timeout: '1m' }]);
    expect(selectHooks([web, api], 'on_rollback')).toEqual([]);
  });
});
