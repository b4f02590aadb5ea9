import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, foreignEnvironment, get, temporaryDir } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

const run = promisify(execFile);

/** Runs `aws` against a sandbox and reads its JSON. */
async function aws<T = unknown>(on: Bench, ...args: string[]): Promise<T> {
  const { stdout } = await run('aws', ['--output', 'json', ...args], { env: foreignEnvironment(on) });
  return JSON.parse(stdout || '{}') as T;
}

describe('the aws command', () => {
  it('builds a service behind the load balancer, moves its traffic, and reads it back', async () => {
    const on = await bench();
    const dir = temporaryDir();
    const groups: string[] = [];
    for (const name of ['svc-blue', 'svc-green']) {
      writeFileSync(join(dir, `${name}.zip`), answering(name));
      const common = [
        '--runtime',
        'nodejs20.x',
        '--handler',
        'index.handler',
        '--role',
        'arn:aws:iam::000000000000:role/r',
      ];
      await aws(
        on,
        'lambda',
        'create-function',
        '--function-name',
        name,
        '--zip-file',
        `fileb://${dir}/${name}.zip`,
        '--publish',
        ...common,
      );
      const alias = await aws<{ AliasArn: string }>(
        on,
        'lambda',
        'create-alias',
        '--function-name',
        name,
        '--name',
        'live',
        '--function-version',
        '1',
      );
      const made = await aws<{ TargetGroups: { TargetGroupArn: string }[] }>(
        on,
        'elbv2',
        'create-target-group',
        '--name',
        name,
        '--target-type',
        'lambda',
      );
      const group = made.TargetGroups[0]?.TargetGroupArn ?? '';
      groups.push(group);
      await aws(
        on,
        'lambda',
        'add-permission',
        '--function-name',
        name,
        '--qualifier',
        'live',
        '--statement-id',
        'elb',
        '--action',
        'lambda:InvokeFunction',
        '--principal',
        'elasticloadbalancing.amazonaws.com',
        '--source-arn',
        group,
      );
      await aws(on, 'elbv2', 'register-targets', '--target-group-arn', group, '--targets', `Id=${alias.AliasArn}`);
    }
    const { Listeners } = await aws<{ Listeners: { ListenerArn: string; Port: number }[] }>(
      on,
      'elbv2',
      'describe-listeners',
      '--load-balancer-arn',
      (await aws<{ LoadBalancers: { LoadBalancerArn: string }[] }>(on, 'elbv2', 'describe-load-balancers'))
        .LoadBalancers[0]?.LoadBalancerArn ?? '',
    );
    expect(Listeners[0]?.Port).toBe(on.port);
    const listener = Listeners[0]?.ListenerArn ?? '';
    const actions = (blue: number): string =>
      JSON.stringify([
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: groups[0], Weight: blue },
              { TargetGroupArn: groups[1], Weight: 100 - blue },
            ],
          },
        },
      ]);
    const { Rules } = await aws<{ Rules: { RuleArn: string }[] }>(
      on,
      'elbv2',
      'create-rule',
      '--listener-arn',
      listener,
      '--priority',
      '10',
      '--conditions',
      'Field=path-pattern,Values=/svc*',
      '--actions',
      actions(100),
    );
    expect((await get(on, { path: '/svc' })).body).toBe('svc-blue');
    await aws(on, 'elbv2', 'modify-rule', '--rule-arn', Rules[0]?.RuleArn ?? '', '--actions', actions(0));
    expect((await get(on, { path: '/svc' })).body).toBe('svc-green');
    const described = await aws(on, 'elbv2', 'describe-rules', '--listener-arn', listener);
    expect(described).toMatchObject({
      Rules: [
        {
          Priority: '10',
          Conditions: [{ Field: 'path-pattern', Values: ['/svc*'] }],
          Actions: [{ ForwardConfig: { TargetGroups: [{ Weight: 0 }, { Weight: 100 }] } }],
        },
        { Priority: 'default', IsDefault: true },
      ],
    });
    const health = await aws(on, 'elbv2', 'describe-target-health', '--target-group-arn', groups[0] ?? '');
    expect(health).toMatchObject({ TargetHealthDescriptions: [{ TargetHealth: { State: 'unavailable' } }] });
    expect(await aws(on, 'sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
  }, 120_000);

  it('prints the errors with the codes of AWS', async () => {
    const on = await bench();
    const failed = aws(on, 'elbv2', 'delete-rule', '--rule-arn', 'arn:none');
    await expect(failed).rejects.toMatchObject({ stderr: expect.stringContaining('(RuleNotFound)') });
  }, 30_000);

  it('invokes a function in each way, and names what the sandbox does not do', async () => {
    const on = await bench();
    const dir = temporaryDir();
    writeFileSync(join(dir, 'fn.zip'), answering('hello'));
    const role = ['--role', 'arn:aws:iam::000000000000:role/r'];
    const code = ['--runtime', 'nodejs20.x', '--handler', 'index.handler', '--zip-file', `fileb://${dir}/fn.zip`];
    const create = (...more: string[]) =>
      aws(on, 'lambda', 'create-function', '--function-name', 'fn', ...role, ...code, ...more);
    await expect(create('--tracing-config', 'Mode=Active')).rejects.toMatchObject({
      stderr: expect.stringContaining('the field TracingConfig.Mode of CreateFunction only with the value PassThrough'),
    });
    await create();
    const invoke = (type: string) =>
      aws(on, 'lambda', 'invoke', '--function-name', 'fn', '--invocation-type', type, join(dir, 'out'));
    expect(await invoke('DryRun')).toMatchObject({ StatusCode: 204 });
    expect(await invoke('Event')).toMatchObject({ StatusCode: 202 });
    expect(await invoke('RequestResponse')).toMatchObject({ StatusCode: 200 });
    expect(readFileSync(join(dir, 'out'), 'utf8')).toContain('hello');
  }, 120_000);
});
