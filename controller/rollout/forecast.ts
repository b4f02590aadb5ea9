// What a rollout of some services would see, from their traffic of the last minutes.
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { SOURCES, forecast } from '../release/judge';
import type { Forecast, Traffic } from '../release/judge';
import type { PlanFlags, RolloutPlan } from '../release';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { proposeFirstStep, proposeTolerance } from './forecast-proposals';
import type { FirstStep } from './forecast-proposals';
import { readTraffic } from './forecast-traffic';
import type { MeasuredTraffic } from './forecast-traffic';
import { makeSharedPlan } from './start';

/** What one service would see. The traffic is null without a request in the last minutes. */
export interface ServiceForecast {
  readonly service: string;
  readonly traffic: MeasuredTraffic | null;
  readonly forecast: Forecast;
}

/** The forecast of a plan, at a time (ISO 8601). */
export interface PlanForecast<S extends ServiceForecast = ServiceForecast> {
  readonly environment: string;
  readonly at: string;
  readonly services: readonly S[];
}

/**
 * A forecast with what would see more: another first step, for a service that would see too little at its own, and a tolerance for
 * errors with which it would end proven, in percentage points.
 */
export type ProposedForecast = PlanForecast<
  ServiceForecast & { readonly instead: FirstStep | null; readonly tolerance: number | null }
>;

/** Which services, and how their plan differs from the file. */
export interface ForecastRequest {
  readonly environment: string | undefined;
  readonly services: readonly string[];
  readonly all: boolean;
  readonly flags: PlanFlags;
}

/**
 * Forecasts the rollout of some services. Changes nothing.
 * @throws {UserError} ROLLOUT_NOT_POSSIBLE for a plan that could not start; METRICS_UNAVAILABLE.
 */
export async function forecastRollout(context: Context, request: ForecastRequest): Promise<ProposedForecast> {
  const { environment } = await openEnvironment(context, await findEnvironment(context, request.environment));
  const { services: names, all, flags } = request;
  const services = selectServices(environment, { service: names[0], services: names, all });
  const plan = makeSharedPlan(environment, services, flags);
  const forecasted = await forecastPlan(context, environment, services, plan);
  const proposed = forecasted.services.map((one, index) => {
    const metrics = services[index]?.rollout.metrics;
    if (!metrics) return { ...one, instead: null, tolerance: null };
    const source = SOURCES[environment.target];
    const instead = proposeFirstStep(one, plan, metrics, source);
    return { ...one, instead, tolerance: proposeTolerance(one, plan, metrics, source) };
  });
  return { ...forecasted, services: proposed };
}

/** Forecasts a plan for services of an environment. */
export async function forecastPlan(
  context: Context,
  environment: Environment,
  services: readonly Service[],
  plan: RolloutPlan,
): Promise<PlanForecast> {
  const forecasts = await Promise.all(services.map((service) => forecastService(context, environment, service, plan)));
  return { environment: environment.name, at: context.now().toISOString(), services: forecasts };
}

const NO_TRAFFIC: Traffic = { perMinute: 0, failing: 0 };

async function forecastService(
  context: Context,
  environment: Environment,
  service: Service,
  plan: RolloutPlan,
): Promise<ServiceForecast> {
  const traffic = await readTraffic(context, environment, service);
  const own = forecast(plan, service.rollout.metrics, traffic ?? NO_TRAFFIC, SOURCES[environment.target]);
  return { service: service.name, traffic, forecast: own };
}
