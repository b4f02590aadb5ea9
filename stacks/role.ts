// The roles of a service's functions, and their permissions: write their own logs, attach to the VPC, and use their versions' policies.
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { ITerraformDependable, TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import type { BuiltFunction } from '../environments/service';
import { targetGroupName } from '../routing';
import { ownedBy } from './owner';
import type { Owner } from './owner';

/** A role, and what must exist before a function uses it. */
export interface Role {
  readonly arn: string;
  readonly ready: readonly ITerraformDependable[];
}

/** Network interfaces of functions in a VPC; these calls accept no narrower resource ("Giving Lambda functions access to resources in a VPC"). */
const VPC_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Creates the log groups of both functions, and the roles that may write to them and nothing else: the service's for the first version
 * of a color, one of the color's own for every later one, so that permissions are released too.
 */
export function addRoles(stack: TerraformStack, service: Service, functions: readonly BuiltFunction[]): Role[] {
  const logs = functions.map(({ color, name: functionName }) => {
    const name = `/aws/lambda/${functionName}`;
    return new CloudwatchLogGroup(stack, `logs-${color}`, { name, retentionInDays: service.log_retention_days });
  });
  const made = ownedBy(functions).map((owner) => addRole(stack, service, owner, owner.color ? ownLogs(owner) : logs));
  function ownLogs({ color }: Owner): CloudwatchLogGroup[] {
    return logs.filter((_, index) => functions[index]?.color === color);
  }
  return functions.map((fn) => {
    const found = made.find(({ owner }) => owner.functions.includes(fn));
    if (!found) throw new Error(`no role for ${fn.name}`);
    return { arn: found.arn, ready: [...logs, ...found.ready] };
  });
}

function addRole(
  stack: TerraformStack,
  service: Service,
  owner: Owner,
  logs: readonly CloudwatchLogGroup[],
): Role & { readonly owner: Owner } {
  const { color, functions } = owner;
  const role = new IamRole(stack, color ? `role-${color}` : 'role', {
    name: color ? targetGroupName(service.family, color) : service.family,
    description: color ? `Function of ${service.name}, ${color}` : `Functions of ${service.name}`,
    assumeRolePolicy: formatPolicy([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  const writeLogs = {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: logs.map((group) => `${group.arn}:*`),
  };
  const inVpc = functions.some(({ vpc }) => vpc !== undefined);
  const own = new IamRolePolicy(stack, policyPrefix(color), {
    name: 'teal',
    role: role.name,
    policy: formatPolicy([writeLogs, ...(inVpc ? [{ Effect: 'Allow', Action: VPC_ACTIONS, Resource: '*' }] : [])]),
  });
  const policies = [...new Set(functions.flatMap((fn) => fn.policies))];
  const attached = policies.map(
    (arn) => new IamRolePolicyAttachment(stack, policyId(arn, color), { role: role.name, policyArn: arn }),
  );
  return { arn: role.arn, ready: [own, ...attached], owner };
}

/** Named after account and policy, not numbered: removing one must not replace the others. */
function policyId(arn: string, color: Owner['color']): string {
  const [, , , , account = '', resource = ''] = arn.split(':');
  return `${policyPrefix(color)}-${account}-${resource.replace(/^policy\//, '').replace(/[^\w-]/g, '_')}`;
}

const policyPrefix = (color: Owner['color']): string => (color ? `${color}-role-policy` : 'role-policy');

const formatPolicy = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
