// The environment file: every field with its type, default and description. Types, the JSON schema for editors and the
// reference page all come from here.
import * as z from 'zod';
import { canarySource, region, stringMap } from './schema-fields';
import { loadBalancer, network, state } from './schema-infrastructure';
import { serviceSchema, sharedFields } from './schema-service';
import type { ServiceVersions } from './versions/model';

export { serviceSchema } from './schema-service';

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
  rules_quota: z
    .number()
    .int()
    .min(100)
    .default(100)
    .describe("Rules that the load balancer may have: AWS's quota, which AWS can raise for an account."),
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
      https_port: z
        .number()
        .int()
        .min(1)
        .max(65535)
        .optional()
        .describe('Port of the load balancer for HTTPS, with a certificate of its own; none when left out.'),
      sdk_path: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Folder with what Lambda's runtimes include, for functions that do not package it: `@aws-sdk` for Node (in it, in `node_modules` or in `nodejs/node_modules`), boto3 for Python (in it or in `python`). A relative path starts at the file.",
        ),
    })
    .prefault({})
    .describe("The sandbox's ports, and its copy of the AWS SDK; used when the target is the sandbox."),
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

/** A service after `defaults`, with its name and family, and with what its colors run. Field names are the file's. */
export type Service = Omit<z.output<typeof serviceSchema>, 'family'> & {
  readonly name: string;
  readonly family: string;
  /** From the versions file beside the environment file; undefined where that has nothing about the service. */
  readonly versions?: ServiceVersions;
};

/** A validated environment, every default applied. `file` is the path it was read from. */
export type Environment = Omit<z.output<typeof environmentSchema>, 'services' | 'defaults'> & {
  readonly name: string;
  readonly file: string;
  readonly services: readonly Service[];
};
