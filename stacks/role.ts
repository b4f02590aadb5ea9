// The role of a service's functions, and its permissions: write its own logs, attach to the VPC, and use the policies of the file.
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { ITerraformDependable, TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import { COLORS, targetGroupName } from '../routing';

/** The role, and what must exist before a function uses it. */
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

/** Creates the log groups of both functions and the role that may write to them and nothing else. */
export function addRole(stack: TerraformStack, service: Service): Role {
  const logs = COLORS.map((color) => {
    const name = `/aws/lambda/${targetGroupName(service.family, color)}`;
    return new CloudwatchLogGroup(stack, `logs-${color}`, { name, retentionInDays: service.log_retention_days });
  });
  const role = new IamRole(stack, 'role', {
    name: service.family,
    description: `Functions of ${service.name}`,
    assumeRolePolicy: formatPolicy([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  const writeLogs = {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: logs.map((group) => `${group.arn}:*`),
  };
  const own = new IamRolePolicy(stack, 'role-policy', {
    name: 'teal',
    role: role.name,
    policy: formatPolicy([
      writeLogs,
      ...(service.vpc ? [{ Effect: 'Allow', Action: VPC_ACTIONS, Resource: '*' }] : []),
    ]),
  });
  return { arn: role.arn, ready: [...logs, own, ...attachPolicies(stack, service, role)] };
}

function attachPolicies(stack: TerraformStack, service: Service, role: IamRole): IamRolePolicyAttachment[] {
  return service.policies.map(
    (arn) => new IamRolePolicyAttachment(stack, policyId(arn), { role: role.name, policyArn: arn }),
  );
}

/** Named after account and policy, not numbered: removing one must not replace the others. */
function policyId(arn: string): string {
  const [, , , , account = '', resource = ''] = arn.split(':');
  return `role-policy-${account}-${resource.replace(/^policy\//, '').replace(/[^\w-]/g, '_')}`;
}

const formatPolicy = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
