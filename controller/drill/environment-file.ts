// The environment file of a drill: one service in a sandbox, whose releases go fast and are looked at every second. Pure.
import type { Metrics } from '../../environments/schema-metrics';

export const ENVIRONMENT = 'drill';
export const SERVICE = 'hello-node';

/** Seconds that an invocation may take: short, so that a drill need not wait long for what never answers. */
const TIMEOUT_SECONDS = 2;

/**
 * What a drill judges by: the defaults, but that some seconds of requests are enough to say that a candidate is good, and that a
 * limit stands in for the comparison of durations, since a machine that runs users, load balancer and functions is no quiet place.
 */
const JUDGED_BY = { errors: { tolerance: 3 }, latency: { compare: false, max_p95_ms: 400 } };

/** Ports of the drill's sandbox, and by what its rollouts judge; the defaults where that is undefined. */
export interface DrillFile {
  readonly port: number;
  readonly controlPort: number;
  readonly metrics: Metrics | undefined;
}

/** The file. What the releases bring is staged on the candidate. */
export const drillFile = ({ port, controlPort, metrics }: DrillFile): string => `target: sandbox
sandbox: { port: ${port}, control_port: ${controlPort} }
services:
  ${SERVICE}:
    paths: ['/*']
    priority: 100
    handler: index.handler
    runtime: nodejs20.x
    timeout: ${TIMEOUT_SECONDS}
    blue_package: ../examples/hello-node/v1
    active_color: blue
    green_weight: 0
    rollout:
      strategy: { steps: [{ weight: 20, wait: 6s }, { weight: 50, wait: 3s }] }
      bake: 8s
      interval: 1s
      metrics: ${JSON.stringify(metrics ? atOnce(metrics) : JUDGED_BY)}
`;

/** The same limits without the patience that a release of some minutes has at its beginning. */
const atOnce = ({ errors, throttles, latency, ...rest }: Metrics): Metrics => ({
  ...rest,
  errors: { ...errors, initial_delay: '0s' },
  throttles: { ...throttles, initial_delay: '0s' },
  latency: { ...latency, initial_delay: '0s' },
});
