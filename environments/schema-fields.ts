// Types of fields in the environment file's schema. Pure.
import * as z from 'zod';
import { checkCanarySource } from './canary-source';
import { checkDuration } from './duration';
import type { Fault } from './finding';
import { checkVariableName } from './variable-name';

export const color = z.enum(['blue', 'green']);
export const weight = z.number().int().min(0).max(100);
export const arn = z.string().regex(/^arn:[a-z-]+:/, 'an ARN, such as arn:aws:…');
export const text = z
  .string()
  .min(1)
  .refine((value) => !value.includes('\0'), 'text without NUL characters');
export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, such as us-east-1');

const OCTET = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4 = (length: string): RegExp => new RegExp(`^(${OCTET}\\.){3}${OCTET}/(${length})$`);

/** A block of IPv4 addresses. */
export const ipv4Block = z.string().regex(ipv4('3[0-2]|[12]?\\d'), 'an IPv4 block, such as 203.0.113.0/24');

/** A VPC's block ("VPC CIDR blocks"). */
export const vpcBlock = z.string().regex(ipv4('1[6-9]|2[0-8]'), 'an IPv4 block from /16 to /28, such as 10.0.0.0/16');

export const schedule = z.string().regex(/^(rate|cron)\(.+\)$/, 'a schedule, such as rate(5 minutes)');

export const stringMap = z.record(z.string(), z.string());

/** A string with its own check. */
export const checked = (check: (value: string) => Fault | undefined) =>
  z.string().superRefine((value, context) => {
    const fault = check(value);
    if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
  });

/** A time with its unit. */
export const duration = checked(checkDuration).meta({ examples: ['30s', '5m'] });

export const canarySource = checked(checkCanarySource);
export const variables = z.record(checked(checkVariableName), z.string());

/** Retention times that CloudWatch Logs accepts, in days ("PutRetentionPolicy"). */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
