// The environment file of a drill: one service in a sandbox, with short steps and an evaluation every second. Pure.
import type { Metrics } from '../../environments/schema-metrics';

export const ENVIRONMENT = 'drill';
export const SERVICE = 'hello-node';

/** Timeout of an invocation, in seconds: short, so that a drill does not wait long for a function that never answers. */
const TIMEOUT_SECONDS = 2;

/**
 * The default limits, with two changes: a tolerance that lets a good candidate pass after a few seconds of requests, and a limit
 * on durations instead of their comparison, since clients, load balancer and functions share one busy machine.
 */
const DRILL_METRICS = { errors: { tolerance: 3 }, latency: { compare: false, max_p95_ms: 1000 } };

/** Ports of the drill's sandbox, and the metrics that its rollouts use; the defaults of a drill when undefined. */
export interface DrillFile {
  readonly port: number;
  readonly controlPort: number;
  readonly metrics: Metrics | undefined;
}

/**
 * The text of the file. Each release stages its own package on the candidate. With the tolerance of a real service, some seconds prove
 * nothing for a good candidate, which settles then.
 */
export const formatEnvironmentFile = ({ port, controlPort, metrics }: DrillFile): string => `target: sandbox
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
      hold_at_most: 10s
      inconclusive: settle
      metrics: ${JSON.stringify(metrics ? withoutDelays(metrics) : DRILL_METRICS)}
`;

/** The same limits without initial delays, which are meant for releases that take minutes. */
const withoutDelays = ({ errors, throttles, latency, ...rest }: Metrics): Metrics => ({
  ...rest,
  errors: { ...errors, initial_delay: '0s' },
  throttles: { ...throttles, initial_delay: '0s' },
  latency: { ...latency, initial_delay: '0s' },
});
