// Schema of the state, the network and the load balancer. Pure.
import * as z from 'zod';
import { arn, ipv4Block, region, stringMap, text, vpcBlock } from './schema-fields';

export const state = z
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

export const network = z
  .union([
    z.strictObject({
      create: z.strictObject({
        cidr: vpcBlock.default('10.0.0.0/16').describe('IPv4 block of the new VPC.'),
        availability_zones: z.number().int().min(2).max(6).default(2).describe('How many zones get subnets.'),
        nat_gateway: z.boolean().default(false).describe('Whether functions in private subnets reach the internet.'),
      }).describe('A new VPC.'),
    }),
    z.strictObject({
      existing: z.strictObject({
        vpc_id: text.optional().describe('The VPC by id.'),
        subnet_ids: z.array(text).optional().describe('Subnets of the load balancer, by id.'),
        private_subnet_ids: z.array(text).optional().describe('Subnets of functions in the VPC, by id.'),
        tags: stringMap.optional().describe('The VPC by tags.'),
        subnet_tags: stringMap.optional().describe('Subnets of the load balancer, by tags.'),
        private_subnet_tags: stringMap.optional().describe('Subnets of functions in the VPC, by tags.'),
      }).describe('A VPC that exists, by ids or tags.'),
    }),
  ])
  .describe('The VPC: created, or looked up by ids or tags.');

export const loadBalancer = z
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
        internal: z.boolean().default(false).describe('Whether it is reachable only from inside the VPC.'),
        ingress_cidrs: z.array(ipv4Block).default(['0.0.0.0/0']).describe('IPv4 blocks that may connect.'),
        idle_timeout: z
          .number()
          .int()
          .min(1)
          .max(4000)
          .default(60)
          .describe('Idle timeout of connections, in seconds.'),
        deletion_protection: z.boolean().default(true).describe('Whether it is protected against deletion.'),
      }).describe('A new load balancer.'),
    }),
    z.strictObject({
      existing: z.strictObject({ listener_arn: arn.describe("Listener that gets the services' rules.") }).describe('A listener that exists.'),
    }),
  ])
  .describe('The load balancer: created, or an existing listener.');
