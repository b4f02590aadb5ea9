// One color of a service: a published function, its alias, its target group, and the attachment that never changes.
import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import type { LambdaFunctionConfig, LambdaFunctionVpcConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import type { TerraformResourceLifecycle, TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import { ALIAS } from '../environments/service';
import type { BuiltFunction } from '../environments/service';
import type { Color } from '../routing';
import { escapeTemplates } from './escape-template';
import type { Role } from './role';

/** The permanent resources of one color. */
export interface ColorResources {
  readonly color: Color;
  readonly fn: LambdaFunction;
  readonly alias: LambdaAlias;
  readonly targetGroup: LbTargetGroup;
  readonly attachment: LbTargetGroupAttachment;
}

/** What a color's function uses. */
export interface ColorContext {
  readonly service: Service;
  readonly role: Role;
  readonly vpc: LambdaFunctionVpcConfig | undefined;
  /** The published version at which the alias stays; undefined until it was seen there: the newest one. */
  readonly published: string | undefined;
}

/**
 * Creates one color. The target group is attached to the alias, so that a new version of the function touches neither the
 * attachment nor the permission.
 */
export function addColor(
  stack: TerraformStack,
  settings: BuiltFunction,
  code: Partial<LambdaFunctionConfig>,
  context: ColorContext,
): ColorResources {
  const { color } = settings;
  const fn = addFunction(stack, settings, code, context);
  const alias = new LambdaAlias(stack, `alias-${color}`, {
    name: ALIAS,
    description: 'What the target group invokes',
    functionName: fn.functionName,
    functionVersion: context.published ?? fn.version,
    lifecycle: replacedWith(fn),
  });
  const targetGroup = new LbTargetGroup(stack, `target-group-${color}`, {
    name: settings.name,
    targetType: 'lambda',
    lambdaMultiValueHeadersEnabled: settings.multi_value_headers,
  });
  const permission = new LambdaPermission(stack, `permission-${color}`, {
    statementId: 'load-balancer',
    action: 'lambda:InvokeFunction',
    functionName: fn.functionName,
    qualifier: alias.name,
    principal: 'elasticloadbalancing.amazonaws.com',
    sourceArn: targetGroup.arn,
    lifecycle: replacedWith(fn),
  });
  const attachment = new LbTargetGroupAttachment(stack, `attachment-${color}`, {
    targetGroupArn: targetGroup.arn,
    targetId: alias.arn,
    // Registering a function that the load balancer may not invoke is refused.
    dependsOn: [permission],
    lifecycle: replacedWith(fn),
  });
  return { color, fn, alias, targetGroup, attachment };
}

/**
 * The lifecycle of what AWS deletes together with a function. A function that goes from a package to an image, or back, is replaced,
 * and its name stays, so that Terraform would see no reason to create these again.
 */
export const replacedWith = (fn: LambdaFunction): TerraformResourceLifecycle => ({
  // Not a token: Terraform takes no templates here.
  replaceTriggeredBy: [`${fn.terraformResourceType}.${fn.friendlyUniqueId}.package_type`],
});

function addFunction(
  stack: TerraformStack,
  settings: BuiltFunction,
  code: Partial<LambdaFunctionConfig>,
  { service, role, vpc }: ColorContext,
): LambdaFunction {
  const variables = escapeTemplates(settings.environment);
  const storage = settings.ephemeral_storage;
  return new LambdaFunction(stack, `function-${settings.color}`, {
    ...code,
    functionName: settings.name,
    description: `${service.name}, ${settings.color}`,
    role: role.arn,
    publish: true,
    architectures: [settings.architecture],
    memorySize: settings.memory_size,
    timeout: settings.timeout,
    layers: settings.layers.length > 0 ? [...settings.layers] : undefined,
    ephemeralStorage: storage === undefined ? undefined : { size: storage },
    reservedConcurrentExecutions: settings.reserved_concurrency,
    environment: Object.keys(variables).length > 0 ? { variables } : undefined,
    vpcConfig: vpc,
    dependsOn: [...role.ready],
    // The entry point and working directory of an image are its own. AWS answers null for them, but moto an empty block, which would be
    // a change in every plan.
    lifecycle: code.packageType === 'Image' ? { ignoreChanges: ['image_config'] } : undefined,
  });
}
