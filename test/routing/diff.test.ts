import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { desiredRules, diffRules } from '../../routing';
import type { Change, ObservedRule, RoutedService } from '../../routing';
import { anyService } from './services';

const observe = (service: RoutedService): ObservedRule[] =>
  desiredRules(service).map((rule) => ({ ...rule, arn: `arn:rule/${rule.priority}` }));

/** Applies changes as a listener does. */
function applyTo(observed: readonly ObservedRule[], changes: readonly Change[]): ObservedRule[] {
  const rules = new Map(observed.map((rule) => [rule.priority, rule]));
  for (const change of changes) {
    const { priority, conditions, action } = change.rule;
    const arn = change.kind === 'modify' ? change.arn : `arn:new/${priority}`;
    rules.set(priority, { arn, priority, conditions, action });
  }
  return [...rules.values()];
}

const phase = fc.record({
  active_color: fc.constantFrom<'blue' | 'green'>('blue', 'green'),
  activate_canary: fc.boolean(),
  green_weight: fc.integer({ min: 0, max: 100 }),
});

describe('the difference between desired and observed rules', () => {
  it('applied to the observed gives the desired, and a second difference is empty', () => {
    fc.assert(
      fc.property(anyService, phase, fc.boolean(), (service, change, fresh) => {
        const observed = fresh ? [] : observe(service);
        const desired = desiredRules({ ...service, ...change });
        const first = diffRules(desired, observed);
        expect(first.conflicts).toEqual([]);
        expect(diffRules(desired, applyTo(observed, first.changes))).toEqual({ changes: [], conflicts: [] });
      }),
    );
  });

  it('changes rules in place, under the ARN and priority they have', () => {
    fc.assert(
      fc.property(anyService, phase, (service, change) => {
        for (const one of diffRules(desiredRules({ ...service, ...change }), observe(service)).changes) {
          expect(one.kind === 'modify' && one.before.arn).toBe(`arn:rule/${one.rule.priority}`);
        }
      }),
    );
  });

  it('does not change foreign rules and reports one at the same priority', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const foreign: ObservedRule = {
          arn: 'arn:foreign',
          priority: service.priority,
          conditions: [],
          action: { kind: 'fixed-response', status: 503 },
        };
        const { changes, conflicts } = diffRules(desiredRules(service), [foreign]);
        expect(conflicts.map((conflict) => conflict.observed)).toEqual([foreign]);
        expect(changes.every((change) => change.rule.priority !== service.priority)).toBe(true);
      }),
    );
  });

  it('ignores the order of values and the case of host names', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const shuffled = observe(service).map((rule) => ({
          ...rule,
          conditions: rule.conditions
            .map((condition) =>
              condition.kind === 'host-header'
                ? { ...condition, values: condition.values.map((value) => value.toUpperCase()).reverse() }
                : condition,
            )
            .reverse(),
        }));
        expect(diffRules(desiredRules(service), shuffled).changes).toEqual([]);
      }),
    );
  });
});
