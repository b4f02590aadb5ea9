// The facts that a hook is told, also as environment variables.
import type { HookPoint } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import type { Release } from '../release/snapshot';
import { currentUser } from '../core/user';
import type { Facts, ServiceFacts } from './types';

/** What the facts are made of beside the services. */
export interface About {
  readonly environment: string;
  readonly point: HookPoint;
  readonly reason: string | null;
  readonly rollout?: string | null;
  readonly step?: number | null;
}

/** The facts of a point, with user and time filled in. */
export const factsOf = (
  context: Context,
  { environment, point, reason, rollout = null, step = null }: About,
  releases: Readonly<Record<string, Release>>,
): Facts => ({
  schemaVersion: 1,
  rollout,
  environment,
  point,
  services: Object.entries(releases).map(([name, release]) => serviceFacts(name, release)),
  step,
  reason,
  by: currentUser(context),
  time: context.now().toISOString(),
});

const serviceFacts = (name: string, { candidate, active, weights, code }: Release): ServiceFacts => ({
  name,
  candidate,
  active,
  weight: weights[candidate],
  code: code.blue || code.green ? code : null,
});

/** The facts as environment variables of a command; one that does not apply is empty. Services are divided by commas. */
export const variablesOf = (facts: Facts): Record<string, string> => ({
  TEAL_ENVIRONMENT: facts.environment,
  TEAL_POINT: facts.point,
  TEAL_SERVICES: facts.services.map((service) => service.name).join(','),
  TEAL_CANDIDATE: facts.services.map((service) => service.candidate).join(','),
  TEAL_WEIGHT: facts.services.map((service) => service.weight).join(','),
  TEAL_ROLLOUT: facts.rollout ?? '',
  TEAL_STEP: facts.step === null ? '' : String(facts.step),
  TEAL_REASON: facts.reason ?? '',
  TEAL_BY: facts.by,
  TEAL_TIME: facts.time,
});
