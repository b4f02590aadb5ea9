// The gates of a routing change: a freeze, and code that another environment has not run yet. They only stop a change that gives a
// candidate more ordinary traffic, never a rollback, a shift down, a canary or a settle.
import type { Environment, Service } from '../../environments/schema';
import { parseDuration } from '../../environments/duration';
import { ownCode } from '../../environments/service';
import { candidateColor, weightsOf } from '../../routing/desired';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findEnvironment, openAlone } from '../workspace/open-environment';
import { openJournal, readJournal } from '../store/journal';
import type { Decision } from '../release/decision';
import { refuse } from '../release/decision';
import { checkPromotion, checkFreeze, identifyCode } from '../release/gates';
import type { PromotionResult } from '../release/gates';

/** Applies the gates to a decision: returns a refusal with a reason and a hint, or the decision itself. */
export async function applyGates(
  context: Context,
  environment: Environment,
  decision: Decision,
  options: { readonly overrideFreeze: boolean },
): Promise<Decision> {
  if (decision.kind !== 'change' || !shiftsUp(decision.before, decision.after)) return decision;
  const { before: service } = decision;
  const carried = await checkRequirement(context, service);
  if (carried.kind === 'not-met') {
    return refuse(
      service,
      'REQUIREMENT_NOT_MET',
      `${candidateColor(service)} may not get traffic yet: ${carried.reason}`,
      carried.hint,
    );
  }
  const freeze = checkFreeze(service.rollout.freeze, context.now());
  if (freeze.kind === 'open') return decision;
  const until = `${environment.name} is frozen until ${freeze.until.toISOString()} (${freeze.reason})`;
  if (options.overrideFreeze) return { ...decision, overrode: until };
  return refuse(
    service,
    'FROZEN',
    `${until}: no candidate gets more traffic`,
    'Wait until then, or give --override-freeze with -m REASON; ctl rollback and shifts down always work',
  );
}

/**
 * Whether the environment that a service requires has run the candidate's code, or the given code. Met when the service requires no
 * environment.
 */
export async function checkRequirement(
  context: Context,
  service: Service,
  code = codeOf(service),
): Promise<PromotionResult> {
  const { requires } = service.rollout;
  if (!requires || !code) return { kind: 'met' };
  const file = await findEnvironment(context, requires.environment);
  const { environment } = await openAlone(context, file);
  const journal = await readJournal(await openJournal(context, environment));
  const entries = journal.filter((entry) => entry.service === service.name);
  const demand = { environment: file.name, service: service.name, seconds: parseDuration(requires.baked) };
  return checkPromotion(entries, identifyCode(code), context.now(), demand);
}

const codeOf = (service: Service) => ownCode(service, candidateColor(service));

function shiftsUp(before: Service, after: Service): boolean {
  const color = candidateColor(before);
  return weightsOf(after.green_weight)[color] > weightsOf(before.green_weight)[color];
}

/** @throws {UserError} exit 2 for a freeze that is overridden without a reason. */
export function refuseOverrideWithoutReason(overrideFreeze: boolean, reason: string | undefined): void {
  if (!overrideFreeze || reason !== undefined) return;
  throw new UserError(
    'USAGE',
    '--override-freeze needs a reason, which the journal keeps',
    'Say why, such as -m "the shop is down"',
  );
}
