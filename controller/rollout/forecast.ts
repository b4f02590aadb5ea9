// What a rollout of some services would see, from their traffic of the last minutes.
import type { Environment, Service } from '../../environments/schema';
import type { Metrics } from '../../environments/schema-metrics';
import type { Context } from '../core/context';
import { SOURCES, forecast } from '../release/judge';
import type { Forecast, Source, Traffic } from '../release/judge';
import type { PlanFlags, RolloutPlan } from '../release';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { readTraffic } from './forecast-traffic';
import type { MeasuredTraffic } from './forecast-traffic';
import { makeSharedPlan } from './start';

/** Plans that are tried when one sees too little, the shortest first: a weight in percent, and its wait in minutes. */
const OTHERS = [10, 25, 50].flatMap((weight) => [10, 30, 60].map((minutes) => ({ weight, minutes })));
/** An error rate that the first step should see: more is an outage, which nobody needs a comparison for. */
const SEES_AT_LEAST = 0.1;

/** What one service would see. The traffic is null without a request in the last minutes. */
export interface ServiceForecast {
  readonly service: string;
  readonly traffic: MeasuredTraffic | null;
  readonly forecast: Forecast;
}

/** A first step that would see enough: a weight in percent, its wait in minutes, and the error rate that it sees. */
export interface FirstStep {
  readonly weight: number;
  readonly minutes: number;
  readonly sees: number;
}

/** The forecast of a plan, at a time (ISO 8601). */
export interface PlanForecast<S extends ServiceForecast = ServiceForecast> {
  readonly environment: string;
  readonly at: string;
  readonly services: readonly S[];
}

/** A forecast with another first step, for a service that would see too little at its own. */
export type ProposedForecast = PlanForecast<ServiceForecast & { readonly instead: FirstStep | null }>;

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
    return { ...one, instead: metrics ? proposeFirstStep(one, plan, metrics, SOURCES[environment.target]) : null };
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

/** The shortest other first step that sees enough; null where the plan's own does, none would, or the traffic is little known. */
function proposeFirstStep(
  { traffic, forecast: own }: ServiceForecast,
  plan: RolloutPlan,
  metrics: Metrics,
  source: Source,
): FirstStep | null {
  const isEnough = (sees: number | null | undefined): sees is number => sees != null && sees <= SEES_AT_LEAST;
  if (!traffic || traffic.isLittle || isEnough(own.steps[0]?.sees)) return null;
  for (const { weight, minutes } of OTHERS) {
    const steps = [{ weight, waitSeconds: minutes * 60, approval: false }];
    const [first] = forecast({ ...plan, steps }, metrics, traffic, source).steps;
    if (first?.held === 0 && isEnough(first.sees)) return { weight, minutes, sees: first.sees };
  }
  return null;
}
