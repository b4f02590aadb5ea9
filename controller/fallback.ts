// Whether the color that a rollback leads to could take all traffic now, for ctl status.
import type { Environment, Service } from '../environments/schema';
import type { Color } from '../routing';
import type { Context } from './context';
import { UserError } from './errors';
import { readiness } from './readiness';

/** The color that a rollback leads to, and what keeps it from taking all traffic. */
export interface Fallback {
  readonly color: Color;
  readonly ready: boolean;
  readonly faults: readonly string[];
}

/**
 * Each service takes two calls of ELBv2, whose bucket holds 40 ("Request throttling for the Elastic Load Balancing API"): so many
 * services are looked at that a rollback in the same second finds it half full. ctl doctor looks at all.
 */
const MOST_SERVICES = 10;

/** For each service, in order; null where it could not be told, or there are too many. */
export async function fallbacksOf(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<readonly (Fallback | null)[]> {
  if (services.length > MOST_SERVICES) return [];
  return Promise.all(services.map((service) => fallbackOf(context, environment, service)));
}

async function fallbackOf(context: Context, environment: Environment, service: Service): Promise<Fallback | null> {
  try {
    const { color, ready, checks } = await readiness(context, environment, service, service.active_color);
    const faults = checks.filter((one) => one.ok === false).map((one) => `${one.name}: ${one.detail}`);
    return { color, ready, faults };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
