// The environment file: every field with its type, default and description. Types, the JSON schema for editors and the
// reference page all come from here.
import * as z from 'zod';
import { canarySourceFault } from './canary-source';
import { variableNameFault } from './variable-name';

const color = z.enum(['blue', 'green']);
const weight = z.number().int().min(0).max(100);
const arn = z.string().regex(/^arn:[a-z-]+:/, 'an ARN, such as arn:aws:…');
const text = z.string().min(1);
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, such as us-east-1');
const stringMap = z.record(z.string(), z.string());

/** Text with a check of its own, which says what is wrong and what to write instead. */
const checked = (faultOf: (value: string) => { message: string; hint: string } | undefined) =>
  z.string().superRefine((value, context) => {
    const fault = faultOf(value);
    if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
  });

const canarySource = checked(canarySourceFault);
const variables = z.record(checked(variableNameFault), z.string());

/** Retention times that CloudWatch Logs has, in days ("PutRetentionPolicy"). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A function's settings that may differ between the colors. */
const functionFields = {
  memory_size: z.number().int().min(128).max(10240).describe('Memory of each function, in MB.'),
  timeout: z.number().int().min(1).max(900).describe('Longest time an invocation may take, in seconds.'),
  ephemeral_storage: z.number().int().min(512).max(10240).optional().describe('Size of /tmp, in MB.'),
  reserved_concurrency: z.number().int().min(0).optional().describe('Concurrent executions kept for each function.'),
  handler: text.optional().describe('Entry point of a package, such as index.handler. Not used with images.'),
  runtime: text.optional().describe('Runtime of a package, such as nodejs20.x or python3.12. Not used with images.'),
  environment: variables.optional().describe('Environment variables of the functions.'),
};

/** Settings of one color that replace the service's; environment variables are merged. */
const colorOverrides = z.strictObject(functionFields).partial();

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
    schedule: text.default('rate(5 minutes)').describe('EventBridge schedule expression.'),
    enabled: z.boolean().default(true).describe('Whether both colors are invoked on this schedule.'),
  })
  .describe('Invokes both colors now and then, so that the idle one never falls asleep.');

const alarms = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether the alarms are created.'),
    actions: z.array(arn).default([]).describe('ARNs that are told when an alarm goes off, such as an SNS topic.'),
    http_5xx: z.number().int().min(1).default(5).describe('Answers with 5xx in a minute.'),
    errors: z.number().int().min(1).default(5).describe('Failed invocations in a minute.'),
    throttles: z.number().int().min(1).default(1).describe('Throttled invocations in a minute.'),
    p95_ms: z.number().int().min(1).default(3000).describe('95th percentile of the duration, in milliseconds.'),
  })
  .describe('CloudWatch alarms of each color.');

const canaryHeader = z
  .strictObject({
    name: text
      .max(40)
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name, such as X-Canary")
      .describe("The header's name; upper and lower case are the same."),
    value: text.max(128).describe('The value that the header must have (may hold * and ?).'),
  })
  .describe('Sends requests with this header to the candidate while the canary is on. A client can forge it.');

/** Fields that `defaults` may set for every service. */
const sharedFields = {
  ...functionFields,
  memory_size: functionFields.memory_size.default(512),
  timeout: functionFields.timeout.default(30),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64').describe('Instruction set of the functions.'),
  vpc: vpc.optional(),
  log_retention_days: z.literal(LOG_RETENTION_DAYS).default(30).describe('How long logs are kept, in days.'),
  tags: stringMap.default({}).describe("Tags beside the environment's."),
  policies: z.array(arn).default([]).describe("Managed policies for the functions' role beside writing logs."),
  keep_warm: keepWarm.prefault({}),
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
    .describe('Canary rules that are kept ready; one holds 5 − (hosts + paths) IPs.'),
  canary_header: canaryHeader.optional(),
  stickiness_seconds: z
    .number()
    .int()
    .min(1)
    .max(604800)
    .optional()
    .describe('Target group stickiness while traffic is divided; off when left out.'),
  multi_value_headers: z.boolean().default(false).describe('Whether events carry headers and query strings as lists.'),
};

/** Fields of one service. */
const serviceFields = {
  family: text
    .optional()
    .describe("Prefix of the target groups' and functions' names; environment-service when left out."),
  hostnames: z.array(text).default([]).describe('Host names (may hold * and ?) whose requests go to the service.'),
  paths: z.array(text).default([]).describe('Path patterns (may hold * and ?) whose requests go to the service.'),
  priority: z
    .number()
    .int()
    .min(1)
    .max(50000)
    .describe('Priority of the production rule; the canary rules stand right above it.'),
  blue_image: text.optional().describe('Container image of the blue function, best by digest.'),
  green_image: text.optional().describe('Container image of the green function, best by digest.'),
  blue_package: text.optional().describe('Package of the blue function: a zip, a folder, or s3://bucket/key.'),
  green_package: text.optional().describe('Package of the green function: a zip, a folder, or s3://bucket/key.'),
  blue: colorOverrides.optional().describe('Settings of the blue function only.'),
  green: colorOverrides.optional().describe('Settings of the green function only.'),
  active_color: color.describe('The stable color: what a rollback returns to.'),
  activate_canary: z.boolean().default(false).describe('Whether whitelisted IPs see the candidate.'),
  green_weight: weight.describe('Whole percent of ordinary traffic that green gets.'),
};

export const serviceSchema = z.strictObject({ ...serviceFields, ...sharedFields });

const state = z
  .strictObject({
    bucket: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens",
      )
      .describe('S3 bucket of the Terraform state.'),
    region: region.optional().describe("The bucket's region; the environment's when left out."),
    prefix: text.optional().describe('Prefix of the keys; teal/ENVIRONMENT when left out.'),
    kms_key_id: text.optional().describe('KMS key that encrypts the state.'),
  })
  .describe('Terraform state in S3 with its native lock; a local file when left out.');

const network = z
  .union([
    z.strictObject({
      create: z.strictObject({
        cidr: text.default('10.0.0.0/16').describe('IPv4 block of the new VPC.'),
        availability_zones: z.number().int().min(2).max(6).default(2).describe('How many zones get subnets.'),
        nat_gateway: z.boolean().default(false).describe('Whether functions in private subnets reach the internet.'),
      }),
    }),
    z.strictObject({
      existing: z.strictObject({
        vpc_id: text.optional().describe('The VPC by id.'),
        subnet_ids: z.array(text).optional().describe('Subnets of the load balancer, by id.'),
        private_subnet_ids: z.array(text).optional().describe('Subnets of functions in the VPC, by id.'),
        tags: stringMap.optional().describe('The VPC by tags.'),
        subnet_tags: stringMap.optional().describe('Subnets of the load balancer, by tags.'),
        private_subnet_tags: stringMap.optional().describe('Subnets of functions in the VPC, by tags.'),
      }),
    }),
  ])
  .describe('The VPC: created, or looked up by ids or tags.');

const loadBalancer = z
  .union([
    z.strictObject({
      create: z.strictObject({
        name: text.max(32).optional().describe("The load balancer's name; the environment's when left out."),
        certificate_arn: arn
          .optional()
          .describe('ACM certificate: HTTPS with a redirect from HTTP. Plain HTTP when left out.'),
        ssl_policy: text
          .default('ELBSecurityPolicy-TLS13-1-2-2021-06')
          .describe('Security policy of the HTTPS listener.'),
        internal: z.boolean().default(false).describe('Whether it is reachable from inside the VPC only.'),
        ingress_cidrs: z.array(text).default(['0.0.0.0/0']).describe('IPv4 blocks that may connect.'),
        idle_timeout: z
          .number()
          .int()
          .min(1)
          .max(4000)
          .default(60)
          .describe('Idle timeout of connections, in seconds.'),
        deletion_protection: z.boolean().default(true).describe('Whether it is protected from being deleted.'),
      }),
    }),
    z.strictObject({
      existing: z.strictObject({ listener_arn: arn.describe("Listener that gets the services' rules.") }),
    }),
  ])
  .describe('The load balancer: created, or an existing listener.');

export const environmentSchema = z.strictObject({
  target: z
    .enum(['aws', 'sandbox'])
    .default('aws')
    .describe('Where the environment lives: AWS, or the sandbox on this machine.'),
  region: region.default('us-east-1').describe('AWS region.'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'twelve digits in quotes')
    .optional()
    .describe('AWS account; ctl refuses to act in any other.'),
  emulator_endpoint: z
    .url()
    .optional()
    .describe('Sends every AWS call to this URL instead, such as an emulator for tests.'),
  state: state.optional(),
  network: network.optional(),
  load_balancer: loadBalancer.optional(),
  sandbox: z
    .strictObject({
      port: z.number().int().min(1).max(65535).default(8080).describe('Port of the load balancer.'),
      control_port: z
        .number()
        .int()
        .min(1)
        .max(65535)
        .default(8081)
        .describe('Port of the AWS-compatible control endpoint.'),
    })
    .prefault({})
    .describe('Ports of the sandbox; used when the target is the sandbox.'),
  tags: stringMap.default({}).describe('Tags of everything in the environment.'),
  whitelisted_ips: z.array(canarySource).default([]).describe('Source IPs (CIDR) for every service that names none.'),
  defaults: z
    .strictObject(sharedFields)
    .partial()
    .optional()
    .describe('Settings for every service that does not set them.'),
  services: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens, a letter first'),
      serviceSchema,
    )
    .describe('The services, by name.'),
});

/** An environment file as it is written, defaults not yet applied. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** A service after `defaults`, with its name and family. Field names are the file's. */
export type Service = Omit<z.output<typeof serviceSchema>, 'family'> & {
  readonly name: string;
  readonly family: string;
};

/** A validated environment, every default applied. `file` is the path it was read from. */
export type Environment = Omit<z.output<typeof environmentSchema>, 'services' | 'defaults'> & {
  readonly name: string;
  readonly file: string;
  readonly services: readonly Service[];
};
