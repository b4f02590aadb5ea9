// Builds an experiment template of AWS Fault Injection Service that affects only the candidate of a service. Pure.
import { ALARM_KINDS, alarmName } from '../../environments/alarm-names';
import type { Environment, Service } from '../../environments/schema';
import { functionSettings } from '../../environments/service';
import { candidateColor, otherColor } from '../../routing';
import type { Color } from '../../routing';
import { describeFault } from '../../sandbox/faults/model';
import type { Fault } from '../../sandbox/faults/model';
import { UserError } from '../core/errors';
import { partitionOf } from '../iam/arns';
import { TARGET, buildFisActions } from './fis-actions';
import type { FisActions } from './fis-actions';

/** The input of CreateExperimentTemplate, as far as a drill needs it ("AWS FIS experiment template components"). */
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

/** What the template is built from. */
export interface FisRequest {
  readonly environment: Environment;
  readonly service: Service;
  readonly fault: Fault;
  readonly minutes: number;
  readonly roleArn: string;
}

/**
 * Builds the template. The experiment stops when an alarm of the stable color goes off; the drill expects the alarms of the
 * candidate to go off.
 * @throws {UserError} exit 2 when the file has no account, or AWS FIS has no such action.
 */
export function buildFisTemplate({ environment, service, fault, minutes, roleArn }: FisRequest): FisTemplate {
  const color = candidateColor(service);
  const { name, timeout } = functionSettings(service, color);
  const arn = arnBuilder(environment);
  return {
    description: `teal drill: ${service.name} on ${environment.name}, candidate ${color}: ${describeFault(fault)}`,
    targets: {
      [TARGET]: {
        resourceType: 'aws:lambda:function',
        resourceArns: [arn('lambda', `function:${name}`)],
        selectionMode: 'ALL',
      },
    },
    actions: buildFisActions(fault, { minutes, timeoutSeconds: timeout }),
    stopConditions: stopConditions(service, otherColor(color), arn),
    roleArn,
    experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
    tags: { Name: `${name}-${fault.kind}`, Environment: environment.name, Service: service.name },
  };
}

type BuildArn = (service: string, resource: string) => string;

function stopConditions(service: Service, stable: Color, arn: BuildArn): FisTemplate['stopConditions'] {
  if (!service.alarms.enabled) return [{ source: 'none' }];
  return ALARM_KINDS.map((kind) => ({
    source: 'aws:cloudwatch:alarm',
    value: arn('cloudwatch', `alarm:${alarmName(service, stable, kind)}`),
  }));
}

function arnBuilder({ name, account, region }: Environment): BuildArn {
  if (account === undefined) {
    throw new UserError(
      'ENVIRONMENT_FILE_INVALID',
      `${name} has no account, which the ARN of the function needs`,
      'Write account: "123456789012" into the environment file',
    );
  }
  return (service, resource) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
