// The load balancer calls that Teal makes, with every page read and every error explained.
import type {
  Action,
  Listener,
  LoadBalancer,
  Rule,
  RuleCondition,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';
import { readPages } from './paginate';

/** Most names in one DescribeTargetGroups call. */
const NAMES_PER_CALL = 20;

/** The parts of a rule. */
export interface RuleInput {
  readonly Conditions?: RuleCondition[];
  readonly Actions?: Action[];
}

/** The seam to the ELBv2 API. Every method throws a UserError with a hint when the call fails. */
export interface Elbv2 {
  /** Undefined when no load balancer has that name. */
  loadBalancer(name: string): Promise<LoadBalancer | undefined>;
  listeners(loadBalancerArn: string): Promise<Listener[]>;
  rules(listenerArn: string): Promise<Rule[]>;
  /** The rules with these ARNs; undefined when one of them does not exist. */
  rulesByArn(arns: readonly string[]): Promise<Rule[] | undefined>;
  /** The target groups that exist among the names. */
  targetGroups(names: readonly string[]): Promise<TargetGroup[]>;
  /** Changes only the given parts. */
  modifyRule(arn: string, input: RuleInput): Promise<void>;
  createRule(listenerArn: string, priority: number, input: RuleInput): Promise<void>;
}

/** Opens the ELBv2 API of an environment. `pageSize` is the number of rules in a page; the API's default when left out. */
export async function openElbv2(environment: Environment, context: Context, pageSize?: number): Promise<Elbv2> {
  const sdk = await loadSdk(() => import('./sdk-elbv2'));
  const client = new sdk.ElasticLoadBalancingV2Client(clientConfig(environment, context));
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> =>
    callAws(environment, `elasticloadbalancing:${action}`, run);

  const named = (names: readonly string[]): Promise<TargetGroup[]> =>
    readPages(
      (Marker) => client.send(new sdk.DescribeTargetGroupsCommand({ Names: [...names], Marker })),
      (page) => page.TargetGroups,
    );

  return {
    loadBalancer: (name) =>
      call('DescribeLoadBalancers', async () => {
        const found = await emptyIfMissing('LoadBalancerNotFound', () =>
          readPages(
            (Marker) => client.send(new sdk.DescribeLoadBalancersCommand({ Names: [name], Marker })),
            (page) => page.LoadBalancers,
          ),
        );
        return found[0];
      }),
    listeners: (LoadBalancerArn) =>
      call('DescribeListeners', () =>
        readPages(
          (Marker) => client.send(new sdk.DescribeListenersCommand({ LoadBalancerArn, Marker })),
          (page) => page.Listeners,
        ),
      ),
    rules: (ListenerArn) =>
      call('DescribeRules', () =>
        readPages(
          (Marker) => client.send(new sdk.DescribeRulesCommand({ ListenerArn, Marker, PageSize: pageSize })),
          (page) => page.Rules,
        ),
      ),
    rulesByArn: (RuleArns) =>
      call('DescribeRules', async () => {
        try {
          return (await client.send(new sdk.DescribeRulesCommand({ RuleArns: [...RuleArns] }))).Rules ?? [];
        } catch (error) {
          if (isAwsError(error, 'RuleNotFound')) return undefined;
          throw error;
        }
      }),
    targetGroups: (names) =>
      call('DescribeTargetGroups', async () => {
        const groups: TargetGroup[] = [];
        for (let i = 0; i < names.length; i += NAMES_PER_CALL) {
          groups.push(...(await findExisting(named, names.slice(i, i + NAMES_PER_CALL))));
        }
        return groups;
      }),
    modifyRule: (RuleArn, input) =>
      call('ModifyRule', async () => {
        await client.send(new sdk.ModifyRuleCommand({ RuleArn, ...input }));
      }),
    createRule: (ListenerArn, Priority, { Conditions, Actions }) =>
      call('CreateRule', async () => {
        await client.send(new sdk.CreateRuleCommand({ ListenerArn, Priority, Conditions, Actions }));
      }),
  };
}

/** The API refuses a list with a name that does not exist; then each name is read separately. */
async function findExisting(
  find: (names: readonly string[]) => Promise<TargetGroup[]>,
  names: readonly string[],
): Promise<TargetGroup[]> {
  try {
    return await find(names);
  } catch (error) {
    if (!isAwsError(error, 'TargetGroupNotFound')) throw error;
    if (names.length === 1) return [];
    const each = await Promise.all(names.map((name) => findExisting(find, [name])));
    return each.flat();
  }
}

async function emptyIfMissing<T>(name: string, find: () => Promise<T[]>): Promise<T[]> {
  try {
    return await find();
  } catch (error) {
    if (isAwsError(error, name)) return [];
    throw error;
  }
}
