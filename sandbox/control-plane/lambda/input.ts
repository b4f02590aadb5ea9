// Input schemas for creating and updating Lambda functions: the fields that the sandbox supports.
import * as z from 'zod';
import type { Configuration } from '../../state';
import { environment } from './environment';

export const settings = z.object({
  Handler: z
    .string()
    .regex(/^\S{1,128}$/)
    .optional(),
  Runtime: z
    .string()
    .regex(/^(nodejs|python)/, 'the sandbox runs nodejs and python runtimes only')
    .optional(),
  Role: z
    .string()
    .regex(/^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[\w+=,.@\-/]+$/)
    .optional(),
  Description: z.string().max(256).optional(),
  Timeout: z.number().int().min(1).max(900).optional(),
  MemorySize: z.number().int().min(128).max(10_240).optional(),
  EphemeralStorage: z.object({ Size: z.number().int().min(512).max(10_240) }).optional(),
  Environment: environment.nullish(),
  RevisionId: z.string().optional(),
});

export const code = z.object({ ZipFile: z.string().optional() });

export const creation = settings.extend({
  FunctionName: z.string().regex(/^[A-Za-z0-9-_]{1,64}$/),
  Role: settings.shape.Role.unwrap(),
  Code: code,
  Tags: z.record(z.string(), z.string()).optional(),
  Architectures: z
    .array(z.enum(['x86_64', 'arm64']))
    .length(1)
    .optional(),
  Publish: z.boolean().optional(),
});

export const codeUpdate = code.extend({
  Publish: z.boolean().optional(),
  DryRun: z.boolean().optional(),
  RevisionId: z.string().optional(),
  Architectures: z
    .array(z.enum(['x86_64', 'arm64']))
    .length(1)
    .optional(),
});

/** The settings that a request changes. */
export function changes(input: z.output<typeof settings>): Partial<Configuration> {
  const given: Partial<Configuration> = {
    handler: input.Handler,
    runtime: input.Runtime,
    role: input.Role,
    description: input.Description,
    timeout: input.Timeout,
    memorySize: input.MemorySize,
    ephemeralStorage: input.EphemeralStorage?.Size,
    environment: input.Environment?.Variables,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
