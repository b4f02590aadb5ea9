// A sandbox that follows another control plane: rules that it can do, and rules that it names instead.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { COGNITO, HOST_REWRITE, LOGIN, URL_REWRITE, hostRegex } from '../helpers/listener-rules';
import { startRulesOfOthers } from '../helpers/rules-of-others';
import type { OnRule, RulesOfOthers } from '../helpers/rules-of-others';
import { bench, cleanUp, deploy, forward, get, nodeZip, path, temporaryDir } from './support';
import type { Bench } from './support';

const CODE = nodeZip('return { statusCode: 200, body: event.headers.host + event.path }');

let leader: Bench;
let others: RulesOfOthers;
let on: Bench;
let rule: string;
let group: string;

beforeAll(async () => {
  leader = await bench();
  group = await deploy(leader, 'svc', CODE);
  rule = await forward(leader, 50, { [group]: 1 }, [path('/shop/*')]);
  await forward(leader, 100, { [group]: 1 });
  others = await startRulesOfOthers(leader.controlPort);
  const packagesDir = join(temporaryDir(), 'packages');
  mkdirSync(packagesDir);
  writeFileSync(join(packagesDir, `${createHash('sha256').update(CODE).digest('hex')}.zip`), CODE);
  on = await bench({
    controlPlane: others.url,
    controlPlaneCredentials: leader.credentials,
    packagesDir,
    pollMs: 3_600_000,
  });
});
afterAll(async () => {
  others.close();
  await cleanUp();
});
beforeEach(async () => {
  others.clear();
  await on.refresh();
  on.logs.length = 0;
});

const asked = (url: string) => get(on, { path: url, headers: { host: 'web.example.com' } });
const named = () => on.logs.filter((line) => line.includes('the sandbox does not do'));
const jwt: Action = { Type: 'jwt-validation', JwtValidationConfig: { JwksEndpoint: 'https://a.org', Issuer: 'a' } };

describe('a rule of another control plane', () => {
  it.each<[string, OnRule, string]>([
    ['a login with OIDC', { actions: [LOGIN] }, 'the action authenticate-oidc'],
    ['a login with Cognito', { actions: [COGNITO] }, 'the action authenticate-cognito'],
    ['a check of a token', { actions: [jwt] }, 'the action jwt-validation'],
    ['a lookahead', { conditions: [hostRegex('^(?!tenant).*$').both] }, 'which has a lookahead or lookbehind'],
    ['a flag of another dialect', { conditions: [hostRegex('(?i)^WEB').newer] }, 'which has a flag'],
    [
      'an expression of another dialect in a transform',
      { transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '\\A/shop', Replace: '' }] } }] },
      'which has an escape that engines read differently',
    ],
    [
      'a condition that nobody knows',
      { conditions: [{ Field: 'moon-phase', Values: ['full'] }] },
      'a condition on moon-phase of this form',
    ],
  ])('with %s is named once in the log, and its requests get 501', async (_, parts, what) => {
    others.put(50, parts);
    await on.refresh();
    const answer = await asked('/shop/cart');
    expect([answer.status, answer.body]).toEqual([501, expect.stringContaining(what)]);
    await leader.elb.send(
      new ModifyRuleCommand({ RuleArn: rule, Actions: [{ Type: 'forward', TargetGroupArn: group }] }),
    );
    await on.refresh();
    await asked('/shop/cart');
    expect(named()).toEqual([expect.stringContaining(what)]);
    expect(named()[0]).toContain(`listener rule 50 (${rule})`);
    expect((await asked('/other')).body).toBe('web.example.com/other');
  });

  it('with regular expressions and transforms is done', async () => {
    others.put(50, {
      conditions: [hostRegex('^w[a-z]+\\.example\\.com$').both],
      transforms: [URL_REWRITE, HOST_REWRITE],
    });
    await on.refresh();
    expect((await asked('/shop/cart')).body).toBe('internal.example.com/cart');
    others.put(50, { conditions: [hostRegex('^tenant-[0-9]+\\.example\\.org$').both], transforms: [URL_REWRITE] });
    await on.refresh();
    expect((await asked('/shop/cart')).body).toBe('web.example.com/shop/cart');
    expect(named()).toEqual([]);
  });

  it('is named again when something else on it cannot be done, or when it comes back', async () => {
    for (const parts of [{ actions: [LOGIN] }, { actions: [COGNITO] }, {}, { actions: [COGNITO] }]) {
      others.put(50, parts);
      await on.refresh();
    }
    expect(named()).toHaveLength(3);
  });
});
