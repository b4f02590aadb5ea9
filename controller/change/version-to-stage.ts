// The version that ctl stage puts on the candidate: of new code, of new settings, or one that was staged before.
import { dirname, relative, resolve, sep } from 'node:path';
import type { Environment, Service } from '../../environments';
import type { Version, VersionCode } from '../../environments/versions/model';
import { findOtherSettings } from '../../environments/versions/next';
import { candidateColor, otherColor } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import type { Decision, ToStage } from '../release';
import { checkVersion } from '../versions/check';
import { resolveOwnCode, stageVersion } from '../versions/next-version';
import { readRecorded } from '../versions/save';

/** What to stage with the path of its code as the environment file would write it. */
export function fromFile(context: Context, environment: Environment, wanted: ToStage): ToStage {
  const { code } = wanted;
  if (code?.kind !== 'package' || code.source.startsWith('s3://')) return wanted;
  const path = relative(dirname(resolve(environment.file)), resolve(context.cwd, code.source))
    .split(sep)
    .join('/');
  return { ...wanted, code: { ...code, source: path.startsWith('.') ? path : `./${path}` } };
}

/**
 * The version of a service that was staged under an id, or under a number such as v12.
 * @throws {UserError} VERSION_NOT_FOUND.
 */
export async function findStaged(
  context: Context,
  environment: Environment,
  { name }: Service,
  id: string,
): Promise<Version> {
  const stored = await readRecorded(context, environment, name);
  const version = stored.find((one) => one.id === id || one.id.startsWith(`${id}-`));
  if (version) return version;
  const known = stored.map((one) => one.id);
  throw new UserError(
    'VERSION_NOT_FOUND',
    `${name} has no version ${id}`,
    `${didYouMean(id, known)}. ctl versions ${name} -e ${environment.name} lists them`,
  );
}

/** Adds the version that will be staged; unchanged where the candidate has it already. */
export async function addVersion(
  context: Context,
  environment: Environment,
  decision: Extract<Decision, { kind: 'change' }>,
  { code, version: stored }: ToStage,
  reason: string | undefined,
): Promise<Decision> {
  const { before, after, edits } = decision;
  const color = candidateColor(after);
  const content = stored ?? {
    code: await findCode(context, environment, after, { color, isNamed: code !== undefined }),
  };
  const version = stageVersion(context, { environment, service: after, color }, content, reason);
  const present = before.versions?.[color];
  if (edits.length === 0 && version.id === present?.id) {
    return { kind: 'unchanged', before, reason: `${version.id} (${version.code.source}) is on ${color} already` };
  }
  if (version.id !== present?.id) {
    for (const warning of await checkVersion(context, environment, `${before.name} ${color}`, version)) {
      context.io.err(`warning: ${warning}`);
    }
  }
  const versions = { ...after.versions, [color]: version };
  return { ...decision, after: { ...after, versions }, summary: `${version.id}: ${decision.summary}` };
}

/** The code that is staged: the file's for the color where it was named, else what the other color runs. */
async function findCode(
  context: Context,
  environment: Environment,
  service: Service,
  { color, isNamed }: { readonly color: Color; readonly isNamed: boolean },
): Promise<VersionCode> {
  const active = service.versions?.[otherColor(color)]?.code;
  const code = isNamed || !active ? await resolveOwnCode(context, environment, service, color) : active;
  if (!code) throw new Error(`${service.name} has no code for either color`);
  return code;
}

/**
 * Refuses a version that was staged before where the file would ask for something else again: by its `defaults`, or a `vpc`.
 * @throws {UserError} EDIT_INVALID with the names of these settings.
 */
export function refuseOtherSettings(service: Service, color: Color): void {
  const version = service.versions?.[color];
  const names = version ? findOtherSettings(service, color, version) : [];
  if (!version || names.length === 0) return;
  throw new UserError(
    'EDIT_INVALID',
    `${service.name} cannot have ${version.id} on ${color}: the file decides ${names.join(', ')} in a place that no verb writes, such as defaults`,
    `Write ${names.join(', ')} of that version into ${service.name}, then run the same command again`,
  );
}
