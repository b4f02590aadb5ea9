// Calls that the sandbox and moto answer differently, and how.
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, ElasticLoadBalancingV2Client, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

/** An emulator: its client, and the ARN of its only listener. */
export interface Side {
  readonly client: ElasticLoadBalancingV2Client;
  readonly listener: string;
  readonly stop: () => Promise<void>;
}

const NOT_FOUND: Action[] = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
const sources = (...Values: string[]): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { Values } });
const paths = (...Values: string[]): RuleCondition => ({ Field: 'path-pattern', PathPatternConfig: { Values } });

let priority = 1000;
const createRule = async (side: Side, Conditions: RuleCondition[], Actions = NOT_FOUND): Promise<string> => {
  priority += 1;
  const command = new CreateRuleCommand({ ListenerArn: side.listener, Priority: priority, Conditions, Actions });
  return (await side.client.send(command)).Rules?.[0]?.RuleArn ?? '';
};

const createGroup = async ({ client }: Side, Name: string): Promise<string> => {
  const { TargetGroups } = await client.send(new CreateTargetGroupCommand({ Name, TargetType: 'lambda' }));
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
};

/** A forward action to new target groups, all with the same weight. */
async function forward(side: Side, prefix: string, count: number, Weight: number): Promise<Action[]> {
  const TargetGroups = [];
  for (let index = 0; index < count; index++) {
    TargetGroups.push({ TargetGroupArn: await createGroup(side, `${prefix}-${index}`), Weight });
  }
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}

/** A call to both, and the name of the error that each returns; undefined for one that accepts the call. */
export interface Difference {
  readonly call: string;
  readonly run: (side: Side) => Promise<unknown>;
  readonly sandbox: string | undefined;
  readonly moto: string | undefined;
}

/** One entry for each row of docs/emulators.md. */
export const DIFFERENCES: readonly Difference[] = [
  {
    call: 'CreateRule with six condition values',
    run: (side) => createRule(side, [paths('/a', '/b', '/c', '/d', '/e', '/f')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with six wildcards',
    run: (side) => createRule(side, [paths('/*/*/*/*/*/*')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with two source-ip conditions',
    run: (side) => createRule(side, [sources('192.0.2.1/32'), sources('192.0.2.2/32')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule for the source 255.255.255.255/32',
    run: (side) => createRule(side, [sources('255.255.255.255/32')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule for a source that is not a CIDR block',
    run: (side) => createRule(side, [sources('192.0.2.1')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with a weight of 1000',
    run: async (side) => createRule(side, [paths('/heavy')], await forward(side, 'heavy', 1, 1000)),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule that forwards to six target groups',
    run: async (side) => createRule(side, [paths('/six')], await forward(side, 'six', 6, 1)),
    sandbox: 'TooManyTargets',
    moto: undefined,
  },
  {
    call: 'CreateTargetGroup twice with the same settings',
    run: async (side) => [await createGroup(side, 'twice'), await createGroup(side, 'twice')],
    sandbox: undefined,
    moto: 'DuplicateTargetGroupName',
  },
  {
    call: 'DeleteRule for a rule that was deleted',
    run: async (side) => {
      const RuleArn = await createRule(side, [paths('/gone')]);
      await side.client.send(new DeleteRuleCommand({ RuleArn }));
      await side.client.send(new DeleteRuleCommand({ RuleArn }));
    },
    sandbox: 'RuleNotFound',
    moto: undefined,
  },
  {
    call: 'SetRulePriorities that swaps two rules',
    run: async (side) => {
      const arns = [await createRule(side, [paths('/one')]), await createRule(side, [paths('/two')])];
      const RulePriorities = arns.map((RuleArn, index) => ({ RuleArn, Priority: priority - index }));
      await side.client.send(new SetRulePrioritiesCommand({ RulePriorities }));
    },
    sandbox: undefined,
    moto: 'PriorityInUse',
  },
  {
    call: 'CreateRule when there are 100 rules',
    run: async (side) => {
      for (let rule = 0; rule < 101; rule++) await createRule(side, [paths(`/many${rule}`)]);
    },
    sandbox: 'TooManyRules',
    moto: undefined,
  },
];
