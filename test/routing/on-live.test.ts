// Rules on a listener where others have moved them, or changed their hosts and paths.
import { describe, expect, it } from '@jest/globals';
import { desiredRules, diffRules, placeOnLive } from '../../routing';
import type { Condition, ObservedRule } from '../../routing';
import { web } from './services';

const desired = desiredRules(web);
const live: ObservedRule[] = desired.map((rule) => ({ ...rule, arn: `arn ${rule.role}` }));

const paths = (values: readonly string[]): Condition => ({ kind: 'path-pattern', values });

describe('rules placed on what is live', () => {
  it('are the same where nobody changed anything', () => {
    expect(placeOnLive(desired, live)).toEqual(desired);
  });

  it('stay as they are where there is no such rule, and beside a rule of another service', () => {
    const foreign = live.map((rule) => ({ ...rule, action: { kind: 'other' as const, type: 'authenticate-oidc' } }));
    expect(placeOnLive(desired, [])).toEqual(desired);
    expect(placeOnLive(desired, foreign)).toEqual(desired);
  });

  it('have hosts and paths of their own again where those of the listener leave no room for a source', () => {
    const five = paths(['/1', '/2', '/3', '/4', '/5']);
    const widened = live.map((rule) => ({ ...rule, conditions: [five] }));
    const changed = diffRules(placeOnLive(desired, widened), widened).changes.map(({ rule }) => rule);
    expect(changed).toEqual(desired.filter(({ role }) => role !== 'production'));
  });
});
