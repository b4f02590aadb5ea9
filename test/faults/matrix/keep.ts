// Keeps the state of a world of the matrix, and brings it back: only its rules where nothing else of the sandbox is another, so that
// its functions keep running.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ElasticLoadBalancingV2Client, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfig } from '../../../controller/aws/clients';
import { toConditionInput, toForwardInput } from '../../../controller/aws/elbv2-input';
import type { ObservedRule } from '../../../routing';
import { environmentOf } from './invariants';
import type { MatrixWorld } from './worlds';

const STATE = 'state/state.json';
/** What the sandbox itself keeps. */
const OF_SANDBOX = 'state';

/** The state of a world at one time. */
export interface Kept {
  restore(): Promise<void>;
  remove(): void;
}

interface State {
  readonly rules: readonly ObservedRule[];
  readonly targetGroups: readonly { readonly name: string; readonly arn: string }[];
}

/** Copies the files of a world, its clock, and the state of its sandbox. */
export function keep(world: MatrixWorld): Kept {
  const aside = mkdtempSync(join(tmpdir(), 'ctl-kept-'));
  const at = world.clock.milliseconds;
  const filter = (source: string): boolean => source !== join(world.root, OF_SANDBOX);
  cpSync(world.root, aside, { recursive: true, filter });
  const state = world.read(STATE);
  const objects = [...world.objects];
  return {
    restore: async () => {
      for (const name of readdirSync(world.root))
        if (name !== OF_SANDBOX) rmSync(join(world.root, name), { recursive: true });
      cpSync(aside, world.root, { recursive: true });
      world.clock.milliseconds = at;
      world.objects.clear();
      for (const [name, object] of objects) world.objects.set(name, object);
      if (world.read(STATE) !== state) await restoreRules(world, JSON.parse(state) as State);
      if (world.read(STATE) !== state) await world.restart(state);
    },
    remove: () => rmSync(aside, { recursive: true, force: true }),
  };
}

/** Changes every rule back that is another now. */
async function restoreRules(world: MatrixWorld, wanted: State): Promise<void> {
  const now = JSON.parse(world.read(STATE)) as State;
  if (JSON.stringify({ ...now, rules: [] }) !== JSON.stringify({ ...wanted, rules: [] })) return;
  const client = new ElasticLoadBalancingV2Client(clientConfig(environmentOf(world), { root: world.root, env: {} }));
  const arnOf = (name: string): string => now.targetGroups.find((group) => group.name === name)?.arn ?? name;
  for (const rule of wanted.rules) {
    const same = now.rules.find(({ arn }) => arn === rule.arn);
    if (!same || JSON.stringify(same) === JSON.stringify(rule) || rule.action.kind !== 'forward') continue;
    const Actions = [toForwardInput(rule.action, arnOf)];
    await client.send(
      new ModifyRuleCommand({ RuleArn: rule.arn, Conditions: rule.conditions.map(toConditionInput), Actions }),
    );
  }
  client.destroy();
}
