// Does what an operator asks for: the same command line that would be typed, and its result for the page.
import * as z from 'zod';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import { createStyle } from '../core/style';
import type { PlannedChange } from '../change/planned-change';
import { describeChanges } from '../render/changes';
import type { Ended, RunCommand } from './run-command';
import { formatCommand, toArgv } from './to-argv';
import type { ActAnswer, ActRequest } from './wire';

/** A rollout goes on for long: after this time the page is answered that it runs. A refusal comes earlier. */
const ANSWER_MS = 4000;

const outcomeSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
  services: z
    .array(z.object({ service: z.string(), summary: z.string() }))
    .optional()
    .catch(undefined),
  changes: z.array(z.custom<PlannedChange>()).optional(),
  effects: z.array(z.object({ service: z.string(), detail: z.string() })).optional(),
  changed: z.boolean().optional(),
});

/**
 * Runs an action, and waits for its end; for the verbs that drive a rollout, only as long as a refusal takes.
 * @throws {UserError} FORBIDDEN_READ_ONLY in a console that only reads, for everything but a dry run.
 */
export async function act(
  context: Context,
  request: ActRequest,
  { run, readOnly }: { readonly run: RunCommand; readonly readOnly: boolean },
): Promise<ActAnswer> {
  if (readOnly && !request.dryRun) {
    throw new UserError('CONSOLE_READ_ONLY', 'This console only reads', 'Start it without --read-only, or use ctl');
  }
  const argv = toArgv(request);
  const command = formatCommand(argv);
  const ended = run([...argv, '--output=json']);
  const first = drivesRollout(request) ? await endedWithin(context, ended) : await ended;
  if (first === 'running') {
    const lines = [`It runs in a ctl of its own, and goes on when this console ends`];
    return { command, running: true, exitCode: null, lines, warnings: [], error: null };
  }
  return { command, running: false, ...describeEnd(first) };
}

const drivesRollout = ({ verb }: ActRequest): boolean => verb === 'start' || verb === 'resume' || verb === 'abort';

/** The end of a command if it comes soon. Its failure to start later is in the journal's absence, and in `ctl rollout status`. */
async function endedWithin(context: Context, ended: Promise<Ended>): Promise<Ended | 'running'> {
  ended.catch(() => undefined);
  return Promise.race([ended, context.sleep(ANSWER_MS).then(() => 'running' as const)]);
}

function describeEnd({ exitCode, out, err }: Ended): Omit<ActAnswer, 'command' | 'running'> {
  const read = outcomeSchema.safeParse(parseJson(out));
  const stderr = err.split('\n').filter(Boolean);
  if (!read.success) {
    const error = {
      code: 'UNEXPECTED',
      message: `ctl ended with ${exitCode}: ${stderr.join('\n')}`,
      hint: 'ctl status',
    };
    return { exitCode, lines: [], warnings: [], error };
  }
  const { error, services = [], changes = [], effects = [], changed } = read.data;
  const lines = [
    ...services.map(({ service, summary }) => `${service}: ${summary}`),
    ...describeChanges(changes, createStyle(false)),
    ...effects.map(({ service, detail }) => `${service}: ${detail}`),
    ...(changed === false ? ['No change'] : []),
  ];
  const warnings = stderr.filter((line) => line.startsWith('warning: '));
  return { exitCode, lines, warnings, error: error ?? null };
}
