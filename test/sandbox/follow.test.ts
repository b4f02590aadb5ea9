import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { PublishVersionCommand, UpdateAliasCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, deploy, forward, get, temporaryDir } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

/** A store of zips as environments/package.ts fills it. */
function packages(...zips: Uint8Array[]): string {
  const dir = join(temporaryDir(), 'packages');
  mkdirSync(dir, { recursive: true });
  for (const zip of zips) writeFileSync(join(dir, `${createHash('sha256').update(zip).digest('hex')}.zip`), zip);
  return dir;
}

const follow = (leader: Bench, packagesDir: string): Promise<Bench> =>
  bench({ controlPlane: leader.endpoint, controlPlaneCredentials: leader.credentials, packagesDir, pollMs: 3_600_000 });

describe('a sandbox that follows another control plane', () => {
  it('serves its rules, and their changes after a poll', async () => {
    const [blue, green] = [answering('blue'), answering('green')];
    const leader = await bench();
    const groups = [await deploy(leader, 'svc-blue', blue), await deploy(leader, 'svc-green', green)];
    const weights = (ofBlue: number) =>
      [ofBlue, 100 - ofBlue].map((Weight, index) => ({ TargetGroupArn: groups[index], Weight }));
    const RuleArn = await forward(leader, 10, { [groups[0] ?? '']: 100, [groups[1] ?? '']: 0 });
    const on = await follow(leader, packages(blue, green));
    await on.refresh();
    expect((await get(on)).body).toBe('blue');
    const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups: weights(0) } }];
    await leader.elb.send(new ModifyRuleCommand({ RuleArn, Actions }));
    expect((await get(on)).body).toBe('blue');
    await on.refresh();
    expect((await get(on)).body).toBe('green');
  });

  it('serves the version that the alias points at', async () => {
    const [one, two] = [answering('one'), answering('two')];
    const leader = await bench();
    await forward(leader, 10, { [await deploy(leader, 'svc-blue', one)]: 1 });
    const on = await follow(leader, packages(one, two));
    const FunctionName = 'svc-blue';
    await leader.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: two }));
    await leader.lambda.send(new PublishVersionCommand({ FunctionName }));
    await on.refresh();
    expect((await get(on)).body).toBe('one');
    await leader.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
    await on.refresh();
    expect((await get(on)).body).toBe('two');
  });

  it('answers 502 for code that it does not have, and logs which zip is missing', async () => {
    const leader = await bench();
    await forward(leader, 10, { [await deploy(leader, 'svc-blue', answering('x'))]: 1 });
    const on = await follow(leader, packages());
    await on.refresh();
    expect((await get(on)).status).toBe(502);
    expect(on.logs.join('\n')).toMatch(/function svc-blue version 1: its package .*\.zip is missing/);
  });

  it('keeps serving the last answer while the control plane is unreachable', async () => {
    const blue = answering('blue');
    const leader = await bench();
    await forward(leader, 10, { [await deploy(leader, 'svc-blue', blue)]: 1 });
    const on = await follow(leader, packages(blue));
    await on.refresh();
    await leader.close();
    await expect(on.refresh()).rejects.toThrow();
    expect((await get(on)).body).toBe('blue');
  });

  it('has no rules of its own to change', async () => {
    const leader = await bench();
    const on = await follow(leader, packages());
    await expect(forward(on, 1, {})).rejects.toThrow(/follows another control plane/);
  });
});
