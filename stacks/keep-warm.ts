// Invokes both colors on a schedule: Lambda deactivates a function that is not invoked, and the first request of a rollback would fail.
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import { warmEvent } from '../environments/warm-event';
import { replacedWith } from './color';
import type { ColorResources } from './color';

/** Creates the schedule with a target for each color; nothing when the service disables it. */
export function addKeepWarm(stack: TerraformStack, service: Service, colors: readonly ColorResources[]): void {
  if (!service.keep_warm.enabled) return;
  const rule = new CloudwatchEventRule(stack, 'keep-warm', {
    name: `${service.family}-keep-warm`,
    description: `Keeps both colors of ${service.name} awake`,
    scheduleExpression: service.keep_warm.schedule,
  });
  for (const { color, fn, alias, targetGroup } of colors) {
    const permission = new LambdaPermission(stack, `keep-warm-permission-${color}`, {
      statementId: 'keep-warm',
      action: 'lambda:InvokeFunction',
      functionName: fn.functionName,
      qualifier: alias.name,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
      lifecycle: replacedWith(fn),
    });
    new CloudwatchEventTarget(stack, `keep-warm-${color}`, {
      rule: rule.name,
      targetId: color,
      arn: alias.arn,
      input: JSON.stringify(warmEvent(targetGroup.arn, service, color)),
      dependsOn: [permission],
    });
  }
}
