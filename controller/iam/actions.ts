// The IAM actions that ctl and Terraform need ("Service Authorization Reference", the page of each service). Pure.

/** These actions support no resource but `*` ("Actions, resources, and condition keys for AWS Elastic Load Balancing V2"). */
export const READ_ROUTING = [
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
];

export const READ_FUNCTIONS = [
  'lambda:GetAlias',
  'lambda:GetFunction',
  'lambda:GetFunctionConfiguration',
  'lambda:GetPolicy',
];

/** The inputs of a rollout's evaluations. Both need `*`: composite alarms are only returned to a caller that may see all ("DescribeAlarms"). */
export const READ_METRICS = ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'];

/** The lines of `ctl logs`. */
export const READ_LOGS = ['logs:FilterLogEvents'];

/** To check that an image still exists, and to resolve its tag when it is staged. */
export const READ_IMAGES = ['ecr:DescribeImages'];

/** For functions from an image: Lambda reads it as the caller, and adds itself to the policy of the repository ("Amazon ECR permissions"). */
export const DEPLOY_IMAGES = [
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:GetRepositoryPolicy',
  'ecr:SetRepositoryPolicy',
];

/** For functions with layers: Lambda reads them as the caller. */
export const DEPLOY_LAYERS = ['lambda:GetLayerVersion'];

/** For packages in S3: Lambda reads them as the caller, and ctl reads their version when they are staged (HeadObject needs GetObject). */
export const DEPLOY_PACKAGES = ['s3:GetObject', 's3:GetObjectVersion'];

/** For routing verbs: update rules in place, and invoke the candidate to warm it. */
export const CHANGE_RULES = ['elasticloadbalancing:ModifyRule'];
export const WARM_FUNCTIONS = ['lambda:InvokeFunction'];

/** For the hooks and event buses of rollouts, if the file has any. */
export const INVOKE_HOOKS = ['lambda:InvokeFunction'];
export const PUT_EVENTS = ['events:PutEvents'];

/** For Terraform's state and its lock ("S3 backend", permissions), and for ctl's lock beside them. */
export const STATE_OBJECTS = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];

/** What Terraform reads of a service for every plan: also verbs that only move traffic go through one, unless --via live. */
export const PLAN_FUNCTIONS = [
  'lambda:GetFunctionCodeSigningConfig',
  'lambda:GetFunctionConcurrency',
  'lambda:ListTags',
  'lambda:ListVersionsByFunction',
];
export const PLAN_ROLES = ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'];
export const PLAN_LOGS = ['logs:ListTagsForResource'];
export const PLAN_ALARMS = ['cloudwatch:ListTagsForResource'];
export const PLAN_SCHEDULES = ['events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'];

/** The same, of calls that support no resource but `*`. */
export const PLAN_ANYTHING = ['logs:DescribeLogGroups'];

/** For the rules and target groups of services, which Terraform manages. */
export const MANAGE_ROUTING = [
  'elasticloadbalancing:AddTags',
  'elasticloadbalancing:CreateRule',
  'elasticloadbalancing:CreateTargetGroup',
  'elasticloadbalancing:DeleteRule',
  'elasticloadbalancing:DeleteTargetGroup',
  'elasticloadbalancing:DeregisterTargets',
  'elasticloadbalancing:ModifyTargetGroup',
  'elasticloadbalancing:ModifyTargetGroupAttributes',
  'elasticloadbalancing:RegisterTargets',
  'elasticloadbalancing:RemoveTags',
  'elasticloadbalancing:SetRulePriorities',
];

export const MANAGE_FUNCTIONS = [
  'lambda:AddPermission',
  'lambda:CreateAlias',
  'lambda:CreateFunction',
  'lambda:DeleteAlias',
  'lambda:DeleteFunction',
  'lambda:DeleteFunctionConcurrency',
  'lambda:PublishVersion',
  'lambda:PutFunctionConcurrency',
  'lambda:RemovePermission',
  'lambda:TagResource',
  'lambda:UntagResource',
  'lambda:UpdateAlias',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
];

export const MANAGE_ROLES = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:ListInstanceProfilesForRole',
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];

export const MANAGE_LOGS = [
  'logs:CreateLogGroup',
  'logs:DeleteLogGroup',
  'logs:PutRetentionPolicy',
  'logs:TagResource',
  'logs:UntagResource',
];

export const MANAGE_ALARMS = [
  'cloudwatch:DeleteAlarms',
  'cloudwatch:PutMetricAlarm',
  'cloudwatch:TagResource',
  'cloudwatch:UntagResource',
];

export const MANAGE_SCHEDULES = [
  'events:DeleteRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'events:TagResource',
  'events:UntagResource',
];

export const MANAGE_LOAD_BALANCER = [
  'elasticloadbalancing:AddTags',
  'elasticloadbalancing:CreateListener',
  'elasticloadbalancing:CreateLoadBalancer',
  'elasticloadbalancing:DeleteListener',
  'elasticloadbalancing:DeleteLoadBalancer',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:ModifyListenerAttributes',
  'elasticloadbalancing:ModifyLoadBalancerAttributes',
  'elasticloadbalancing:RemoveTags',
  'elasticloadbalancing:SetIpAddressType',
  'elasticloadbalancing:SetSecurityGroups',
  'elasticloadbalancing:SetSubnets',
];

export const READ_LOAD_BALANCER = [
  'elasticloadbalancing:DescribeCapacityReservation',
  'elasticloadbalancing:DescribeListenerAttributes',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
];

export const READ_NETWORK = [
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeAddressesAttribute',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcs',
];

/** Security groups are also created in an existing network. */
export const MANAGE_SECURITY_GROUPS = [
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateSecurityGroup',
  'ec2:CreateTags',
  'ec2:DeleteSecurityGroup',
  'ec2:DeleteTags',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:RevokeSecurityGroupIngress',
];

export const MANAGE_NETWORK = [
  'ec2:AllocateAddress',
  'ec2:AssociateRouteTable',
  'ec2:AttachInternetGateway',
  'ec2:CreateInternetGateway',
  'ec2:CreateNatGateway',
  'ec2:CreateRoute',
  'ec2:CreateRouteTable',
  'ec2:CreateSubnet',
  'ec2:CreateVpc',
  'ec2:DeleteInternetGateway',
  'ec2:DeleteNatGateway',
  'ec2:DeleteRoute',
  'ec2:DeleteRouteTable',
  'ec2:DeleteSubnet',
  'ec2:DeleteVpc',
  'ec2:DetachInternetGateway',
  'ec2:DisassociateRouteTable',
  'ec2:ModifySubnetAttribute',
  'ec2:ModifyVpcAttribute',
  'ec2:ReleaseAddress',
  'ec2:ReplaceRoute',
];
