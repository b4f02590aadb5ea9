// Whether the color to which a rollback returns could take all traffic now, for ctl status.
import type { Environment, Service } from '../../environments/schema';
import { desiredRules, findOnLive } from '../../routing';
import type { Color, ObservedRule } from '../../routing';
import type { DeployedFunction } from '../aws/deployed-functions';
import { findVersionDifferences } from '../aws/version-differences';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** The color to which a rollback returns, and its faults. `whole`: every check was made. */
export interface RollbackReadiness {
  readonly color: Color;
  readonly whole: boolean;
  readonly ready: boolean;
  readonly faults: readonly string[];
}

/** The deployed functions of the colors; undefined when the function or its alias does not exist. */
export type Running = Readonly<Record<Color, DeployedFunction | undefined>>;

/** Assesses only the functions, which status reads anyway: no call counts against the load balancer's rate, whatever the size of the environment. */
export function assessByFunctions(service: Service, running: Running | undefined): RollbackReadiness | null {
  if (!running) return null;
  const { active_color: color } = service;
  const found = running[color];
  const unstaged = describeUnstaged(service, color, found);
  const faults = found
    ? [
        ...(found.state === 'Active' ? [] : [`its function is ${found.state}`]),
        ...(found.lastUpdateStatus === 'Successful' ? [] : [`its last update: ${found.lastUpdateStatus}`]),
        ...(unstaged === undefined ? [] : [unstaged]),
      ]
    : ['its function or alias does not exist'];
  return { color, whole: false, ready: faults.length === 0, faults };
}

/** Says in what a color runs something else than its version; undefined where it runs that, or has none. */
export function describeUnstaged(
  { versions }: Service,
  color: Color,
  running: DeployedFunction | undefined,
): string | undefined {
  const version = versions?.[color];
  const fields = version && running ? findVersionDifferences(running.found, version) : [];
  if (!version || !running || fields.length === 0) return undefined;
  return `its alias leads to version ${running.version} of the function, which is not ${version.id}: it differs in ${fields.join(', ')}`;
}

/** Assesses everything that a rollback needs: also the target group, the permission and the image. */
export async function assessRollback(
  context: Context,
  environment: Environment,
  service: Service,
): Promise<RollbackReadiness | null> {
  const { checkReadiness } = await import('./readiness');
  try {
    const { color, ready, checks } = await checkReadiness(context, environment, service, service.active_color);
    const faults = checks.filter((one) => one.ok === false).map((one) => `${one.name}: ${one.detail}`);
    return { color, whole: true, ready, faults };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Adds to the faults that there is no production rule whose weights a rollback could change; none where no rules were read. */
export function withRules(
  readiness: RollbackReadiness | null,
  service: Service,
  rules: readonly ObservedRule[] | undefined,
): RollbackReadiness | null {
  if (!readiness || !rules) return readiness;
  const desired = desiredRules(service);
  const found = findOnLive(desired, rules);
  const missing = desired.filter((rule) => rule.role === 'production' && !found.has(rule));
  if (missing.length === 0) return readiness;
  const faults = missing.map(({ priority }) => `there is no production rule of its own at priority ${priority}`);
  return { ...readiness, ready: false, faults: [...readiness.faults, ...faults] };
}
