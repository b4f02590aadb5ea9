// The calls that moto recorded, as the IAM actions that they need and the resources that they name.
import { readFileSync } from 'node:fs';
import * as lambda from '@aws-sdk/client-lambda';

/** A call: the access key that made it, an action that it needs, and the resource; undefined where the action supports none but `*`. */
export interface RecordedCall {
  readonly by: string;
  readonly action: string;
  readonly resource?: string;
  /** The prefix that a listing of a bucket asks for. */
  readonly prefix?: string;
}

/** A line of moto's recording. */
interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly body_encoded: boolean;
}

/** A call as its protocol has it: the operation, its parameters by name, and where it goes. */
interface Operation {
  readonly service: string;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly url: URL;
}

/** Moto writes a call and the end of its line in two steps, between which another thread may write a call. Within text, the quotes of a call are escaped. */
const BETWEEN_CALLS = /\n+|(?={"headers": )/;

/** Reads what was recorded in a file since the last reading, call by call. */
export function followRecording(file: string): () => RecordedCall[] {
  let from = 0;
  return () => {
    const bytes = readFileSync(file);
    const end = bytes.lastIndexOf('\n') + 1;
    const calls = bytes.subarray(from, end).toString().split(BETWEEN_CALLS).filter(Boolean);
    from = end;
    return calls.flatMap((call) => readCall(JSON.parse(call) as Recorded));
  };
}

/** The actions of a recorded call; none for one that needs no permission, or is not of AWS. */
function readCall(recorded: Recorded): RecordedCall[] {
  const scope = /Credential=([^/]+)\/\d+\/([^/]*)\/([^/]+)\//.exec(headerOf(recorded, 'authorization'));
  if (!scope) return [];
  const [, by = '', region = '', signed = ''] = scope;
  const operation = readOperation(recorded, PREFIXES[signed] ?? signed);
  if (operation.service === 'sts') return [];
  const resource = resourceOf(operation, region);
  const prefix = operation.url.searchParams.get('prefix') ?? undefined;
  const action = `${operation.service}:${ACTIONS[operation.name] ?? operation.name}`;
  return [
    { by, action, resource, ...(action === 's3:ListBucket' && { prefix }) },
    ...alsoNeeded(operation, by, resource),
  ];
}

/** The prefix of actions, where it is not the name that is signed. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The name of an action, where it is not that of its operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  Invoke: 'InvokeFunction',
};

const headerOf = ({ headers }: Recorded, name: string): string =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

function readOperation(recorded: Recorded, service: string): Operation {
  const url = new URL(recorded.url);
  const body = Buffer.from(recorded.body ?? '', recorded.body_encoded ? 'base64' : 'utf8').toString();
  const target = headerOf(recorded, 'x-amz-target');
  if (headerOf(recorded, 'content-type').includes('x-www-form-urlencoded')) {
    const params = Object.fromEntries(new URLSearchParams(body));
    return { service, name: params['Action'] ?? '', params, url };
  }
  const params = body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {};
  if (target) return { service, name: target.split('.').at(-1) ?? '', params, url };
  const name = service === 's3' ? nameInS3(recorded.method, url) : nameInLambda(recorded.method, url);
  return { service, name, params, url };
}

/** Operations on objects have their name in the address, but for those that the SDK of Go leaves without. */
function nameInS3(method: string, url: URL): string {
  const named = url.searchParams.get('x-id');
  if (named) return named;
  if (url.searchParams.has('list-type')) return 'ListObjectsV2';
  return method === 'HEAD' ? 'HeadObject' : `${method} ${url.pathname}`;
}

/** Operations of Lambda by method and path, from the SDK's own schemas. */
const LAMBDA = Object.values(lambda as Readonly<Record<string, unknown>>).flatMap((schema) => {
  if (!Array.isArray(schema) || schema[0] !== 9) return [];
  const [, , name, { http }] = schema as [number, string, string, { http: [method: string, path: string] }];
  return [{ name, method: http[0], path: new RegExp(`^${http[1].replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) }];
});

const nameInLambda = (method: string, { pathname }: URL): string =>
  LAMBDA.find((one) => one.method === method && one.path.test(pathname))?.name ?? `${method} ${pathname}`;

/** The resource of a call as the policy of its caller sees it; undefined where there is none but `*`. */
function resourceOf({ service, name, params, url }: Operation, region: string): string | undefined {
  const arn = (resource: string): string => `arn:aws:${service}:${region}:123456789012:${resource}`;
  const text = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => params[key]).find((value): value is string => typeof value === 'string');
  switch (service) {
    case 's3':
      return `arn:aws:s3:::${decodeURIComponent(url.pathname).replace(/^\/|\/$/g, '')}`;
    case 'lambda': {
      const named = decodeURIComponent(/\/functions\/([^/]+)/.exec(url.pathname)?.[1] ?? text('FunctionName') ?? '');
      const qualifier = url.searchParams.get('Qualifier');
      const whole = named.startsWith('arn:') ? named : arn(`function:${named}`);
      return qualifier && !whole.endsWith(`:${qualifier}`) ? `${whole}:${qualifier}` : whole;
    }
    case 'iam':
      return text('RoleName') && `arn:aws:iam::123456789012:role/${text('RoleName')}`;
    case 'logs':
      return text('resourceArn') ?? (text('logGroupName') && arn(`log-group:${text('logGroupName')}`));
    case 'cloudwatch':
      return text('ResourceARN') ?? (text('AlarmName') && arn(`alarm:${text('AlarmName')}`));
    case 'events':
      return text('ResourceARN') ?? arn(`rule/${text('Rule', 'Name')}`);
    case 'elasticloadbalancing':
      if (name.startsWith('Describe')) return undefined;
      if (name === 'CreateTargetGroup') return arn(`targetgroup/${text('Name')}/0`);
      if (name === 'CreateLoadBalancer') return arn(`loadbalancer/app/${text('Name')}/0`);
      return text('RuleArn', 'TargetGroupArn', 'ListenerArn', 'LoadBalancerArn', 'ResourceArns.member.1');
    default:
      return undefined;
  }
}

/** The action that lets a creation give tags, by service. */
const TAGS: Readonly<Record<string, string>> = {
  cloudwatch: 'TagResource',
  ec2: 'CreateTags',
  elasticloadbalancing: 'AddTags',
  events: 'TagResource',
  iam: 'TagRole',
  lambda: 'TagResource',
  logs: 'TagResource',
};

/** What a call needs beside its own action: tags at a creation, and the role of a function. */
function alsoNeeded({ service, name, params }: Operation, by: string, resource: string | undefined): RecordedCall[] {
  const tagged = /^(Create|Put)/.test(name) && Object.keys(params).some((key) => /^tag/i.test(key));
  const role = name === 'CreateFunction' ? params['Role'] : undefined;
  return [
    ...(tagged && TAGS[service] ? [{ by, action: `${service}:${TAGS[service]}`, resource }] : []),
    ...(typeof role === 'string' ? [{ by, action: 'iam:PassRole', resource: role }] : []),
  ];
}
