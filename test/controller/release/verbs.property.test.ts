// Properties of every verb from every state, and of every sequence of verbs.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Service } from '../../../environments/schema';
import { canary, phaseOf, promote, takeSnapshot, rollback, settle, shift, stage } from '../../../controller/release';
import type { Decision } from '../../../controller/release';
import { desiredRules } from '../../../routing';
import { anyService } from './service';

type Verb = (service: Service) => Decision;

const percent = fc.integer({ min: 0, max: 100 });

const anyVerb: fc.Arbitrary<Verb> = fc.oneof(
  fc.record({ of: fc.constantFrom('blue' as const, 'green' as const, 'candidate' as const), percent }).map(
    (share): Verb =>
      (service) =>
        shift(service, share),
  ),
  fc.constantFrom<Verb>(
    promote,
    rollback,
    settle,
    (service) => canary(service, { on: true }),
    (service) => canary(service, { on: true, ips: ['198.51.100.9/32'] }),
    (service) => canary(service, { on: false }),
    (service) => stage(service, { code: { kind: 'package', source: './v3.zip' } }),
    (service) =>
      stage(service, {
        code: { kind: 'package', source: './v4.zip' },
        settings: { handler: 'main.run', runtime: 'nodejs22.x' },
      }),
    (service) => stage(service, { code: { kind: 'image', uri: 'repo/web@sha256:1' } }),
  ),
);

const after = (decision: Decision): Service => (decision.kind === 'change' ? decision.after : decision.before);

const identity = (service: Service): unknown =>
  desiredRules(service).map(({ role, priority, conditions }) => ({
    role,
    priority,
    conditions: conditions.filter((condition) => condition.kind !== 'source-ip'),
  }));

describe('any sequence of verbs', () => {
  it('keeps the weights of every rule at 100 in total', () => {
    fc.assert(
      fc.property(anyService, fc.array(anyVerb, { maxLength: 12 }), (start, verbs) => {
        const end = verbs.reduce((service, verb) => after(verb(service)), start);
        for (const rule of desiredRules(end)) {
          expect(rule.action.targets.reduce((sum, target) => sum + target.weight, 0)).toBe(100);
        }
      }),
    );
  });

  it('never leaves an image and a package on one color', () => {
    fc.assert(
      fc.property(anyService, fc.array(anyVerb, { maxLength: 12 }), (start, verbs) => {
        const end = verbs.reduce((service, verb) => after(verb(service)), start);
        expect(end.blue_image === undefined || end.blue_package === undefined).toBe(true);
        expect(end.green_image === undefined || end.green_package === undefined).toBe(true);
      }),
    );
  });

  it('never changes the identity or the priority of a rule', () => {
    fc.assert(
      fc.property(anyService, fc.array(anyVerb, { maxLength: 12 }), (start, verbs) => {
        const end = verbs.reduce((service, verb) => after(verb(service)), start);
        expect(identity(end)).toEqual(identity(start));
      }),
    );
  });

  it('returns to 100 % on the active color, canary off, after one rollback', () => {
    fc.assert(
      fc.property(anyService, fc.array(anyVerb, { maxLength: 12 }), (start, verbs) => {
        const end = verbs.reduce((service, verb) => after(verb(service)), start);
        const back = after(rollback(end));
        expect(phaseOf(back)).toBe('steady');
        expect(back.active_color).toBe(end.active_color);
        expect(takeSnapshot(back).weights[back.active_color]).toBe(100);
        expect(back.activate_canary).toBe(false);
      }),
    );
  });
});

describe('every verb', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyService, anyVerb, (start, verb) => {
        const once = verb(start);
        if (once.kind !== 'change') return;
        const again = verb(once.after);
        // Whether staged content is new is only known once it is resolved.
        expect(again.kind === 'change' ? again.edits : []).toEqual([]);
      }),
    );
  });

  it('changes the settings that its edits name, and no others', () => {
    fc.assert(
      fc.property(anyService, anyVerb, (start, verb) => {
        const decision = verb(start);
        if (decision.kind !== 'change') return;
        const named = new Set(decision.edits.map((edit) => edit.path[2]));
        const differing = Object.keys(decision.after).filter(
          (key) =>
            JSON.stringify(Reflect.get(decision.after, key)) !== JSON.stringify(Reflect.get(decision.before, key)),
        );
        expect(new Set(differing)).toEqual(named);
      }),
    );
  });

  it('never puts code on a color that gets traffic', () => {
    fc.assert(
      fc.property(anyService, (start) => {
        const decision = stage(start, { code: { kind: 'package', source: './v3.zip' } });
        if (decision.kind !== 'change') return;
        const weights = takeSnapshot(start).weights;
        for (const color of ['blue', 'green'] as const) {
          const key = `${color}_package` as const;
          if (decision.after[key] !== start[key]) expect(weights[color]).toBe(0);
        }
      }),
    );
  });
});
