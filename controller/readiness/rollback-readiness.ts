// Whether the color that a rollback leads to could take all traffic now, for ctl status.
import type { Environment, Service } from '../../environments/schema';
import type { Color } from '../../routing';
import type { DeployedFunction } from '../aws/deployed-functions';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** The color that a rollback leads to, and what keeps it from taking all traffic. `whole`: every check was made. */
export interface RollbackReadiness {
  readonly color: Color;
  readonly whole: boolean;
  readonly ready: boolean;
  readonly faults: readonly string[];
}

/** What runs behind the colors; undefined where there is no function, or no alias. */
export type Running = Readonly<Record<Color, DeployedFunction | undefined>>;

/** By the functions alone, which status reads anyway: so an environment of any size takes no call of the load balancer's rate. */
export function assessByFunctions(
  { active_color: color }: Service,
  running: Running | undefined,
): RollbackReadiness | null {
  if (!running) return null;
  const found = running[color];
  const faults = found
    ? [
        ...(found.state === 'Active' ? [] : [`its function is ${found.state}`]),
        ...(found.lastUpdateStatus === 'Successful' ? [] : [`its last update: ${found.lastUpdateStatus}`]),
      ]
    : ['its function or alias is not there'];
  return { color, whole: false, ready: faults.length === 0, faults };
}

/** By everything that a rollback needs: also the target group, the permission and the image. */
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
