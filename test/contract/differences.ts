// Calls that the sandbox and moto answer differently, and how.
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, ElasticLoadBalancingV2Client, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

/** An emulator to ask: its client, and the ARN of its one listener. */
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

/** A forward action to so many new target groups, each of one weight. */
async function forward(side: Side, prefix: string, count: number, Weight: number): Promise<Action[]> {
  const TargetGroups = [];
  for (let index = 0; index < count; index++) {
    TargetGroups.push({ TargetGroupArn: await createGroup(side, `${prefix}-${index}`), Weight });
  }
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}

/** What is asked of both, and the name of the error that each gives; undefined for one that takes it. */
export interface Difference {
  readonly call: string;
  readonly ask: (side: Side) => Promise<unknown>;
  readonly sandbox: string | undefined;
  readonly moto: string | undefined;
}

/** One row of docs/emulators.md each. */
export const DIFFERENCES: readonly Difference[] = [
  {
    call: 'CreateRule with six condition values',
    ask: (side) => createRule(side, [paths('/a', '/b', '/c', '/d', '/e', '/f')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with six wildcards',
    ask: (side) => createRule(side, [paths('/*/*/*/*/*/*')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with two source-ip conditions',
    ask: (side) => createRule(side, [sources('192.0.2.1/32'), sources('192.0.2.2/32')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule for the source 255.255.255.255/32',
    ask: (side) => createRule(side, [sources('255.255.255.255/32')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule for a source that is no CIDR block',
    ask: (side) => createRule(side, [sources('192.0.2.1')]),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule with a weight of 1000',
    ask: async (side) => createRule(side, [paths('/heavy')], await forward(side, 'heavy', 1, 1000)),
    sandbox: 'ValidationError',
    moto: undefined,
  },
  {
    call: 'CreateRule that forwards to six target groups',
    ask: async (side) => createRule(side, [paths('/six')], await forward(side, 'six', 6, 1)),
    sandbox: 'TooManyTargets',
    moto: undefined,
  },
  {
    call: 'CreateTargetGroup twice with the same settings',
    ask: async (side) => [await createGroup(side, 'twice'), await createGroup(side, 'twice')],
    sandbox: undefined,
    moto: 'DuplicateTargetGroupName',
  },
  {
    call: 'DeleteRule for a rule that is gone',
    ask: async (side) => {
      const RuleArn = await createRule(side, [paths('/gone')]);
      await side.client.send(new DeleteRuleCommand({ RuleArn }));
      await side.client.send(new DeleteRuleCommand({ RuleArn }));
    },
    sandbox: 'RuleNotFound',
    moto: undefined,
  },
  {
    call: 'SetRulePriorities that swaps two rules',
    ask: async (side) => {
      const arns = [await createRule(side, [paths('/one')]), await createRule(side, [paths('/two')])];
      const RulePriorities = arns.map((RuleArn, index) => ({ RuleArn, Priority: priority - index }));
      await side.client.send(new SetRulePrioritiesCommand({ RulePriorities }));
    },
    sandbox: undefined,
    moto: 'PriorityInUse',
  },
  {
    call: 'CreateRule when 100 rules are there',
    ask: async (side) => {
      for (let rule = 0; rule < 101; rule++) await createRule(side, [paths(`/many${rule}`)]);
    },
    sandbox: 'TooManyRules',
    moto: undefined,
  },
];
