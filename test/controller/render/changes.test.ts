// What changes, and colours are only used on a terminal.
import { describe, expect, it } from '@jest/globals';
import { createStyle, wantsColor } from '../../../controller/core/style';
import { describeChanges } from '../../../controller/render/changes';
import type { Forward } from '../../../routing';

describe('changes', () => {
  it('show what others have put on a rule on both sides, since it stays', () => {
    const kept = { actions: [{ type: 'authenticate-oidc', wire: {} }], conditions: [], transforms: [] };
    const action = (blue: number): Forward => ({
      kind: 'forward',
      targets: [{ targetGroup: 'web-blue', weight: blue }],
      stickinessSeconds: null,
    });
    const rule = { service: 'web', role: 'production', priority: 200, conditions: [], action: action(100) } as const;
    const before = { arn: 'arn:x', priority: 200, conditions: [], action: action(7), kept };
    const change = { kind: 'modify', arn: 'arn:x', rule, before, parts: ['action'] } as const;
    expect(describeChanges([{ kind: 'rule', change }], createStyle(false))).toEqual([
      '~ web production (rule 200): blue 100 %, with authenticate-oidc → blue 100 %, with authenticate-oidc',
    ]);
  });

  it('have the beginning of each hash', () => {
    const detail = 'code 6uOZnK5Qfk1DEj6lRvR7xULoo+mi5+VhH2qKeX/RoIY= -> iCRJVV04CVr5JQ4Xnq4XI5kcHOTzAzqoBvXgLNUao/0=';
    const planned = { kind: 'sandbox', action: 'update', resource: 'function local-web-green', detail } as const;
    expect(describeChanges([planned], createStyle(false))).toEqual([
      '~ function local-web-green: code 6uOZnK5Q… -> iCRJVV04…',
    ]);
  });

  it('of Terraform name what they take away', () => {
    const planned = {
      kind: 'terraform',
      stack: 'prod-web',
      address: 'aws_lb_listener_rule.rule-production',
      actions: ['update'],
      changed: ['action'],
      lost: 'authenticate-oidc',
    } as const;
    expect(describeChanges([planned], createStyle(false))).toEqual([
      '~ prod-web: aws_lb_listener_rule.rule-production: action; takes away what others have put on it: authenticate-oidc',
    ]);
  });
});

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('with %j on a terminal: %s are %s', (env, terminal, colored) => {
    expect(wantsColor(env, terminal)).toBe(colored);
  });
});
