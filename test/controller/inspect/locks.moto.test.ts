// The locks in S3, as ctl doctor, status and unlock see them: the environment's, and those of Terraform's states.
import { hostname } from 'node:os';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../../controller/core/context';
import { checkLocks } from '../../../controller/inspect/check-locks';
import { checkStateLocks } from '../../../controller/inspect/check-state-locks';
import { openEnvironment, findEnvironment } from '../../../controller/workspace/open-environment';
import type { Environment } from '../../../environments';
import { testContext } from '../../contract/context';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { createWorld } from '../helpers/context';
import type { World } from '../helpers/context';

const Bucket = 'acme-state';
let moto: Moto;
let world: World;
let s3: S3Client;
let context: Context;
let environment: Environment;
const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', USER: 'tester' };

beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  world = createWorld();
  world.write('environments/prod.yaml', prod(moto.url));
  world.write('code/v1/index.mjs', '');
  context = testContext(world.root, { env: { ...process.env, ...env } });
  environment = (await openEnvironment(context, await findEnvironment(context, 'prod'))).environment;
}, 60_000);
afterAll(async () => {
  await moto.stop();
  world.remove();
});

const prod = (url: string): string => `target: aws
emulator_endpoint: ${url}
region: us-east-1
state: { bucket: ${Bucket} }
network: { create: {} }
load_balancer: { create: { name: shop } }
services:
  web:
    paths: [/web]
    priority: 200
    handler: index.handler
    runtime: nodejs20.x
    blue_package: ../code/v1
    active_color: blue
    green_weight: 0
`;

const put = (key: string, document: unknown): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket, Key: `teal/prod/${key}`, Body: JSON.stringify(document) }));

const tflock = (Who: string): unknown => ({
  ...{ ID: '5f2c1d6a', Operation: 'OperationTypeApply', Info: '', Who, Version: '1.11.4' },
  ...{ Created: '2026-11-21T02:40:11Z', Path: `${Bucket}/teal/prod/prod-web.tfstate` },
});

describe('ctl doctor', () => {
  it('finds nothing while nothing is locked', async () => {
    expect((await checkLocks(context, environment)).map(({ about, ok }) => [about, ok])).toEqual([
      ['lock', true],
      ['lock in S3', true],
    ]);
    expect(await checkStateLocks(context, environment)).toMatchObject([{ ok: true, detail: 'not locked' }]);
  });

  it('names a state that was left locked on this machine, and the command that frees it', async () => {
    await put('prod-web.tfstate.tflock', tflock(`anna@${hostname()}`));
    expect(await checkStateLocks(context, environment)).toEqual([
      {
        ...{ about: 'terraform state', ok: false, needed: false },
        detail: `prod-web is locked by anna@${hostname()} since 2026-11-21T02:40:11Z (OperationTypeApply); no Terraform of ctl runs for it here`,
        hint: 'Only when it runs nowhere any more: terraform -chdir=cdktf.out/stacks/prod-web force-unlock 5f2c1d6a',
      },
    ]);
  });

  it('does not judge a state that another machine locked', async () => {
    await put('prod-web.tfstate.tflock', tflock('anna@build-7'));
    expect(await checkStateLocks(context, environment)).toMatchObject([
      { ok: null, hint: expect.stringContaining('force-unlock 5f2c1d6a') },
    ]);
  });

  it('names the holder of the lock on another machine; ctl unlock frees it', async () => {
    const since = '2026-11-21T02:40:11.000Z';
    const holder = { pid: 4711, host: 'build-7', verb: 'shift', since, token: 'theirs', who: 'anna' };
    await put('locks/prod.json', holder);
    expect(await checkLocks(context, environment)).toMatchObject([
      { about: 'lock', ok: true },
      {
        about: 'lock in S3',
        ok: null,
        detail: expect.stringContaining('ctl shift (process 4711 on build-7, by anna'),
        hint: 'If it has ended: ctl unlock -e prod',
      },
    ]);
    expect(await world.json('unlock -e prod --yes', { env: context.env })).toMatchObject({
      code: 0,
      document: { freed: [{ place: `s3://${Bucket}/teal/prod/locks/prod.json`, life: 'elsewhere', holder }] },
    });
    expect(await checkLocks(context, environment)).toMatchObject([{ ok: true }, { ok: true }]);
    const { document } = await world.json('history -e prod', { env: context.env });
    expect(document).toMatchObject({ entries: [{ verb: 'unlock', overrode: expect.stringContaining('build-7') }] });
  });
});
