// The command line of an action: what an operator would type. Pure.
import * as z from 'zod';
import { UserError } from '../core/errors';
import type { ActRequest } from './wire';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

const requestSchema = z.strictObject({
  verb: z.enum([
    ...(['canary', 'shift', 'promote', 'settle', 'rollback'] as const),
    ...(['start', 'pause', 'resume', 'approve', 'abort'] as const),
  ]),
  environment: name,
  service: name,
  dryRun: z.boolean(),
  reason: z.string().max(500).optional(),
  percent: z.number().int().min(0).max(100).optional(),
  canary: z
    .union([
      z.enum(['me', 'file', 'off']),
      z
        .array(z.string().regex(/^[0-9A-Fa-f.:/]+$/))
        .min(1)
        .max(5),
    ])
    .optional(),
  approval: name.optional(),
});

/** The actions that change the traffic of a service at once, and can be tried first. */
const TRAFFIC: readonly string[] = ['canary', 'shift', 'promote', 'settle', 'rollback'];

/**
 * Reads what the page asks for.
 * @throws {UserError} USAGE for a value that no verb takes.
 */
export function parseAct(document: unknown): ActRequest {
  const parsed = requestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    'USAGE',
    `${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'is not one'}`,
    'Reload the page, which may be of another version',
  );
}

/**
 * The words of the command line, without the output format. Each value is joined to its option, so that none can be another option.
 * @throws {UserError} USAGE when an action cannot be tried without doing it.
 */
export function toArgv(request: ActRequest): string[] {
  const { verb, environment, service, dryRun, reason } = request;
  const isTraffic = TRAFFIC.includes(verb);
  if (dryRun && !isTraffic) throw new UserError('USAGE', `${verb} has no dry run`, 'Leave dryRun out');
  return [
    ...(isTraffic ? [verb] : ['rollout', verb]),
    service,
    ...optionsOf(request),
    `--environment=${environment}`,
    ...(reason ? [`--message=${reason}`] : []),
    ...(dryRun ? ['--dry-run'] : []),
    ...(isTraffic && !dryRun ? ['--yes'] : []),
  ];
}

function optionsOf({ verb, percent, canary, approval }: ActRequest): string[] {
  if (verb === 'shift') return [`--candidate=${percent ?? ''}`];
  if (verb === 'approve') return approval === undefined ? [] : [`--id=${approval}`];
  if (verb !== 'canary' || canary === undefined || canary === 'file') return [];
  if (canary === 'me' || canary === 'off') return [`--${canary}`];
  return canary.map((ip) => `--ip=${ip}`);
}

/** The command line as text to type. */
export const formatCommand = (argv: readonly string[]): string =>
  ['ctl', ...argv]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
