import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { addresses, environment, resource, service, shopStack, stackOf, synth } from './environment';
import type { StackJson } from './environment';

const policy = z.object({
  Statement: z.array(
    z.object({ Effect: z.string(), Action: z.array(z.string()), Resource: z.union([z.string(), z.array(z.string())]) }),
  ),
});

const statements = (stack: StackJson): z.output<typeof policy>['Statement'] =>
  policy.parse(JSON.parse(String(resource(stack, 'aws_iam_role_policy.role-policy')['policy']))).Statement;

describe('the role of a service', () => {
  it('may write to the two log groups of its functions and do nothing else', () => {
    const stack = shopStack();
    expect(statements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: ['${aws_cloudwatch_log_group.logs-blue.arn}:*', '${aws_cloudwatch_log_group.logs-green.arn}:*'],
      },
    ]);
    expect(addresses(stack).filter((address) => address.startsWith('aws_iam_role_policy_attachment'))).toEqual([]);
  });

  it('may handle network interfaces only when the functions are in the VPC', () => {
    const actions = statements(shopStack({ vpc: {} })).flatMap((statement) => statement.Action);
    expect(actions.filter((action) => action.startsWith('ec2:'))).toHaveLength(6);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('gets the policies of the file, each under an id of its own', () => {
    const aws = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
    const own = 'arn:aws:iam::123456789012:policy/team/read-table';
    const stack = shopStack({ policies: [aws, own] });
    expect(resource(stack, 'aws_iam_role_policy_attachment.role-policy-aws-AWSXRayDaemonWriteAccess')).toMatchObject({
      policy_arn: aws,
    });
    expect(resource(stack, 'aws_iam_role_policy_attachment.role-policy-123456789012-team_read-table')).toMatchObject({
      policy_arn: own,
    });
  });

  it('is complete before a function uses it, and the log groups are there before Lambda would make them', () => {
    expect(resource(shopStack(), 'aws_lambda_function.function-blue')['depends_on']).toEqual(
      expect.arrayContaining(['aws_iam_role_policy.role-policy', 'aws_cloudwatch_log_group.logs-blue']),
    );
  });
});

describe('the VPC of a service', () => {
  const vpcOf = (stack: StackJson): unknown => resource(stack, 'aws_lambda_function.function-blue')['vpc_config'];

  it('is not entered unless asked for', () => {
    expect(vpcOf(shopStack())).toBeUndefined();
  });

  it("takes the environment's private subnets and a security group that only lets traffic out", () => {
    const stack = shopStack({ vpc: {} });
    expect(vpcOf(stack)).toEqual({
      subnet_ids: '${data.terraform_remote_state.cross-stack-reference-input-prod.outputs.private_subnet_ids}',
      security_group_ids: ['${aws_security_group.function-security-group.id}'],
    });
    expect(resource(stack, 'aws_security_group.function-security-group')).not.toHaveProperty('ingress');
  });

  it('takes the subnets and groups of the file', () => {
    const vpc = { subnet_ids: ['subnet-1'], security_group_ids: ['sg-1'] };
    const stack = shopStack({ vpc });
    expect(vpcOf(stack)).toEqual(vpc);
    expect(addresses(stack)).not.toContain('aws_security_group.function-security-group');
  });
});

describe('keeping warm', () => {
  it('invokes the alias of both colors on the schedule, with an event such as the load balancer sends', () => {
    const stack = shopStack({ keep_warm: { schedule: 'rate(2 minutes)', path: '/health' } });
    expect(resource(stack, 'aws_cloudwatch_event_rule.keep-warm')).toMatchObject({
      schedule_expression: 'rate(2 minutes)',
    });
    for (const color of ['blue', 'green']) {
      const target = resource(stack, `aws_cloudwatch_event_target.keep-warm-${color}`);
      expect(target['arn']).toBe(`\${aws_lambda_alias.alias-${color}.arn}`);
      expect(JSON.parse(String(target['input']))).toMatchObject({
        httpMethod: 'GET',
        path: '/health',
        headers: { 'user-agent': 'teal-keep-warm', 'x-forwarded-proto': 'https' },
      });
      expect(target['depends_on']).toEqual([`aws_lambda_permission.keep-warm-permission-${color}`]);
    }
  });

  it('sends headers as lists to a service that wants them so', () => {
    const stack = shopStack({ multi_value_headers: true });
    const target = resource(stack, 'aws_cloudwatch_event_target.keep-warm-blue');
    expect(JSON.parse(String(target['input']))).toMatchObject({
      multiValueHeaders: { 'user-agent': ['teal-keep-warm'] },
    });
  });

  it('can be switched off', () => {
    const off = addresses(shopStack({ keep_warm: { enabled: false } }));
    expect(off.filter((address) => address.includes('keep-warm'))).toEqual([]);
  });
});

/** Computes the value of an alarm for one minute as CloudWatch does; undefined where a metric that it needs is missing. */
function evaluateExpression(
  alarm: Readonly<Record<string, unknown>>,
  minute: Readonly<Record<string, number>>,
): number | undefined {
  const queries = alarm['metric_query'] as readonly { id: string; expression?: string; metric?: object }[];
  const ids = queries.filter(({ metric }) => metric).map(({ id }) => id);
  const given = Object.keys(minute).filter((id) => !ids.includes(id));
  expect(given).toEqual([]);
  const expression = queries.find((one) => one.expression !== undefined)?.expression ?? '';
  const sum = (all: readonly (number | undefined)[]): number =>
    all.reduce<number>((total, one) => total + (one ?? 0), all.every((one) => one === undefined) ? NaN : 0);
  const choose = (met: boolean, yes: number, no: number): number => (met ? yes : no);
  const needed = expression.replace(/\[.*?\]/g, '').match(/[a-z]+/g) ?? [];
  if (needed.some((id) => ids.includes(id) && minute[id] === undefined)) return undefined;
  const known = Object.fromEntries(ids.map((id) => [id, minute[id]]));
  const value = runInNewContext(expression, { SUM: sum, IF: choose, ...known }) as number;
  return Number.isNaN(value) ? undefined : value;
}

describe('the alarms of a service', () => {
  it('watch both colors for 5xx, errors, throttles and slowness, and take no traffic for no alarm', () => {
    const alarms = shopStack().resource['aws_cloudwatch_metric_alarm'] ?? {};
    const kinds = ['5xx', 'errors', 'p95', 'throttles'];
    expect(Object.keys(alarms).sort()).toEqual(kinds.flatMap((kind) => [`alarm-${kind}-blue`, `alarm-${kind}-green`]));
    for (const alarm of Object.values(alarms)) expect(alarm['treat_missing_data']).toBe('notBreaching');
  });

  it('count as 5xx what the function answers and what the load balancer answers instead of it', () => {
    const alarm = JSON.stringify(resource(shopStack(), 'aws_cloudwatch_metric_alarm.alarm-5xx-green'));
    for (const metric of ['HTTPCode_Target_5XX_Count', 'LambdaUserError', 'LambdaInternalError']) {
      expect(alarm).toContain(`"metric_name":"${metric}"`);
    }
    expect(alarm).toContain('"TargetGroup":"${aws_lb_target_group.target-group-green.arn_suffix}"');
  });

  it('have the thresholds and the actions of the file', () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:oncall';
    const stack = shopStack({ alarms: { p95_ms: 800, actions: [topic] } });
    expect(resource(stack, 'aws_cloudwatch_metric_alarm.alarm-p95-blue')).toMatchObject({
      threshold: 800,
      alarm_actions: [topic],
    });
  });

  it.each<[string, string, Readonly<Record<string, number>>, number | undefined]>([
    ['few failures of many requests', '5xx', { requests: 10_000, target: 5 }, 0.05],
    ['every kind of failure', '5xx', { requests: 200, target: 4, user: 5, internal: 1 }, 5],
    ['one failure of few requests', '5xx', { requests: 3, target: 1 }, 0],
    ['no failure, so that no count of them is reported', '5xx', { requests: 10_000 }, undefined],
    ['failures of a minute whose requests are not reported yet', '5xx', { target: 50 }, undefined],
    ['failed invocations', 'errors', { invocations: 400, failed: 20 }, 5],
    ['throttled invocations, which are no invocations', 'throttles', { invocations: 300, throttled: 100 }, 25],
    ['nothing but throttled invocations', 'throttles', { throttled: 100 }, 100],
    ['slow invocations', 'p95', { timed: 100, slowest: 4000 }, 4000],
    ['one slow invocation', 'p95', { timed: 1, slowest: 4000 }, 0],
  ])('watch rates, and nothing below their minimum of requests: %s', (_what, kind, minute, expected) => {
    const alarm = resource(shopStack(), `aws_cloudwatch_metric_alarm.alarm-${kind}-blue`);
    expect(alarm).toMatchObject({ evaluation_periods: 3, datapoints_to_alarm: 2 });
    expect(evaluateExpression(alarm, minute)).toBe(expected);
  });

  it('can be switched off', () => {
    expect(shopStack({ alarms: { enabled: false } }).resource).not.toHaveProperty('aws_cloudwatch_metric_alarm');
  });
});

describe('a service with others', () => {
  it('has a stack that the others do not change', () => {
    const alone = stackOf(synth([environment([service('shop')])]), 'prod-shop');
    const together = synth([environment([service('shop'), service('search', { priority: 300 })])]);
    expect(stackOf(together, 'prod-shop')).toEqual(alone);
  });

  it('leaves the foundation as it is, even when it is the first in the VPC', () => {
    const before = stackOf(synth([environment([service('shop')])]), 'prod');
    const after = stackOf(
      synth([environment([service('shop'), service('search', { vpc: {}, priority: 300 })])]),
      'prod',
    );
    expect(after).toEqual(before);
  });

  it('names what it made in its outputs', () => {
    const { output } = shopStack();
    expect(Object.keys(output).sort()).toEqual(['alias_arns', 'function_names', 'rule_arns', 'target_group_arns']);
    expect(output['rule_arns']?.value).toEqual({
      'canary-0': '${aws_lb_listener_rule.rule-canary-0.arn}',
      production: '${aws_lb_listener_rule.rule-production.arn}',
    });
  });
});
