// The calls that create a target group for a function and register its alias, with every error explained.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { callAws } from './errors';

/** Attribute that gives headers and query strings as lists in the event ("Target group attributes"). */
const MULTI_VALUE_HEADERS = 'lambda.multi_value_headers.enabled';

/** The seam for target groups. Every method throws a UserError with a hint when the call fails. */
export interface TargetGroups {
  /** Creates a target group for a function and returns its ARN. */
  create(name: string): Promise<string>;
  multiValueHeaders(arn: string): Promise<boolean>;
  setMultiValueHeaders(arn: string, enabled: boolean): Promise<void>;
  /** ARNs of the registered aliases. */
  targets(arn: string): Promise<string[]>;
  register(arn: string, aliasArn: string): Promise<void>;
}

/** Opens the target groups of an environment. */
export async function openTargetGroups(environment: Environment, context: Context): Promise<TargetGroups> {
  const sdk = await loadSdk(() => import('./sdk-elbv2'));
  const client = new sdk.ElasticLoadBalancingV2Client(clientConfig(environment, context));
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> =>
    callAws(environment, `elasticloadbalancing:${action}`, run);

  return {
    create: (Name) =>
      call('CreateTargetGroup', async () => {
        const created = await client.send(new sdk.CreateTargetGroupCommand({ Name, TargetType: 'lambda' }));
        return created.TargetGroups?.[0]?.TargetGroupArn ?? '';
      }),
    multiValueHeaders: (TargetGroupArn) =>
      call('DescribeTargetGroupAttributes', async () => {
        const found = await client.send(new sdk.DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
        return (found.Attributes ?? []).some((one) => one.Key === MULTI_VALUE_HEADERS && one.Value === 'true');
      }),
    setMultiValueHeaders: (TargetGroupArn, enabled) =>
      call('ModifyTargetGroupAttributes', async () => {
        const Attributes = [{ Key: MULTI_VALUE_HEADERS, Value: String(enabled) }];
        await client.send(new sdk.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
      }),
    targets: (TargetGroupArn) =>
      call('DescribeTargetHealth', async () => {
        const found = await client.send(new sdk.DescribeTargetHealthCommand({ TargetGroupArn }));
        return (found.TargetHealthDescriptions ?? []).flatMap((one) => one.Target?.Id ?? []);
      }),
    register: (TargetGroupArn, Id) =>
      call('RegisterTargets', async () => {
        await client.send(new sdk.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }));
      }),
  };
}
