// Invokes both colors on a schedule: a function that nobody invokes falls asleep and refuses the first request of a rollback.
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { TerraformStack } from 'cdktf';
import type { Service } from '../environments/schema';
import type { ColorResources } from './color';

/** Who a kept-warm function sees as its client. */
export const KEEP_WARM_AGENT = 'teal-keep-warm';

/** Creates the schedule with a target for each color; nothing where the service has it switched off. */
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
    });
    new CloudwatchEventTarget(stack, `keep-warm-${color}`, {
      rule: rule.name,
      targetId: color,
      arn: alias.arn,
      input: JSON.stringify(keepWarmEvent(targetGroup.arn, service)),
      dependsOn: [permission],
    });
  }
}

/** The smallest event that a handler behind the load balancer understands: GET / ("Using AWS Lambda with an Application Load Balancer"). */
function keepWarmEvent(targetGroupArn: string, service: Service): object {
  const host = service.hostnames.find((name) => !/[*?]/.test(name)) ?? 'localhost';
  const headers = { host, 'user-agent': KEEP_WARM_AGENT };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'GET',
    path: '/',
    ...(service.multi_value_headers
      ? { multiValueHeaders: lists, multiValueQueryStringParameters: {} }
      : { headers, queryStringParameters: {} }),
    body: '',
    isBase64Encoded: false,
  };
}
