// boto3, which comes with moto, drives the control endpoint.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, bench, cleanUp, foreignEnvironment, get } from './support';

afterEach(cleanUp);

const SCRIPT = `
import boto3, json, sys
elb, fn = boto3.client('elbv2'), boto3.client('lambda')
with open(sys.argv[1], 'rb') as code:
    fn.create_function(FunctionName='svc', Runtime='nodejs20.x', Handler='index.handler', Publish=True,
        Role='arn:aws:iam::000000000000:role/r', Code={'ZipFile': code.read()}, Tags={'a': 'b'})
alias = fn.create_alias(FunctionName='svc', Name='live', FunctionVersion='1')
group = elb.create_target_group(Name='svc', TargetType='lambda')['TargetGroups'][0]['TargetGroupArn']
fn.add_permission(FunctionName='svc', Qualifier='live', StatementId='elb', Action='lambda:InvokeFunction',
    Principal='elasticloadbalancing.amazonaws.com', SourceArn=group)
elb.register_targets(TargetGroupArn=group, Targets=[{'Id': alias['AliasArn']}])
listener = elb.describe_listeners(LoadBalancerArn=elb.describe_load_balancers()['LoadBalancers'][0]['LoadBalancerArn'])
rule = elb.create_rule(ListenerArn=listener['Listeners'][0]['ListenerArn'], Priority=1,
    Conditions=[{'Field': 'path-pattern', 'PathPatternConfig': {'Values': ['/svc/*']}}],
    Actions=[{'Type': 'forward', 'TargetGroupArn': group}])['Rules'][0]
pages = elb.get_paginator('describe_rules').paginate(ListenerArn=listener['Listeners'][0]['ListenerArn'], PaginationConfig={'PageSize': 1})
priorities = [one['Priority'] for page in pages for one in page['Rules']]
try:
    elb.modify_rule(RuleArn=rule['RuleArn'], Actions=[{'Type': 'forward', 'TargetGroupArn': group, 'Order': 7}])
    refused = None
except elb.exceptions.ClientError as error:
    refused = error.response['Error']
print(json.dumps({'priorities': priorities, 'refused': refused, 'tags': fn.get_function(FunctionName='svc')['Tags']}))
`;

describe('boto3', () => {
  it('builds a service, reads it back page by page, and gets errors by their codes', async () => {
    const on = await bench();
    const code = join(on.dir, 'svc.zip');
    writeFileSync(code, answering('svc'));
    const { stdout } = await promisify(execFile)('python3', ['-c', SCRIPT, code], { env: foreignEnvironment(on) });
    expect(JSON.parse(stdout)).toEqual({
      priorities: ['1', 'default'],
      refused: {
        Type: 'Sender',
        Code: 'ValidationError',
        Message: expect.stringContaining('the field Actions[].Order'),
      },
      tags: { a: 'b' },
    });
    expect((await get(on, { path: '/svc/x' })).body).toBe('svc');
  }, 60_000);
});
