// A rule with a login and a rewrite of others, through real Terraform: a rollback moves traffic and keeps both, and no verb loses them.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeCdktfJson } from '../../bench/environments';
import { createWorld } from '../controller/helpers/context';
import { makeListener } from '../helpers/listener';
import { LOGIN, URL_REWRITE } from '../helpers/listener-rules';
import { startMoto } from '../helpers/moto';
import type { Moto } from '../helpers/moto';
import { startRulesOfOthers } from '../helpers/rules-of-others';
import type { RulesOfOthers } from '../helpers/rules-of-others';

const PRIORITY = 200;
const LONG = 300_000;
const THEIRS = { actions: [LOGIN], transforms: [URL_REWRITE] };

/** moto knows neither transforms nor logins on rules: the proxy before it adds both to its answers. */
const environmentText = (url: string, listener: string): string => `region: us-east-1
emulator_endpoint: ${url}
network: { create: {} }
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
  web:
    paths: [/web*]
    priority: ${PRIORITY}
    handler: index.handler
    runtime: nodejs20.x
    alarms: { enabled: false }
    blue_package: ../code/v1
    green_package: ../code/v2
    active_color: blue
    activate_canary: false
    green_weight: 0
`;

const world = createWorld();
const env = { ...process.env, USER: 'tester' };
let moto: Moto;
let others: RulesOfOthers;

const ctl = (line: string) => world.ctl(`${line} -e test`, { env });

/** The split that is live, and that nothing of others was lost, sent anew or reset. */
async function expectLive(blue: number, theirs: object): Promise<void> {
  const { document } = await world.json('status -e test', { env });
  expect(document).toMatchObject({ services: [{ live: { blue, green: 100 - blue } }] });
  expect(others.on(PRIORITY)).toMatchObject(theirs);
  expect(others.modified.flat().filter((name) => /^(ResetTransforms|Transforms)/.test(name))).toEqual([]);
}

beforeAll(async () => {
  moto = await startMoto();
  others = await startRulesOfOthers(Number(new URL(moto.url).port));
  for (const version of ['v1', 'v2'])
    world.write(`code/${version}/index.mjs`, `export const handler = () => '${version}';`);
  world.write('environments/test.yaml', environmentText(others.url, await makeListener(moto.url)));
  writeCdktfJson(world.root);
  for (const line of ['deploy --yes', 'shift web --green 50 --via live']) {
    expect(await ctl(line)).toMatchObject({ code: 0 });
  }
}, LONG);

afterAll(async () => {
  others.close();
  await moto.stop();
  world.remove();
});

describe('a rule with a login and a rewrite of others, at 50 %', () => {
  beforeAll(() => others.put(PRIORITY, THEIRS));

  it(
    'is shown by status and drift',
    async () => {
      const named = 'authenticate-oidc, url-rewrite';
      expect((await ctl('status')).out).toContain(`not in the file, and stays: ${named}`);
      const { code, out } = await ctl('drift');
      expect({ code, out }).toMatchObject({ code: 4, out: expect.stringContaining(`green 50 %, with ${named}`) });
      await expectLive(50, THEIRS);
    },
    LONG,
  );

  it(
    'is changed by no verb through Terraform, which would lose the login',
    async () => {
      const { code, err } = await ctl('shift web --green 60');
      expect({ code, err }).toMatchObject({ code: 4, err: expect.stringContaining('authenticate-oidc') });
      await expectLive(50, THEIRS);
    },
    LONG,
  );

  it(
    'is rolled back with both as they were; Terraform’s wish to remove the login is named, and not recommended',
    async () => {
      const { code, out, err } = await ctl('rollback web');
      expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('and stays: authenticate-oidc') });
      expect(out).toMatch(
        /web: everyone gets blue \((v\d+-\w+, )?package \.\.\/code\/v1\), canary off — accepted and read back/,
      );
      expect(err).toMatch(/would take away what others have put on aws_lb_listener_rule\.\S+ \(authenticate-oidc\)/);
      expect(err).toContain('ctl drift -e test shows it');
      await expectLive(100, THEIRS);
    },
    LONG,
  );
});

describe('a rule with a rewrite alone', () => {
  it(
    'is shifted through Terraform, which leaves the rewrite alone',
    async () => {
      others.put(PRIORITY, { transforms: [URL_REWRITE] });
      expect(await ctl('shift web --green 10')).toMatchObject({ code: 0 });
      await expectLive(90, { transforms: [URL_REWRITE] });
    },
    LONG,
  );
});
