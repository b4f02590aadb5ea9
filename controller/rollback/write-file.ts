// The first half of a rollback: writes the new routing into the file, so that no later deployment moves traffic again.
import type { Edit } from '../../environments/edit';
import { editAtPlaces } from '../../environments/places';
import type { Places } from '../../environments/places';
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { cacheEnvironment, isCachedText, readCache } from '../workspace/cache';
import type { EnvironmentFile } from '../workspace/open-environment';
import type { Decision } from '../release/decision';
import { notePendingChange } from '../workspace/pending-changes';
import { readForRollback } from './load-environment';
import type { LoadedEnvironment } from './load-environment';
import { decideFromNewest } from './newest-state';
import type { Decide, NewestStates } from './newest-state';
import { refuseAny } from '../change/refusals';

/** The result of writing the file. */
export interface FileResult {
  readonly before: Environment;
  /** The desired environment, whether the file could be written or not. */
  readonly after: Environment;
  readonly decisions: readonly Decision[];
  readonly written: boolean;
  /** Why the file was not written; undefined when it has the desired state. */
  readonly problem: Error | undefined;
}

/**
 * Decides for each service from the present file, and writes it. A file that cannot be used or written is not an error yet: traffic
 * comes first.
 * @throws {UserError} exit 3 when a decision is a refusal.
 */
export async function writeRollback(
  context: Context,
  file: EnvironmentFile,
  services: readonly string[],
  newest: NewestStates,
  decide: Decide,
): Promise<FileResult> {
  const decided = await decideRollback(context, file, services, newest, decide);
  const { text, versionsText, ...filed } = decided;
  const { before, after } = filed;
  const edits = filed.decisions.flatMap((decision) => (decision.kind === 'change' ? decision.edits : []));
  if (text === undefined || edits.length === 0) return filed;
  try {
    const { writeEnvironment } = await import('../../environments/write');
    const edited = await edit(context, file, text, edits);
    const noted = { before: withoutOldVersions(before, newest), after: withoutOldVersions(after, newest) };
    notePendingChange(context.root, { ...noted, services, bases: newest.revisions });
    context.boundary('noted');
    if (!writeEnvironment(file.file, edited.text, text))
      return await writeRollback(context, file, services, newest, decide);
    cacheEnvironment(context, after, { ...edited, versionsText });
    context.boundary('file-written');
    return { ...filed, written: true };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UserError) throw error;
    return { ...filed, problem: error };
  }
}

/** An environment without the versions of stale services: the newest ones are brought after traffic is back. */
const withoutOldVersions = (environment: Environment, { states }: NewestStates): Environment => ({
  ...environment,
  services: environment.services.map((service) => {
    const { versions: _, ...others } = service;
    return states.has(service.name) ? others : service;
  }),
});

/** Makes the edits at the places that are cached with the text, which needs no YAML; else in the parsed text. */
async function edit(
  context: Context,
  file: EnvironmentFile,
  text: string,
  edits: readonly Edit[],
): Promise<{ readonly text: string; readonly places?: Places }> {
  const known = readCache(context.root, file.name);
  const places = known && isCachedText(known, text) ? known.places : undefined;
  const edited = places && editAtPlaces(text, places, edits);
  if (edited) return edited;
  const { editText } = await import('../../environments/edit');
  return { text: editText(text, edits, () => [], file.file) };
}

/**
 * Decides without writing anything. `text` is the file's; undefined when the file cannot be used.
 * @throws {UserError} exit 3 when a decision is a refusal.
 */
export async function decideRollback(
  context: Context,
  file: EnvironmentFile,
  services: readonly string[],
  newest: NewestStates,
  decide: Decide,
): Promise<FileResult & Pick<LoadedEnvironment, 'text' | 'versionsText'>> {
  const { environment, text, versionsText, broken } = await readForRollback(context, file);
  const chosen = environment.services.filter((service) => services.includes(service.name));
  const decided = chosen.map((service) => decideFromNewest(service, environment, newest, decide));
  const decisions = decided.map(({ decision }) => decision);
  refuseAny(decisions);
  const currentOf = (service: Service): Service =>
    decided.find(({ current }) => current.name === service.name)?.current ?? service;
  const before = { ...environment, services: environment.services.map(currentOf) };
  const after = { ...before, services: before.services.map((service) => afterOf(decisions, service)) };
  return { before, after, decisions, written: false, problem: broken, text, versionsText };
}

function afterOf(decisions: readonly Decision[], service: Service): Service {
  const decision = decisions.find((one) => one.before.name === service.name);
  return decision?.kind === 'change' ? decision.after : service;
}
