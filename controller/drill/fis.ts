// An experiment template of AWS Fault Injection Service that makes a service's candidate fail, and nothing else. Pure.
import { ALARM_KINDS, alarmName } from '../../environments/alarm-names';
import type { Environment, Service } from '../../environments/schema';
import { functionSettings } from '../../environments/service';
import { candidateColor, otherColor } from '../../routing';
import type { Color } from '../../routing';
import { describeFault } from '../../sandbox/faults/model';
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';
import { partitionOf } from '../iam/partition';
import { TARGET, fisActions } from './fis-actions';
import type { FisActions } from './fis-actions';

/** What CreateExperimentTemplate takes, as far as a drill needs it ("AWS FIS experiment template components"). */
export interface FisTemplate {
  readonly description: string;
  readonly targets: Readonly<Record<string, FisTarget>>;
  readonly actions: FisActions;
  readonly stopConditions: readonly { readonly source: string; readonly value?: string }[];
  readonly roleArn: string;
  readonly experimentOptions: { readonly accountTargeting: string; readonly emptyTargetResolutionMode: string };
  readonly tags: Readonly<Record<string, string>>;
}

interface FisTarget {
  readonly resourceType: 'aws:lambda:function';
  readonly resourceArns: readonly string[];
  readonly selectionMode: 'ALL';
}

/** What an experiment is to be. */
export interface FisRequest {
  readonly environment: Environment;
  readonly service: Service;
  readonly fault: Fault;
  readonly minutes: number;
  readonly roleArn: string;
}

/**
 * The template. It stops by itself when an alarm of the stable color goes off: those of the candidate are what the drill is
 * to set off.
 * @throws {UserError} exit 2 where the file names no account, or AWS FIS has no such action.
 */
export function fisTemplate({ environment, service, fault, minutes, roleArn }: FisRequest): FisTemplate {
  const color = candidateColor(service);
  const { name, timeout } = functionSettings(service, color);
  const arn = arnsOf(environment);
  return {
    description: `teal drill: ${service.name} on ${environment.name}, candidate ${color}: ${describeFault(fault)}`,
    targets: {
      [TARGET]: {
        resourceType: 'aws:lambda:function',
        resourceArns: [arn('lambda', `function:${name}`)],
        selectionMode: 'ALL',
      },
    },
    actions: fisActions(fault, { minutes, timeoutSeconds: timeout }),
    stopConditions: stopConditions(service, otherColor(color), arn),
    roleArn,
    experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
    tags: { Name: `${name}-${fault.kind}`, Environment: environment.name, Service: service.name },
  };
}

type Arn = (service: string, resource: string) => string;

function stopConditions(service: Service, stable: Color, arn: Arn): FisTemplate['stopConditions'] {
  if (!service.alarms.enabled) return [{ source: 'none' }];
  return ALARM_KINDS.map((kind) => ({
    source: 'aws:cloudwatch:alarm',
    value: arn('cloudwatch', `alarm:${alarmName(service, stable, kind)}`),
  }));
}

function arnsOf({ name, account, region }: Environment): Arn {
  if (account === undefined) {
    throw new UserError(
      'ENVIRONMENT_FILE_INVALID',
      `${name} names no account, and an experiment is told its function by ARN`,
      'Write account: "123456789012" into the environment file',
    );
  }
  return (service, resource) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
