// Schema of services, and of the settings that `defaults` may set for all of them. Pure.
import * as z from 'zod';
import { colorOverrides, functionFields } from './schema-function';
import { rollout } from './schema-rollout';
import {
  LOG_RETENTION_DAYS,
  arn,
  canarySource,
  color,
  schedule,
  stringMap,
  text,
  weight,
  duration,
} from './schema-fields';

const vpc = z
  .strictObject({
    subnet_ids: z
      .array(text)
      .optional()
      .describe('Subnets of the functions; the private ones of the network when left out.'),
    security_group_ids: z
      .array(text)
      .optional()
      .describe('Security groups; one that only lets traffic out when left out.'),
  })
  .describe('Attaches the functions to the VPC.');

const keepWarm = z
  .strictObject({
    schedule: schedule.default('rate(5 minutes)').describe('EventBridge schedule expression.'),
    enabled: z.boolean().default(true).describe('Whether both colors are invoked on this schedule.'),
    path: z
      .string()
      .regex(/^\/[^?#\s]*$/, 'a path without a query, such as /health')
      .default('/')
      .describe('Path of the request that wakes a color: on this schedule, and before it gets traffic (`warm_up`).'),
  })
  .describe('Invokes both colors regularly, so that Lambda keeps the idle one active.');

/** The threshold of a rate; 0 would always be reached. */
const percentage = z.number().gt(0).max(100);

const alarms = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether the alarms are created.'),
    actions: z.array(arn).default([]).describe('ARNs that are notified when an alarm fires, such as an SNS topic.'),
    min_requests: z
      .number()
      .int()
      .min(1)
      .default(30)
      .describe('A minute with fewer requests, or invocations, never counts against a color.'),
    http_5xx_percent: percentage.default(5).describe('Percent of the requests that end with 5xx.'),
    errors_percent: percentage.default(5).describe('Percent of the invocations that fail.'),
    throttles_percent: percentage.default(1).describe('Percent of the invocations that are throttled.'),
    p95_ms: z.number().int().min(1).default(3000).describe('95th percentile of the duration, in milliseconds.'),
  })
  .describe('CloudWatch alarms of each color. One goes off when two of three minutes reach its threshold.');

const canaryHeader = z
  .strictObject({
    name: text
      .max(40)
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name, such as X-Canary")
      .describe("The header's name; case is ignored."),
    value: text.max(128).describe('The value that the header must have (may contain * and ?).'),
  })
  .describe('Sends requests with this header to the candidate while the canary is on. A client can forge it.');

const probe = z
  .strictObject({
    path: z.string().regex(/^\//, 'a path, such as /health').describe('Path to request.'),
    header: text
      .default('x-teal-color')
      .describe('Response header with the value blue or green; the functions must send it.'),
    url: z
      .url()
      .optional()
      .describe(
        "Where to send requests: the service's first host name when left out; in the sandbox, the sandbox itself.",
      ),
    limit: duration.default('30s').describe('How long to wait until the answers match.'),
  })
  .describe('Sends requests through the load balancer after a change, until the answers match the new split.');

export type Probe = z.output<typeof probe>;

/** Fields that `defaults` may set for every service. */
export const sharedFields = {
  ...functionFields,
  memory_size: functionFields.memory_size.default(512),
  timeout: functionFields.timeout.default(30),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64').describe('Instruction set of the functions.'),
  vpc: vpc.optional(),
  log_retention_days: z.literal(LOG_RETENTION_DAYS).default(30).describe('How long logs are kept, in days.'),
  tags: stringMap.default({}).describe("Tags besides the environment's."),
  policies: z.array(arn).default([]).describe("Managed policies for the functions' role, besides writing logs."),
  keep_warm: keepWarm.prefault({}),
  warm_up: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(1)
    .describe('Concurrent invocations that warm up the candidate before it gets traffic; 0 for none.'),
  alarms: alarms.prefault({}),
  whitelisted_ips: z
    .array(canarySource)
    .default([])
    .describe("Source IPs (CIDR) that see the candidate while the canary is on; the environment's when left out."),
  canary_slots: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe('Canary rules that are kept ready; each holds 5 − (hosts + paths) IPs.'),
  canary_header: canaryHeader.optional(),
  stickiness_seconds: z
    .number()
    .int()
    .min(1)
    .max(604800)
    .optional()
    .describe('Target group stickiness while traffic is split; off when left out.'),
  probe: probe.optional(),
  rollout: rollout.prefault({}),
  multi_value_headers: z.boolean().default(false).describe('Whether events carry headers and query strings as lists.'),
};

/** Fields of one service. */
const serviceFields = {
  family: text
    .optional()
    .describe(
      "Prefix of the target groups' and functions' names, and the role's name; environment-service when left out.",
    ),
  hostnames: z.array(text).default([]).describe('Host names (may contain * and ?) whose requests go to the service.'),
  paths: z.array(text).default([]).describe('Path patterns (may contain * and ?) whose requests go to the service.'),
  priority: z
    .number()
    .int()
    .min(1)
    .max(50000)
    .describe('Priority of the production rule; the canary rules come directly before it.'),
  blue_image: text.optional().describe('Container image of the blue function, preferably by digest.'),
  green_image: text.optional().describe('Container image of the green function, preferably by digest.'),
  blue_package: text.optional().describe('Package of the blue function: a zip, a folder, or s3://bucket/key.'),
  green_package: text.optional().describe('Package of the green function: a zip, a folder, or s3://bucket/key.'),
  blue: colorOverrides.optional().describe('Settings of the blue function only.'),
  green: colorOverrides.optional().describe('Settings of the green function only.'),
  active_color: color.describe('The stable color: what a rollback returns to.'),
  activate_canary: z.boolean().default(false).describe('Whether whitelisted IPs see the candidate.'),
  green_weight: weight.describe('Whole percent of ordinary traffic that green gets.'),
};

export const serviceSchema = z.strictObject({ ...serviceFields, ...sharedFields });
