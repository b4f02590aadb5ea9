// Rules on which others have put something: read as ours, and sent back with a change.
import type { Action, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { toModifyInput } from '../../../controller/aws/elbv2-input';
import { toObservedRule } from '../../../controller/aws/elbv2-observed';
import { desiredRules, diffRules, isOurs } from '../../../routing';
import type { DesiredRule, RoutedService } from '../../../routing';
import {
  BLUE,
  COGNITO,
  GREEN,
  HOST_REWRITE,
  LOGIN,
  ONLY_GREEN,
  URL_REWRITE,
  hostRegex,
  productionRule,
  weighted,
} from '../../helpers/listener-rules';
import { web } from '../../routing/services';

const production = (changes: Partial<RoutedService> = {}): DesiredRule => {
  const rule = desiredRules({ ...web, ...changes }).find((one) => one.role === 'production');
  if (!rule) throw new Error('a service has a production rule');
  return rule;
};

/** What a rollback sends for a rule of AWS. */
const sent = (rule: Rule, desired = production()) => {
  const [change] = diffRules([desired], [toObservedRule(rule)]).changes;
  if (change?.kind !== 'modify') throw new Error('the rule differs');
  return toModifyInput(change, (name) => (name === 'web-blue' ? BLUE : GREEN));
};

const ALL_BLUE = {
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: BLUE, Weight: 100 },
      { TargetGroupArn: GREEN, Weight: 0 },
    ],
    TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 3600 },
  },
};

describe('a rule of ours with something of others', () => {
  it.each<[string, Partial<Rule>]>([
    ['a login', { Actions: [LOGIN, { ...weighted(50, 50), Order: 2 }] }],
    ['a login after the forward in the list', { Actions: [{ ...weighted(50, 50), Order: 2 }, LOGIN] }],
    ['a rewrite of the URL', { Transforms: [URL_REWRITE] }],
    ['a rewrite of the host', { Transforms: [HOST_REWRITE] }],
    ['a regular expression', { Conditions: [hostRegex('^web').both] }],
    ['a condition of a kind that Teal does not know', { Conditions: [{ Field: 'moon-phase' }] }],
  ])('is ours with %s, and is shown with it', (_, parts) => {
    const observed = toObservedRule(productionRule(parts));
    expect(isOurs(production(), observed)).toBe(true);
    expect(observed.kept).toBeDefined();
    expect(observed.action).toMatchObject({ kind: 'forward', targets: [{ weight: 50 }, { weight: 50 }] });
  });

  it('is not ours when it forwards to a group of others after a login', () => {
    const foreign: Action = { Type: 'forward', TargetGroupArn: BLUE.replace('web-blue', 'their-group') };
    expect(isOurs(production(), toObservedRule(productionRule({ Actions: [LOGIN, foreign] })))).toBe(false);
  });

  it('has nothing of others otherwise', () => {
    expect(toObservedRule(productionRule()).kept).toBeUndefined();
  });
});

describe('a change of a rule', () => {
  it('sends a login back, with the secret that no answer has', () => {
    const { Actions, Conditions } = sent(productionRule({ Actions: [LOGIN, { ...weighted(50, 50), Order: 2 }] }));
    expect(Actions).toEqual([
      { ...LOGIN, AuthenticateOidcConfig: { ...LOGIN.AuthenticateOidcConfig, UseExistingClientSecret: true } },
      { ...ALL_BLUE, Order: 2 },
    ]);
    expect(Conditions).toBeUndefined();
  });

  it('sends a login with Cognito back as it is, since it has no secret', () => {
    const { Actions } = sent(productionRule({ Actions: [COGNITO, { ...weighted(50, 50), Order: 2 }] }));
    expect(Actions).toEqual([COGNITO, { ...ALL_BLUE, Order: 2 }]);
  });

  it('never sends or resets transforms', () => {
    const input = sent(productionRule({ Transforms: [URL_REWRITE, HOST_REWRITE] }));
    expect(input).toEqual({ Actions: [ALL_BLUE] });
  });

  it.each<[string, RuleCondition]>(Object.entries(hostRegex('^web')))(
    'keeps a regular expression that stands instead of the host names, in the form %s',
    (_, regex) => {
      const live = productionRule({ Conditions: [regex] });
      expect(sent(live)).toEqual({ Actions: [ALL_BLUE] });
      const onPath = production({ paths: ['/shop'], green_weight: 50 });
      const { Conditions } = sent(live, onPath);
      const newer = regex.HostHeaderConfig ? hostRegex('^web').newer : regex;
      expect(Conditions).toEqual([{ Field: 'path-pattern', PathPatternConfig: { Values: ['/shop'] } }, newer]);
    },
  );

  it('keeps a condition of a kind that Teal does not know beside those of the file', () => {
    const { Conditions } = sent(productionRule({ Conditions: [{ Field: 'moon-phase', Values: ['full'] }] }));
    expect(Conditions).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['web.example.com'] } },
      { Field: 'moon-phase', Values: ['full'], RegexValues: undefined },
    ]);
  });

  it('is not needed for weights that are the same shares', () => {
    for (const [actions, green_weight] of [
      [[weighted(1, 1)], 50],
      [[weighted(900, 100)], 10],
      [[ONLY_GREEN], 100],
    ] as const) {
      const rule = production({ green_weight });
      expect(diffRules([rule], [toObservedRule(productionRule({ Actions: [...actions] }))]).changes).toEqual([]);
    }
  });
});
