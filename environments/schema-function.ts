// Schema of a function's settings. Pure.
import * as z from 'zod';
import { arn, text, variables } from './schema-fields';

/** A function's settings that may differ between the colors. */
export const functionFields = {
  memory_size: z.number().int().min(128).max(10240).describe('Memory of each function, in MB.'),
  timeout: z.number().int().min(1).max(900).describe('Longest time an invocation may take, in seconds.'),
  ephemeral_storage: z.number().int().min(512).max(10240).optional().describe('Size of /tmp, in MB.'),
  reserved_concurrency: z.number().int().min(0).optional().describe('Concurrent executions kept for each function.'),
  handler: text.optional().describe('Entry point of a package, such as index.handler. Not used with images.'),
  runtime: text.optional().describe('Runtime of a package, such as nodejs20.x or python3.12. Not used with images.'),
  environment: variables.optional().describe('Environment variables of the functions, 4 KB in all.'),
  layers: z.array(arn).max(5).optional().describe('Lambda layers of a package, by version ARN. Not used with images.'),
};

/** Settings of one color that replace the service's; environment variables are merged. */
export const colorOverrides = z.strictObject(functionFields).partial();
