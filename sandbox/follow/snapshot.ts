// Reads another control plane over the AWS SDK: its rules, its target groups and their functions.
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ElasticLoadBalancingV2Client, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetAliasCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { messageOf } from '../../environments/error-message';
import type { ObservedRule } from '../../routing';
import { parseFunction } from '../arns';
import type { Place } from '../arns';
import type { CodeStore } from '../code';
import { SandboxError } from '../errors';
import { serveFunction } from '../served';
import type { ServedGroup, ServedTarget } from '../table';
import { toRule } from '../elbv2-mapping';

/** What a snapshot is read with: the clients of the other control plane, and the store of code. */
export interface Source {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly lambda: LambdaClient;
  readonly code: CodeStore;
  readonly place: Place;
  readonly listenerArn: string | undefined;
}

/** The rules and target groups of another control plane, ready to be served. */
export interface Snapshot {
  readonly rules: readonly ObservedRule[];
  readonly groups: ReadonlyMap<string, ServedGroup>;
}

/** Reads everything that is served. Rejects when the listener is ambiguous or a call fails. */
export async function takeSnapshot(source: Source): Promise<Snapshot> {
  const listener = source.listenerArn ?? (await findOnlyListener(source.elb));
  const groups = await listTargetGroups(source.elb);
  const names = new Map(groups.map((group) => [group.TargetGroupArn, group.TargetGroupName ?? '']));
  const nameOf = (arn: string): string => names.get(arn) ?? arn;
  const rules: ObservedRule[] = [];
  for await (const page of paginateDescribeRules({ client: source.elb }, { ListenerArn: listener })) {
    rules.push(...(page.Rules ?? []).flatMap((rule) => toRule(rule, nameOf) ?? []));
  }
  const used = new Set(rules.flatMap(targetGroupsOf));
  const served = await Promise.all(
    groups.filter((group) => used.has(group.TargetGroupName ?? '')).map((group) => serveGroup(source, group)),
  );
  return { rules, groups: new Map(served.map((group) => [group.name, group])) };
}

const targetGroupsOf = (rule: ObservedRule): string[] =>
  rule.action.kind === 'forward' ? rule.action.targets.map((target) => target.targetGroup) : [];

async function findOnlyListener(elb: ElasticLoadBalancingV2Client): Promise<string> {
  const { LoadBalancers: balancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const [only, ...others] = balancers;
  if (!only || others.length > 0) throw ambiguous(`has ${balancers.length} load balancers`);
  const { Listeners: listeners = [] } = await elb.send(
    new DescribeListenersCommand({ LoadBalancerArn: only.LoadBalancerArn }),
  );
  const arn = listeners[0]?.ListenerArn;
  if (arn === undefined) throw ambiguous('has a load balancer without a listener');
  return arn;
}

const ambiguous = (what: string): SandboxError =>
  new SandboxError(
    `The control plane ${what}.`,
    'Create one load balancer with a listener, or give the ARN of the listener.',
  );

async function listTargetGroups(elb: ElasticLoadBalancingV2Client): Promise<TargetGroup[]> {
  const all: TargetGroup[] = [];
  for await (const page of paginateDescribeTargetGroups({ client: elb }, {})) all.push(...(page.TargetGroups ?? []));
  return all;
}

async function serveGroup(source: Source, group: TargetGroup): Promise<ServedGroup> {
  const { TargetGroupArn: arn = '', TargetGroupName: name = '' } = group;
  const [{ Attributes: attributes }, { TargetHealthDescriptions: targets }] = await Promise.all([
    source.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn })),
    source.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn })),
  ]);
  const multi = attributes?.find((attribute) => attribute.Key === 'lambda.multi_value_headers.enabled');
  const id = targets?.[0]?.Target?.Id;
  const target: ServedTarget = id === undefined ? { kind: 'none' } : await serveTarget(source, id);
  return { name, arn, multiValueHeaders: multi?.Value === 'true', target };
}

async function serveTarget(source: Source, id: string): Promise<ServedTarget> {
  const named = parseFunction(id);
  if (!named) return { kind: 'broken', reason: `${id} is not a Lambda function` };
  try {
    const version = await resolveVersion(source.lambda, named.name, named.qualifier);
    const config = await source.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: named.name, Qualifier: version }),
    );
    await source.code.prepare(config.CodeSha256 ?? '');
    return serveFunction(
      source,
      { name: named.name, reservedConcurrency: undefined },
      {
        version: version ?? '$LATEST',
        sha256: config.CodeSha256 ?? '',
        runtime: config.Runtime ?? '',
        handler: config.Handler ?? '',
        timeout: config.Timeout ?? 3,
        memorySize: config.MemorySize ?? 128,
        environment: config.Environment?.Variables ?? {},
      },
      id,
    );
  } catch (error) {
    return { kind: 'broken', reason: `${id}: ${messageOf(error)}` };
  }
}

async function resolveVersion(
  lambda: LambdaClient,
  name: string,
  qualifier: string | undefined,
): Promise<string | undefined> {
  if (qualifier === undefined || /^(\d+|\$LATEST)$/.test(qualifier)) return qualifier;
  const alias = await lambda.send(new GetAliasCommand({ FunctionName: name, Name: qualifier }));
  return alias.FunctionVersion;
}
