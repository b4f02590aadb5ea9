// ctl drill --print-fis: checks the flags and plans the experiment.
import { checkDuration, parseDuration } from '../../environments/duration';
import { functionSettings } from '../../environments/service';
import { candidateColor } from '../../routing';
import type { Color } from '../../routing';
import type { Fault } from '../../sandbox/faults/model';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { DrillRelease } from './faults';
import { buildFisTemplate } from './fis';
import type { FisTemplate } from './fis';

/** Flags of --print-fis. */
export interface ExperimentFlags {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly roleArn: string | undefined;
  readonly duration: string;
}

/** An experiment on the candidate of one service. */
export interface Experiment {
  readonly environment: string;
  readonly service: string;
  readonly candidate: Color;
  readonly fault: Fault;
  readonly template: FisTemplate;
  /** Where the function must have the extension of AWS FIS. */
  readonly extension: 'image' | 'layer';
  /** Whether alarms stop the experiment early. */
  readonly hasAlarms: boolean;
}

/** Longest duration of an action, in hours. */
const LONGEST_HOURS = 12;

/**
 * Plans the experiment.
 * @throws {UserError} exit 2 for a sandbox, a role that is missing or not an ARN, or a duration outside the limits of AWS FIS.
 */
export async function planExperiment(
  context: Context,
  flags: ExperimentFlags,
  releases: readonly DrillRelease[],
): Promise<Experiment> {
  const fault = onlyFault(releases);
  const { environment } = await openEnvironment(context, await findEnvironment(context, flags.environment));
  const [service] = selectServices(environment, { service: flags.service });
  if (environment.target === 'sandbox' || !service) {
    throw new UserError(
      'TARGET_UNSUPPORTED',
      `${environment.name} is a sandbox, which AWS FIS does not reach`,
      'ctl drill without --print-fis runs in the sandbox; or name an environment on AWS with -e',
    );
  }
  const roleArn = parseRole(flags.roleArn);
  const candidate = candidateColor(service);
  return {
    environment: environment.name,
    service: service.name,
    candidate,
    fault,
    template: buildFisTemplate({ environment, service, fault, minutes: parseMinutes(flags.duration), roleArn }),
    extension: functionSettings(service, candidate).code.kind === 'image' ? 'image' : 'layer',
    hasAlarms: service.alarms.enabled,
  };
}

/** An experiment has one fault: with several it would be unknown which one was caught. */
function onlyFault(releases: readonly DrillRelease[]): Fault {
  const [only, second] = releases;
  if (only?.fault && !second) return only.fault;
  throw new UserError(
    'USAGE',
    'An experiment has exactly one fault',
    'Give --fault errors, status, latency, timeout or leak',
  );
}

function parseRole(given: string | undefined): string {
  if (given !== undefined && /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(given)) return given;
  throw new UserError(
    'USAGE',
    given === undefined
      ? 'An experiment needs a role for AWS FIS'
      : `--role-arn ${JSON.stringify(given)} is not the ARN of a role`,
    'Give --role-arn arn:aws:iam::123456789012:role/NAME; docs/drill.md lists what the role must allow',
  );
}

function parseMinutes(text: string): number {
  const fault = checkDuration(text);
  const seconds = fault ? NaN : parseDuration(text);
  if (seconds >= 60 && seconds <= LONGEST_HOURS * 3600) return Math.ceil(seconds / 60);
  throw new UserError(
    'USAGE',
    `--duration ${JSON.stringify(text)} is not from 1m to ${LONGEST_HOURS}h, the limits of AWS FIS`,
    fault?.hint ?? 'Write a duration such as 10m',
  );
}
