// ctl drill --print-fis: the template on stdout, and beside it what the candidate's function needs to take part.
import { checkDuration, parseDuration } from '../../environments/duration';
import { describeFault } from '../../sandbox/faults/model';
import type { Fault } from '../../sandbox/faults/model';
import { functionSettings } from '../../environments/service';
import { candidateColor } from '../../routing';
import type { Context } from '../core/context';
import { EXIT, UserError } from '../core/errors';
import type { Chosen } from './faults';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { Outcome } from '../core/outcome';
import { fisTemplate } from './fis';

/** What was asked for. */
export interface FisFlags {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly roleArn: string | undefined;
  readonly duration: string;
}

/** Longest time that an action lasts, in hours. */
const LONGEST_HOURS = 12;

/**
 * The template for one service's candidate.
 * @throws {UserError} exit 2 for a sandbox, a role that is missing or no ARN, or a duration that AWS FIS does not take.
 */
export async function printFis(context: Context, flags: FisFlags, faults: readonly Chosen[]): Promise<Outcome> {
  const fault = onlyFault(faults);
  const { environment } = await openEnvironment(context, await findEnvironment(context, flags.environment));
  const [service] = selectServices(environment, { service: flags.service });
  if (environment.target === 'sandbox' || !service) {
    throw new UserError(
      'TARGET_UNSUPPORTED',
      `${environment.name} is a sandbox, which AWS FIS does not reach`,
      'ctl drill without --print-fis runs in the sandbox; or name an environment on AWS with -e',
    );
  }
  const roleArn = roleOf(flags.roleArn);
  const template = fisTemplate({ environment, service, fault, minutes: minutesOf(flags.duration), roleArn });
  const color = candidateColor(service);
  context.io.err(`${service.name}: the candidate is ${color}; ${describeFault(fault)}`);
  for (const line of needs(functionSettings(service, color).code.kind === 'image')) context.io.err(line);
  if (!service.alarms.enabled)
    context.io.err('warning: the service has no alarms, so nothing stops the experiment early');
  return {
    document: { environment: environment.name, service: service.name, candidate: color, fault, template },
    lines: () => JSON.stringify(template, null, 2).split('\n'),
    exitCode: EXIT.ok,
  };
}

/** One experiment is of one fault: several at once would not tell which of them was caught. */
function onlyFault(faults: readonly Chosen[]): Fault {
  const [only, second] = faults;
  if (only?.fault && !second) return only.fault;
  throw new UserError(
    'USAGE',
    'An experiment is of one fault',
    'Give --fault errors, status, latency, timeout or leak',
  );
}

const needs = (image: boolean): readonly string[] => [
  image
    ? 'Its image must hold the extension of AWS FIS for Lambda; docs/drill.md says how'
    : 'Its function needs the layer of AWS FIS for Lambda; docs/drill.md says how',
  'and the variables AWS_FIS_CONFIGURATION_LOCATION and AWS_LAMBDA_EXEC_WRAPPER; without them nothing fails',
];

function roleOf(given: string | undefined): string {
  if (given !== undefined && /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(given)) return given;
  throw new UserError(
    'USAGE',
    given === undefined
      ? 'An experiment needs a role that AWS FIS may take'
      : `--role-arn ${JSON.stringify(given)} is not the ARN of a role`,
    'Give --role-arn arn:aws:iam::123456789012:role/NAME; docs/drill.md shows what the role must allow',
  );
}

function minutesOf(text: string): number {
  const fault = checkDuration(text);
  const seconds = fault ? NaN : parseDuration(text);
  if (seconds >= 60 && seconds <= LONGEST_HOURS * 3600) return Math.ceil(seconds / 60);
  throw new UserError(
    'USAGE',
    `--duration ${JSON.stringify(text)} is not from 1m to ${LONGEST_HOURS}h, which AWS FIS takes`,
    fault?.hint ?? 'Write a duration such as 10m',
  );
}
