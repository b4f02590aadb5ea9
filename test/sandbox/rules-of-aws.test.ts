// Listener rules: what AWS refuses of their actions, and regular expressions and transforms, which the load balancer does.
import { CreateRuleCommand, DescribeRulesCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  Action,
  FixedResponseActionConfig,
  ModifyRuleCommandInput,
  RedirectActionConfig,
  RuleCondition,
  RuleTransform,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOST_REWRITE, LOGIN, URL_REWRITE } from '../helpers/listener-rules';
import { bench, cleanUp, deploy, get, listenerArn, nodeZip, path } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

let on: Bench;
let listener: string;
beforeEach(async () => {
  on = await bench();
  listener = await listenerArn(on.elb);
});

const OK: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'rule' } };

interface Parts {
  readonly conditions?: RuleCondition[];
  readonly actions?: Action[];
  readonly transforms?: RuleTransform[];
}

async function create({ conditions = [path('*')], actions = [OK], transforms }: Parts, Priority = 1): Promise<string> {
  const command = new CreateRuleCommand({
    ListenerArn: listener,
    Priority,
    Conditions: conditions,
    Actions: actions,
    Transforms: transforms,
  });
  return (await on.elb.send(command)).Rules?.[0]?.RuleArn ?? '';
}

const read = async (RuleArn: string) =>
  (await on.elb.send(new DescribeRulesCommand({ RuleArns: [RuleArn] }))).Rules?.[0];

describe('a fixed response', () => {
  it.each<[string, FixedResponseActionConfig]>([
    ['status 301', { StatusCode: '301' }],
    ['status 99', { StatusCode: '99' }],
    ['the content type application/xml', { StatusCode: '200', ContentType: 'application/xml' }],
    ['a body of 1025 characters', { StatusCode: '200', MessageBody: 'x'.repeat(1025) }],
  ])('is refused with %s', async (_, config) => {
    const action: Action = { Type: 'fixed-response', FixedResponseConfig: config };
    await expect(create({ actions: [action] })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('is taken with a body of 1024 characters and each content type of AWS', async () => {
    const MessageBody = 'x'.repeat(1024);
    const types = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];
    for (const [index, ContentType] of types.entries()) {
      const FixedResponseConfig = { StatusCode: '503', ContentType, MessageBody };
      await create(
        { conditions: [path(`/${index}`)], actions: [{ Type: 'fixed-response', FixedResponseConfig }] },
        index + 1,
      );
    }
    const answer = await get(on, { path: '/1' });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([503, 'text/css', MessageBody]);
  });
});

describe('a redirect', () => {
  it.each<[string, Partial<RedirectActionConfig>, string]>([
    ['nothing but its status, which is a loop', {}, 'InvalidLoadBalancerActionException'],
    [
      'the parts of the request, which is a loop',
      { Host: '#{host}', Path: '/#{path}', Query: 'a=1' },
      'InvalidLoadBalancerActionException',
    ],
    ['the protocol FTP', { Protocol: 'FTP' }, 'ValidationError'],
    ['the port 0', { Port: '0' }, 'ValidationError'],
    ['the port 65536', { Port: '65536' }, 'ValidationError'],
    ['a path that does not begin with a slash', { Path: 'a' }, 'ValidationError'],
    ['a host of 129 characters', { Host: 'x'.repeat(129) }, 'ValidationError'],
    ['a query of 129 characters', { Host: 'a', Query: 'x'.repeat(129) }, 'ValidationError'],
  ])('is refused with %s', async (_, config, name) => {
    const actions: Action[] = [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', ...config } }];
    await expect(create({ actions })).rejects.toMatchObject({ name });
  });

  it('is refused with a status that is not 301 or 302', async () => {
    const RedirectConfig = { StatusCode: 'HTTP_307', Host: 'a.org' } as unknown as RedirectActionConfig;
    await expect(create({ actions: [{ Type: 'redirect', RedirectConfig }] })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('is taken when one part differs from the request', async () => {
    const RedirectConfig: RedirectActionConfig = { StatusCode: 'HTTP_302', Protocol: 'HTTPS', Port: '443' };
    await create({ actions: [{ Type: 'redirect', RedirectConfig }] });
    const answer = await get(on, { path: '/a?b=1', headers: { host: 'a.org' } });
    expect([answer.status, answer.headers.location]).toEqual([302, 'https://a.org:443/a?b=1']);
  });
});

describe('an action', () => {
  it.each<[string, Action, string]>([
    ['a login', LOGIN, 'AuthenticateOidcConfig'],
    ['an order other than 1', { ...OK, Order: 2 }, 'Order'],
    ['no configuration', { Type: 'redirect' }, 'RedirectConfig'],
    [
      'the configuration of another type',
      { ...OK, RedirectConfig: { StatusCode: 'HTTP_301', Host: 'a.org' } },
      'RedirectConfig',
    ],
    ['a target group beside a fixed response', { ...OK, TargetGroupArn: 'arn' }, 'TargetGroupArn'],
  ])('is refused with %s, which it names', async (_, action, named) => {
    await expect(create({ actions: [action] })).rejects.toThrow(named);
  });

  it('keeps the duration of stickiness that is off', async () => {
    const TargetGroupArn = await deploy(on, 'svc', nodeZip('return {}'));
    const off = (DurationSeconds?: number): Action => ({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: false, DurationSeconds },
      },
    });
    const RuleArn = await create({ actions: [off(60)] });
    const sticky = async () => (await read(RuleArn))?.Actions?.[0]?.ForwardConfig?.TargetGroupStickinessConfig;
    expect(await sticky()).toEqual({ Enabled: false, DurationSeconds: 60 });
    await on.elb.send(new ModifyRuleCommand({ RuleArn, Actions: [off()] }));
    expect(await sticky()).toEqual({ Enabled: false });
  });
});

describe('a regular expression', () => {
  const host = (...RegexValues: string[]): RuleCondition => ({
    Field: 'host-header',
    HostHeaderConfig: { RegexValues },
  });
  const header: RuleCondition = {
    Field: 'http-header',
    HttpHeaderConfig: { HttpHeaderName: 'X-Team', RegexValues: ['^(blue|green)-\\d+$'] },
  };

  it.each<[string, RuleCondition, object, boolean]>([
    ['the host', host('^tenant-[0-9]+\\.example\\.org$'), { headers: { host: 'Tenant-7.example.org:80' } }, true],
    ['another host', host('^tenant-[0-9]+\\.example\\.org$'), { headers: { host: 'web.example.org' } }, false],
    ['one of several', host('^no$', '\\.org$'), { headers: { host: 'web.example.org' } }, true],
    ['the path', { Field: 'path-pattern', RegexValues: ['^/api/v\\d+/'] }, { path: '/api/v2/users?x=/api/' }, true],
    ['a path in other letters', { Field: 'path-pattern', RegexValues: ['^/api/'] }, { path: '/API/v2' }, false],
    ['a header', header, { headers: { 'x-team': ['red', 'Green-12'] } }, true],
    ['no header', header, {}, false],
  ])('is matched on %s', async (_, condition, ask, matches) => {
    await create({ conditions: [condition] });
    expect((await get(on, ask)).status).toBe(matches ? 200 : 404);
  });

  it('is read as it was written', async () => {
    const RuleArn = await create({ conditions: [host('^a$'), header] });
    expect((await read(RuleArn))?.Conditions).toMatchObject([
      { Field: 'host-header', RegexValues: ['^a$'], HostHeaderConfig: { RegexValues: ['^a$'] } },
      header,
    ]);
    await on.elb.send(new ModifyRuleCommand({ RuleArn, Actions: [OK] }));
    expect((await read(RuleArn))?.Conditions).toHaveLength(2);
  });

  it.each<[string, RuleCondition[]]>([
    ['a lookahead', [host('^(?!web).*$')]],
    ['a Unicode class', [host('\\p{L}')]],
    ['repetitions within repetitions', [host('^(a+)+$')]],
    ['values beside it', [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.org'], RegexValues: ['a'] } }]],
    ['a field that has none', [{ Field: 'source-ip', RegexValues: ['^10'] }]],
    ['five others in the rule', [path('/a'), host('a', 'b', 'c', 'd', 'e')]],
    ['more than 128 characters', [host('a'.repeat(129))]],
  ])('is refused with %s', async (_, conditions) => {
    await expect(create({ conditions })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('transforms', () => {
  const url = (Regex: string, Replace: string): RuleTransform => ({
    Type: 'url-rewrite',
    UrlRewriteConfig: { Rewrites: [{ Regex, Replace }] },
  });
  const echo = nodeZip(
    'return { statusCode: 200, body: JSON.stringify([event.path, event.queryStringParameters, event.headers.host]) }',
  );
  const forwardTo = (TargetGroupArn: string): Action[] => [{ Type: 'forward', TargetGroupArn }];
  const modify = (input: ModifyRuleCommandInput) => on.elb.send(new ModifyRuleCommand(input));

  it('rewrite the URL and the host that the function gets', async () => {
    const actions = forwardTo(await deploy(on, 'svc', echo));
    const conditions = [path('/shop/*')];
    await create({ conditions, actions, transforms: [URL_REWRITE, HOST_REWRITE] });
    await create({ conditions: [path('/dp/*')], actions, transforms: [url('^/dp/(\\w+)/?$', '/product?id=$1')] }, 2);
    await create({ conditions: [path('/x')], actions, transforms: [url('^([^?]*)', '/y')] }, 3);
    await create({ conditions: [path('/bad')], actions, transforms: [url('^/bad$', 'no slash')] }, 4);
    const ask = async (asked: string) => (await get(on, { path: asked, headers: { host: 'web.example.com' } })).body;
    expect(await ask('/shop/cart?a=1')).toBe('["/cart",{"a":"1"},"internal.example.com"]');
    expect(await ask('/dp/B09/')).toBe('["/product",{"id":"B09"},"web.example.com"]');
    expect(await ask('/dp/B-09')).toBe('["/dp/B-09",{},"web.example.com"]');
    expect(await ask('/x?q=2')).toBe('["/y",{"q":"2"},"web.example.com"]');
    expect((await get(on, { path: '/bad' })).status).toBe(500);
  });

  it('are kept by ModifyRule unless they are given anew or reset, and read back', async () => {
    const RuleArn = await create({ transforms: [URL_REWRITE] });
    const transforms = async () => (await read(RuleArn))?.Transforms ?? [];
    await modify({ RuleArn, Actions: [OK], Conditions: [path('/a')] });
    expect(await transforms()).toEqual([URL_REWRITE]);
    await modify({ RuleArn, Transforms: [HOST_REWRITE] });
    expect(await transforms()).toEqual([HOST_REWRITE]);
    await modify({ RuleArn, ResetTransforms: true });
    expect(await transforms()).toEqual([]);
  });

  it.each<[string, RuleTransform[]]>([
    ['two of one type', [URL_REWRITE, url('a', 'b')]],
    [
      'two rewrites',
      [
        {
          Type: 'url-rewrite',
          UrlRewriteConfig: {
            Rewrites: [
              { Regex: 'a', Replace: 'b' },
              { Regex: 'c', Replace: 'd' },
            ],
          },
        },
      ],
    ],
    ['no rewrite', [{ Type: 'url-rewrite' }]],
    ['the configuration of the other type', [{ ...URL_REWRITE, Type: 'host-header-rewrite' }]],
    ['a backreference', [url('^/(a)\\1$', '/')]],
    ['more than 1024 characters', [url('a'.repeat(1025), '/')]],
  ])('are refused with %s', async (_, transforms) => {
    await expect(create({ transforms })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
