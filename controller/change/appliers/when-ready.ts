// Checks that a candidate is ready, and warms it up, before it gets more traffic. A rollback never does this.
import { warmEvent } from '../../../environments/warm-event';
import type { Environment, Service } from '../../../environments/schema';
import { candidateColor, targetGroupName, weightsOf } from '../../../routing';
import type { Color } from '../../../routing';
import type { Context } from '../../core/context';
import { UserError } from '../../core/errors';
import { checkReadiness } from '../../readiness/readiness';
import type { Readiness } from '../../readiness/readiness';
import { pickServices } from './applier';
import type { Step, Applier } from './applier';

/** An applier that also checks and warms up the candidates, after its own checks. */
export const whenReady = (applier: Applier): Applier => ({
  ...applier,
  prepare: async (step) => {
    const prepared = await applier.prepare(step);
    await makeCandidatesReady(step);
    return prepared;
  },
});

/**
 * Checks every candidate that gets more than it had, a greater share or canary clients, and warms it up.
 * @throws {UserError} NOT_READY when one could not take requests.
 */
export async function makeCandidatesReady({
  context,
  before,
  after,
  services,
}: Pick<Step, 'context' | 'before' | 'after' | 'services'>): Promise<void> {
  await Promise.all(
    pickServices(after, services).flatMap((service) => {
      const color = findExposed(before, service);
      return color ? [makeReady(context, after, service, color)] : [];
    }),
  );
}

/** The color that gets more than it had and is not the one to which a rollback returns; undefined without one. */
function findExposed(before: Environment, service: Service): Color | undefined {
  const had = before.services.find((one) => one.name === service.name);
  if (!had) return undefined;
  const color = candidateColor(had);
  const share = (one: Service): number => weightsOf(one.green_weight)[color];
  if (share(service) > share(had)) return color;
  return service.activate_canary && !had.activate_canary ? candidateColor(service) : undefined;
}

async function makeReady(context: Context, environment: Environment, service: Service, color: Color): Promise<void> {
  const found = await checkReadiness(context, environment, service, color);
  if (!found.ready) throw notReady(environment, found);
  // An emulator of AWS may know a function without being able to run it.
  if (service.warm_up === 0 || environment.emulator_endpoint !== undefined || !found.targetGroupArn) return;
  await warm(context, environment, service, { color, targetGroupArn: found.targetGroupArn });
}

async function warm(
  context: Context,
  environment: Environment,
  service: Service,
  { color, targetGroupArn }: { readonly color: Color; readonly targetGroupArn: string },
): Promise<void> {
  const { openLambda } = await import('../../aws/lambda');
  const lambda = await openLambda(environment, context);
  const event = warmEvent(targetGroupArn, service, color);
  const name = targetGroupName(service.family, color);
  const answers = await Promise.all(Array.from({ length: service.warm_up }, () => lambda.invoke(name, event)));
  const failed = answers.find((answer) => answer.error !== undefined);
  if (!failed) return;
  throw new UserError(
    'NOT_READY',
    `${service.name}: ${color} fails when it is invoked: ${summaryOf(failed.error ?? '')}`,
    `ctl logs ${service.name} -e ${environment.name} --color ${color} shows its log. Stage a version that works, or write keep_warm: { path: … } for a path that it answers, or warm_up: 0 for none: it was asked for GET ${service.keep_warm.path}`,
  );
}

/** Type and message of a function's error, without its trace; the whole answer if it is not an error. */
function summaryOf(answer: string): string {
  try {
    const error: unknown = JSON.parse(answer);
    if (typeof error !== 'object' || error === null || !('errorMessage' in error)) return answer;
    const type = 'errorType' in error ? `${String(error.errorType)}: ` : '';
    return `${type}${String(error.errorMessage)}`;
  } catch {
    return answer;
  }
}

const notReady = (environment: Environment, { service, color, checks }: Readiness): UserError =>
  new UserError(
    'NOT_READY',
    [
      `${service}: ${color} is not ready for traffic:`,
      ...checks.filter((one) => one.ok === false).map((one) => `  ${one.name}: ${one.detail}`),
    ].join('\n'),
    `ctl deploy -e ${environment.name} puts right what Terraform makes; ctl doctor -e ${environment.name} shows everything`,
  );
