// What each kind of verb may change in a plan.
import { describe, expect, it } from '@jest/globals';
import { guard } from '../../../controller/terraform';
import { desiredRules } from '../../../routing';
import type { DesiredRule, RoutedService } from '../../../routing';
import type { GuardRule, ResourceChange, StackPlan } from '../../../controller/terraform';
import type { ServingResources } from '../../../controller/terraform/types';

const change = (address: string, overrides: Partial<ResourceChange> = {}): ResourceChange => ({
  address,
  type: address.split('.')[0] ?? '',
  name: address.split('.')[1] ?? '',
  actions: ['update'],
  before: null,
  after: null,
  changed: ['action'],
  ...overrides,
});

const plan = (...changes: ResourceChange[]): StackPlan => ({
  stack: 'prod-api',
  service: 'api',
  dir: '/stacks/prod-api',
  planFile: '/stacks/prod-api/teal.tfplan',
  changes,
  outputChanges: ['green_version'],
});

const api: RoutedService = {
  name: 'api',
  family: 'prod-api',
  hostnames: ['api.example.com'],
  paths: [],
  priority: 200,
  canary_slots: 1,
  whitelisted_ips: ['198.51.100.7/32'],
  active_color: 'blue',
  activate_canary: false,
  green_weight: 0,
};

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup';

/** A rule in Terraform's state. */
const stateOf = ({ priority, conditions, action }: DesiredRule): object => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/prod/1/2/3',
  priority,
  condition: conditions.map(({ kind, values }) => ({ [kind.replace('-', '_')]: [{ values }] })),
  action: [
    {
      type: 'forward',
      forward: [
        {
          target_group: action.targets.map((one) => ({ arn: `${GROUP}/${one.targetGroup}/1`, weight: one.weight })),
          stickiness: [{ enabled: action.stickinessSeconds !== null, duration: action.stickinessSeconds ?? 3600 }],
        },
      ],
    },
  ],
});

const ruleOf = (role: string, changes: Partial<RoutedService>): DesiredRule => {
  const found = desiredRules({ ...api, ...changes }).find((one) => one.role === role);
  if (!found) throw new Error(`no rule ${role}`);
  return found;
};

/** The change of one rule between two settings of the service. */
const moved = (role: string, before: Partial<RoutedService>, after: Partial<RoutedService>): ResourceChange =>
  change(`aws_lb_listener_rule.rule-${role}`, {
    before: stateOf(ruleOf(role, before)),
    after: stateOf(ruleOf(role, after)),
    changed: ['action', 'condition'],
  });

const rule = { ...moved('production', {}, { green_weight: 10 }), address: 'aws_lb_listener_rule.production' };
const ofColor = (type: string, part: string, color: string): ResourceChange =>
  change(`${type}.${part}-${color}`, { before: {}, changed: ['source_code_hash'] });
const greenFunction = ofColor('aws_lambda_function', 'function', 'green');
const greenAlias = ofColor('aws_lambda_alias', 'alias', 'green');
const blueFunction = ofColor('aws_lambda_function', 'function', 'blue');

/** The plan of a function that goes from a package to an image, as Terraform makes it; unknown values are left out of `after`. */
const otherKind = (color: string): ResourceChange[] => {
  const replaced = (address: string, changed: string[]): ResourceChange =>
    change(`${address}-${color}`, {
      actions: ['delete', 'create'],
      before: { function_name: `prod-api-${color}` },
      after: {},
      changed,
    });
  return [
    { ...replaced('aws_lambda_function.function', ['arn', 'package_type']), after: { package_type: 'Image' } },
    replaced('aws_lambda_alias.alias', ['arn', 'function_version']),
    replaced('aws_lambda_permission.permission', ['id', 'statement_id_prefix']),
    replaced('aws_lambda_permission.keep-warm-permission', ['id', 'statement_id_prefix']),
    replaced('aws_lb_target_group_attachment.attachment', ['id', 'target_id']),
    change(`aws_cloudwatch_event_target.keep-warm-${color}`, { after: { rule: 'keep-warm' }, changed: ['arn'] }),
  ];
};
const withChange = (name: string, overrides: Partial<ResourceChange>): StackPlan =>
  plan(...otherKind('green').map((one) => (one.name === name ? { ...one, ...overrides } : one)));

/** A routing verb that changes these settings. */
const verb = (before: Partial<RoutedService>, after: Partial<RoutedService>): GuardRule => ({
  kind: 'routing',
  services: ['api'],
  rules: { from: desiredRules({ ...api, ...before }), to: desiredRules({ ...api, ...after }) },
});
const SHIFTED = { green_weight: 10 };
const routing = verb({}, SHIFTED);
const forced: GuardRule = { kind: 'routing', services: ['api'], rules: { from: null, to: desiredRules(api) } };
const stage: GuardRule = { kind: 'stage', service: 'api', color: 'green' };
const deploy: GuardRule = { kind: 'deploy', allowDestroy: [], serving: [] };

const withWeights = (blue: number, green: number): DesiredRule => {
  const production = ruleOf('production', {});
  const targets = production.action.targets.map((one) => ({
    ...one,
    weight: one.targetGroup.endsWith('-blue') ? blue : green,
  }));
  return { ...production, action: { ...production.action, targets } };
};

const reasons = (plans: readonly StackPlan[], by: GuardRule): string[] => {
  const verdict = guard(plans, by);
  return verdict.ok ? [] : verdict.violations.map((one) => `${one.address}: ${one.reason}`);
};

describe('guard', () => {
  it.each<[string, GuardRule, StackPlan]>([
    [
      'a routing verb change rules in place',
      verb({}, { ...SHIFTED, activate_canary: true }),
      plan(rule, moved('canary-0', {}, { activate_canary: true })),
    ],
    ['a routing verb find nothing to change', routing, plan()],
    [
      'a routing verb write the same shares in other numbers',
      routing,
      plan({ ...rule, before: stateOf(withWeights(1, 1)), after: stateOf(withWeights(50, 50)) }),
    ],
    ['a forced verb change what others have changed', forced, plan(moved('production', { green_weight: 70 }, {}))],
    ["staging change its color's function and alias", stage, plan(greenFunction, greenAlias)],
    ['staging replace a function that becomes an image, with what belongs to it', stage, plan(...otherKind('green'))],
    [
      'staging that settles change rules too',
      { ...stage, rules: { from: desiredRules(api), to: desiredRules({ ...api, ...SHIFTED }) } },
      plan(greenFunction, greenAlias, rule),
    ],
    [
      'a deployment create and update anything',
      deploy,
      plan(rule, blueFunction, change('aws_vpc.new', { actions: ['create'] })),
    ],
    [
      'a deployment replace an alarm',
      deploy,
      plan(change('aws_cloudwatch_metric_alarm.x', { actions: ['delete', 'create'] })),
    ],
    [
      'a deployment destroy what was named',
      { kind: 'deploy', allowDestroy: ['aws_lambda_function.function-blue'], serving: [] },
      plan({ ...blueFunction, actions: ['delete'] }),
    ],
  ])('lets %s', (_title, by, plans) => {
    expect(guard([plans], by)).toEqual({ ok: true });
  });

  it.each<[string, GuardRule, StackPlan, string]>([
    ['a routing verb create a rule', routing, plan({ ...rule, actions: ['create'] }), 'would be created'],
    ['a routing verb destroy a rule', routing, plan({ ...rule, actions: ['delete'] }), 'would be destroyed'],
    ['a routing verb replace a rule', routing, plan({ ...rule, actions: ['delete', 'create'] }), 'would be replaced'],
    [
      "a routing verb move a rule's priority",
      routing,
      plan({ ...rule, changed: ['action', 'priority'] }),
      '(priority)',
    ],
    [
      'a canary move a weight that was edited',
      verb({ green_weight: 50 }, { green_weight: 50, activate_canary: true }),
      plan(moved('production', {}, { green_weight: 50 }), moved('canary-0', {}, { activate_canary: true })),
      'this verb did not decide its new weights: blue 100 %, green 0 % → blue 50 %, green 50 %',
    ],
    [
      'a shift change a condition that was edited',
      verb({ hostnames: ['new.example.com'] }, { green_weight: 10, hostnames: ['new.example.com'] }),
      plan(moved('production', {}, { green_weight: 10, hostnames: ['new.example.com'] })),
      'this verb did not decide its new conditions',
    ],
    [
      'a shift make traffic sticky for longer',
      verb({ green_weight: 10, stickiness_seconds: 60 }, { green_weight: 20, stickiness_seconds: 60 }),
      plan(
        moved('production', { green_weight: 10, stickiness_seconds: 5 }, { green_weight: 20, stickiness_seconds: 60 }),
      ),
      'this verb did not decide its new weights',
    ],
    [
      'a shift go to other weights than it decided',
      routing,
      plan(moved('production', {}, { green_weight: 90 })),
      'this verb did not decide its new weights',
    ],
    [
      'a forced verb go to other weights than it decided',
      forced,
      plan(moved('production', { green_weight: 70 }, { green_weight: 90 })),
      'this verb did not decide its new weights',
    ],
    [
      'a routing verb take a login away',
      forced,
      plan({ ...rule, lost: 'authenticate-oidc' }),
      'it would lose what others have put on it: authenticate-oidc',
    ],
    ['a routing verb change a rule of an unknown form', routing, plan({ ...rule, before: {} }), 'would be updated'],
    ['a routing verb change a function', routing, plan(blueFunction), 'not what its versions file says'],
    [
      'a routing verb change an alarm',
      routing,
      plan(change('aws_cloudwatch_metric_alarm.x')),
      'settings of api changed',
    ],
    [
      "a routing verb change another service's rule",
      { kind: 'routing', services: ['web'], rules: { from: null, to: [] } },
      plan(rule),
      'does not belong to web',
    ],
    ['a routing verb change the foundation', routing, { ...plan(rule), service: undefined }, 'does not belong to api'],
    ['staging change the other color', stage, plan(blueFunction), 'it belongs to blue'],
    ['staging change a rule', stage, plan(rule), 'settings of api changed'],
    [
      'staging replace a function',
      stage,
      plan({ ...greenFunction, actions: ['create', 'delete'] }),
      'would be replaced',
    ],
    [
      'staging replace what belongs to a function that is updated in place',
      stage,
      plan(greenFunction, ...otherKind('green').filter(({ name }) => name === 'permission-green')),
      'would be replaced',
    ],
    [
      'staging destroy a function that becomes an image',
      stage,
      plan({ ...change('aws_lambda_function.function-green', { actions: ['delete'], changed: ['package_type'] }) }),
      'would be destroyed',
    ],
    [
      'staging let another principal invoke a function that becomes an image',
      stage,
      withChange('permission-green', { after: { principal: '*' }, changed: ['id', 'principal'] }),
      'would be replaced (id, principal)',
    ],
    [
      'staging move a function that becomes an image to another target group',
      stage,
      withChange('attachment-green', { after: { target_group_arn: 'x' }, changed: ['target_group_arn', 'target_id'] }),
      'would be replaced (target_group_arn, target_id)',
    ],
    [
      'staging replace the target group of a function that becomes an image',
      stage,
      plan(
        ...otherKind('green'),
        change('aws_lb_target_group.target-group-green', { actions: ['delete', 'create'], after: {} }),
      ),
      'would be replaced',
    ],
    [
      'staging change a function of no known color',
      stage,
      plan(ofColor('aws_lambda_function', 'function', 'x')),
      'would be updated (source_code_hash)',
    ],
    [
      "staging change another service's stack",
      { ...stage, service: 'web' },
      plan(greenFunction),
      'does not belong to web',
    ],
    [
      'staging that settles create a rule',
      { ...stage, rules: { from: desiredRules(api), to: desiredRules({ ...api, ...SHIFTED }) } },
      plan({ ...rule, actions: ['create'] }),
      'would be created',
    ],
    ['a deployment forget a resource', deploy, plan({ ...rule, actions: ['forget'] }), 'would be forgotten'],
  ])('does not let %s', (_title, by, plans, reason) => {
    expect(reasons([plans], by)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    'aws_lambda_function',
    'aws_lambda_alias',
    'aws_lambda_permission',
    'aws_lb_target_group',
    'aws_lb_target_group_attachment',
    'aws_lb_listener_rule',
    'aws_lb',
    'aws_lb_listener',
    'aws_vpc',
    'aws_subnet',
    'aws_cloudwatch_log_group',
    'aws_something_new',
  ])('does not let a deployment destroy or replace an %s that was not named', (type) => {
    for (const actions of [['delete'], ['delete', 'create'], ['create', 'delete']] as const) {
      const verdict = guard([plan(change(`${type}.x`, { actions, changed: ['name'] }))], deploy);
      expect(verdict).toMatchObject({
        ok: false,
        violations: [{ hint: expect.stringContaining(`--allow-destroy ${type}.x`) }],
      });
    }
  });

  it('lets staging replace nothing of the other color, even when that becomes an image too', () => {
    expect(reasons([plan(...otherKind('green'), ...otherKind('blue'))], stage)).toHaveLength(otherKind('blue').length);
  });

  it('lets a deployment replace a function that becomes an image, unless it has traffic', () => {
    expect(reasons([plan(...otherKind('green'))], deploy)).toEqual([]);
    const serving = [{ service: 'api', color: 'green', shared: false } as const];
    expect(guard([plan(...otherKind('green'))], { ...deploy, serving })).toMatchObject({
      ok: false,
      violations: expect.arrayContaining([expect.objectContaining({ code: 'SERVES_TRAFFIC' })]),
    });
  });

  describe('of a color with traffic', () => {
    const touched = (name: string, serving: ServingResources, changed = ['memory_size']) =>
      guard([plan(change(`aws_x.${name}`, { changed }))], { ...deploy, serving: [serving] }).ok;
    const blue = { service: 'api', color: 'blue', shared: false } as const;

    it.each([
      ['function-blue', false],
      ['alias-blue', false],
      ['target-group-blue', false],
      ['attachment-blue', false],
      ['role-blue', false],
      ['blue-role-policy-aws-X', false],
      ['function-green', true],
      ['alarm-5xx-blue', true],
      ['role', true],
      ['rule-production', true],
    ])('%s may be touched: %s', (name, may) => {
      expect(touched(name, blue)).toBe(may);
    });

    it('keeps what it shares with the other color, and lets labels change', () => {
      expect(touched('role', { ...blue, shared: true })).toBe(false);
      expect(touched('role-policy-aws-X', { ...blue, shared: true })).toBe(false);
      expect(touched('function-blue', blue, ['tags', 'tags_all'])).toBe(true);
    });
  });

  it('names every violation of every plan', () => {
    expect(reasons([plan(blueFunction, greenAlias), plan({ ...rule, actions: ['create'] })], routing)).toHaveLength(3);
  });

  it('names the attribute that forces a replacement, and quotes an address that a shell would misread', () => {
    const verdict = guard(
      [plan(change('aws_subnet.a["x"]', { actions: ['delete', 'create'], changed: ['cidr_block'] }))],
      deploy,
    );
    expect(verdict).toMatchObject({
      violations: [
        {
          reason: expect.stringContaining('because of cidr_block'),
          hint: expect.stringContaining(`'aws_subnet.a["x"]'`),
        },
      ],
    });
  });
});
