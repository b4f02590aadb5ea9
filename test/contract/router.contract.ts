// The contract of every implementation of the Router port.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRouter } from '../../controller/aws/router';
import { openElbv2 } from '../../controller/aws/elbv2';
import { openTargetGroups } from '../../controller/aws/elbv2-targets';
import { toConditionInput, toForwardInput } from '../../controller/aws/elbv2-input';
import { findListener } from '../../controller/aws/find-listener';
import type { Environment } from '../../environments/schema';
import { desiredRules, diffRules } from '../../routing';
import type { DesiredRule, ObservedRule, RoutedService, Router } from '../../routing';
import { testContext } from './context';

/** A load balancer with one empty listener, which the contract is tested with. */
export interface Place {
  readonly environment: Environment;
  stop(): Promise<void>;
}

/** Small, so that reading needs several pages. */
const PAGE_SIZE = 2;

const context = testContext(process.cwd());

const service = (name: string, priority: number, changes: Partial<RoutedService> = {}): RoutedService => ({
  name,
  family: `contract-${name}`,
  hostnames: [`${name}.example.com`],
  paths: [],
  priority,
  canary_slots: 2,
  whitelisted_ips: ['198.51.100.7/32', '2001:db8::/64'],
  active_color: 'blue',
  activate_canary: false,
  green_weight: 0,
  ...changes,
});

const bring = async (router: Router, desired: readonly DesiredRule[]): Promise<number> => {
  const { changes, conflicts } = diffRules(desired, await router.read());
  expect(conflicts).toEqual([]);
  await router.apply(changes);
  return changes.length;
};

/** The rules of a service, by priority. */
const rulesOf = (rules: readonly ObservedRule[], desired: readonly DesiredRule[]): ObservedRule[] =>
  rules.filter((rule) => desired.some((one) => one.priority === rule.priority));

/** Runs the contract with what `start` returns. */
export function routerContract(title: string, start: () => Promise<Place>): void {
  describe(`the router over ${title}`, () => {
    let place: Place;
    let router: Router;

    beforeAll(async () => {
      place = await start();
      const groups = await openTargetGroups(place.environment, context);
      for (const family of ['contract-api', 'contract-web', 'contract-foreign']) {
        await groups.create(`${family}-blue`);
        await groups.create(`${family}-green`);
      }
      router = await createRouter(place.environment, context, { pageSize: PAGE_SIZE });
    }, 120_000);

    afterAll(async () => {
      await place.stop();
    });

    it('reads the default rule of an empty listener', async () => {
      expect((await router.read()).map((rule) => rule.priority)).toEqual(['default']);
    });

    it('creates the rules of a service, after which nothing differs', async () => {
      const desired = desiredRules(service('api', 200));
      expect(await router.verify(desired)).toHaveLength(3);
      expect(await bring(router, desired)).toBe(3);
      expect(await router.verify(desired)).toEqual([]);
      expect(diffRules(desired, await router.read())).toEqual({ changes: [], conflicts: [] });
    });

    it('reads every page', async () => {
      const desired = desiredRules(service('web', 300, { canary_slots: 4 }));
      await bring(router, desired);
      const priorities = (await router.read()).map((rule) => rule.priority);
      expect(priorities).toHaveLength(3 + 5 + 1);
      expect(new Set(priorities).size).toBe(priorities.length);
      expect(await router.verify(desired)).toEqual([]);
    });

    it.each<[string, Partial<RoutedService>, number]>([
      ['shifts weight', { green_weight: 10 }, 1],
      ['makes divided traffic sticky', { green_weight: 10, stickiness_seconds: 60 }, 1],
      ['promotes, without stickiness', { green_weight: 100, stickiness_seconds: 60 }, 1],
      ['switches the canary on', { green_weight: 100, activate_canary: true }, 1],
      ['rolls back', {}, 2],
      ['takes a path', { paths: ['/v2/*'] }, 3],
    ])('%s in place', async (_title, changes, count) => {
      const desired = desiredRules(service('api', 200, changes));
      const before = rulesOf(await router.read(), desired);
      expect(await bring(router, desired)).toBe(count);
      expect(await router.verify(desired)).toEqual([]);
      const after = rulesOf(await router.read(), desired);
      expect(after.map((rule) => [rule.arn, rule.priority])).toEqual(before.map((rule) => [rule.arn, rule.priority]));
    });

    it('reads with a second router what the first one changed', async () => {
      const desired = desiredRules(service('api', 200, { green_weight: 50 }));
      await bring(router, desired);
      expect(await (await createRouter(place.environment, context)).verify(desired)).toEqual([]);
    });

    it('reports each rule that is not as desired', async () => {
      const desired = desiredRules(service('api', 200, { green_weight: 51 }));
      const mismatches = await router.verify(desired);
      expect(mismatches.map(({ rule, observed }) => [rule.role, observed?.priority])).toEqual([['production', 200]]);
    });

    it('leaves foreign rules alone, and reports one at its priority as a conflict', async () => {
      const foreign = await addForeignRule(place.environment, 500);
      await bring(router, desiredRules(service('api', 200, { green_weight: 75 })));
      const rules = await router.read();
      const found = rules.find((rule) => rule.priority === 500);
      expect(found).toMatchObject({ action: foreign.action, conditions: foreign.conditions });
      const { conflicts, changes } = diffRules(desiredRules(service('api', 500)), rules);
      expect(conflicts.map(({ rule, observed }) => [rule.role, observed.priority])).toEqual([['production', 500]]);
      expect(changes.every((change) => change.kind === 'create')).toBe(true);
    });

    it('changes nothing when a target group is missing, and has a hint', async () => {
      const before = await router.read();
      const { changes } = diffRules(desiredRules(service('nowhere', 700)), before);
      await expect(router.apply(changes)).rejects.toMatchObject({
        message: expect.stringContaining('contract-nowhere-blue, contract-nowhere-green'),
        hint: expect.stringContaining('ctl deploy'),
      });
      expect(await router.read()).toEqual(before);
    });

    it('reports a priority that was taken in the meantime', async () => {
      const { changes } = diffRules(desiredRules(service('api', 800)), []);
      await addForeignRule(place.environment, 800);
      await expect(router.apply(changes)).rejects.toThrow(/CreateRule.*in use/);
    });
  });
}

/** Creates a rule of another owner through the API. */
async function addForeignRule(environment: Environment, priority: number): Promise<DesiredRule> {
  const api = await openElbv2(environment, context);
  const groups = await api.targetGroups(['contract-foreign-blue', 'contract-foreign-green']);
  const arnOf = (name: string): string => groups.find((one) => one.TargetGroupName === name)?.TargetGroupArn ?? '';
  const foreign = desiredRules(
    service('foreign', priority, { green_weight: 30, hostnames: [], paths: ['/foreign'] }),
  ).at(-1);
  if (!foreign) throw new Error('a service has at least its production rule');
  await api.createRule(await findListener(api, environment), priority, {
    Conditions: foreign.conditions.map(toConditionInput),
    Actions: [toForwardInput(foreign.action, arnOf)],
  });
  return foreign;
}
