// Builds the payload of a hook, as JSON and as environment variables.
import type { HookPoint } from '../../environments/schema-rollout';
import type { Context } from '../core/context';
import { currentUser } from '../core/user';
import type { Snapshot } from '../release/snapshot';
import type { HookPayload, PayloadService } from './types';

/** The part of a payload that does not come from the services. */
export interface PayloadDetails {
  readonly environment: string;
  readonly point: HookPoint;
  readonly reason: string | null;
  readonly rollout?: string | null;
  readonly step?: number | null;
}

/** Builds the payload, with the current user and time. */
export const buildPayload = (
  context: Context,
  { environment, point, reason, rollout = null, step = null }: PayloadDetails,
  releases: Readonly<Record<string, Snapshot>>,
): HookPayload => ({
  schemaVersion: 1,
  rollout,
  environment,
  point,
  services: Object.entries(releases).map(([name, release]) => toPayloadService(name, release)),
  step,
  reason,
  by: currentUser(context),
  time: context.now().toISOString(),
});

const toPayloadService = (name: string, { candidate, active, weights, code }: Snapshot): PayloadService => ({
  name,
  candidate,
  active,
  weight: weights[candidate],
  code: code.blue || code.green ? code : null,
});

/** The payload as environment variables of a command. One that does not apply is empty; services are separated by commas. */
export const toVariables = (payload: HookPayload): Record<string, string> => ({
  TEAL_ENVIRONMENT: payload.environment,
  TEAL_POINT: payload.point,
  TEAL_SERVICES: payload.services.map((service) => service.name).join(','),
  TEAL_CANDIDATE: payload.services.map((service) => service.candidate).join(','),
  TEAL_WEIGHT: payload.services.map((service) => service.weight).join(','),
  TEAL_ROLLOUT: payload.rollout ?? '',
  TEAL_STEP: payload.step === null ? '' : String(payload.step),
  TEAL_REASON: payload.reason ?? '',
  TEAL_BY: payload.by,
  TEAL_TIME: payload.time,
});
