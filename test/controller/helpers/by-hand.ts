// Changes a sandbox's listener by hand, with the unchanged SDK.
import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CREDENTIALS } from '../../helpers/credentials';

/** Changes rules of a listener without ctl. */
export interface ByHand {
  foreignRule(priority: number, conditions: readonly RuleCondition[]): Promise<void>;
  setWeights(priority: number, blue: number, green: number): Promise<void>;
  /** Forwards to one color only, without weights, as the console does. */
  setSingle(priority: number, color: 'blue' | 'green'): Promise<void>;
  setSources(priority: number, sources: readonly string[]): Promise<void>;
  setPaths(priority: number, paths: readonly string[]): Promise<void>;
  /** Moves a rule to another priority; it keeps its ARN. */
  move(priority: number, to: number): Promise<void>;
  remove(priority: number): Promise<void>;
}

/** Works on the only listener behind a control endpoint. */
export function byHand(controlPort: number): ByHand {
  const client = new ElasticLoadBalancingV2Client({
    endpoint: `http://127.0.0.1:${controlPort}`,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
  const listener = async (): Promise<string | undefined> => {
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({}));
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
    const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
    return Listeners?.[0]?.ListenerArn;
  };
  const ruleAt = async (priority: number): Promise<Rule> => {
    const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: await listener() }));
    const found = Rules.find((rule) => rule.Priority === String(priority));
    if (!found) throw new Error(`no rule ${priority}`);
    return found;
  };
  return {
    foreignRule: async (priority, conditions) => {
      await client.send(
        new CreateRuleCommand({
          ListenerArn: await listener(),
          Priority: priority,
          Conditions: [...conditions],
          Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
        }),
      );
    },
    setWeights: async (priority, blue, green) => {
      const rule = await ruleAt(priority);
      const groups = rule.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      const TargetGroups = groups.map((group) => ({
        ...group,
        Weight: group.TargetGroupArn?.includes('-blue/') ? blue : green,
      }));
      await client.send(
        new ModifyRuleCommand({
          RuleArn: rule.RuleArn,
          Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
        }),
      );
    },
    setSingle: async (priority, color) => {
      const rule = await ruleAt(priority);
      const groups = rule.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
      const TargetGroupArn = groups.find((group) => group.TargetGroupArn?.includes(`-${color}/`))?.TargetGroupArn;
      await client.send(
        new ModifyRuleCommand({ RuleArn: rule.RuleArn, Actions: [{ Type: 'forward', TargetGroupArn }] }),
      );
    },
    setSources: async (priority, sources) => {
      const rule = await ruleAt(priority);
      const Conditions = (rule.Conditions ?? []).map((condition) =>
        condition.Field === 'source-ip'
          ? { Field: 'source-ip', SourceIpConfig: { Values: [...sources] } }
          : { Field: condition.Field, PathPatternConfig: condition.PathPatternConfig },
      );
      await client.send(new ModifyRuleCommand({ RuleArn: rule.RuleArn, Conditions }));
    },
    setPaths: async (priority, paths) => {
      const rule = await ruleAt(priority);
      const Conditions = (rule.Conditions ?? []).map((condition) =>
        condition.Field === 'path-pattern'
          ? { Field: 'path-pattern', PathPatternConfig: { Values: [...paths] } }
          : { Field: condition.Field, SourceIpConfig: condition.SourceIpConfig },
      );
      await client.send(new ModifyRuleCommand({ RuleArn: rule.RuleArn, Conditions }));
    },
    move: async (priority, to) => {
      const { RuleArn } = await ruleAt(priority);
      await client.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: to }] }));
    },
    remove: async (priority) => {
      await client.send(new DeleteRuleCommand({ RuleArn: (await ruleAt(priority)).RuleArn }));
    },
  };
}
