// Writes a deployment to the journal: one entry for each service, from the newest revision to what the deployment left.
import { EnvironmentError, loadVersions } from '../../environments';
import type { Service, Versions } from '../../environments';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { messageOf } from '../core/errors';
import { takeSnapshot } from '../release';
import type { Snapshot } from '../release';
import type { ComparedService } from '../store/checkout';
import { openJournal } from '../store/journal';
import type { NewEntry } from '../store/journal';
import { clearPendingChanges } from '../workspace/pending-changes';
import type { DeployRequest, Deployment, Prepared } from './types';

/**
 * Journals a deployment that changed something, took up an edit of the file, or failed after its first change: one entry for each
 * service, from the newest revision to the file.
 */
export async function journalDeployment(
  context: Context,
  { environment }: Prepared,
  compared: readonly ComparedService[],
  { reason, inPlace }: DeployRequest,
  run: (begun: () => void) => Promise<Deployment>,
): Promise<Deployment> {
  let hasBegun = false;
  const serviceOf = (name: string): Service | undefined => environment.services.find((one) => one.name === name);
  const via: NewEntry['via'] = environment.target === 'sandbox' ? 'sandbox' : 'terraform';
  const record = async (
    services: readonly ComparedService[],
    how: Pick<NewEntry, 'result' | 'error'>,
    stateAfter: (one: ComparedService) => Snapshot = ({ service }) => takeSnapshot(serviceOf(service.name) ?? service),
  ): Promise<boolean> => {
    let journaled = true;
    const journal = await openJournal(context, environment);
    for (const one of services) {
      const { service, revisions } = one;
      const from = revisions[0]?.to ?? null;
      const to = stateAfter(one);
      const changedInPlace = inPlace.filter((name) => name.startsWith(`${service.name}/`));
      const overrode =
        changedInPlace.length > 0 ? `changed in place, under traffic: ${changedInPlace.join(', ')}` : undefined;
      const entry: NewEntry = {
        ...{ verb: 'deploy', service: service.name, from, to, reason: reason ?? null, via },
        ...how,
        ...(overrode !== undefined && { overrode }),
      };
      journaled = (await journal.append(entry)) !== undefined && journaled;
    }
    return journaled;
  };
  try {
    const deployment = await run(() => (hasBegun = true));
    const changed = compared.filter(
      ({ state, revisions }) => deployment.changes.length > 0 || state.kind !== 'current' || revisions.length === 0,
    );
    const journaled = await record(changed, { result: 'done' });
    const services = environment.services.map((service) => service.name);
    if (journaled) clearPendingChanges(context.root, environment.name, services);
    return deployment;
  } catch (error) {
    if (!hasBegun) throw error;
    const result = context.signal.aborted ? 'interrupted' : 'failed';
    const versions = readRecorded(environment.file);
    await record(compared, { result, error: messageOf(error) }, (one) =>
      stateAfterFailure(one, { ...(serviceOf(one.service.name) ?? one.service), versions: versions[one.service.name] }),
    );
    throw error;
  }
}

/** What a deployment that failed left: where a version was given up, or not recorded yet, its color has the code that it had. */
function stateAfterFailure({ revisions: [newest] }: ComparedService, recorded: Service): Snapshot {
  const [from, to] = [newest?.to, takeSnapshot(recorded)];
  if (!from) return to;
  const kept = COLORS.filter((color) => from.versions?.[color] === to.versions?.[color]);
  const keep = <T>(then: Readonly<Record<Color, T>>, now: Readonly<Record<Color, T>>): Record<Color, T> => ({
    ...now,
    ...Object.fromEntries(kept.map((color) => [color, then[color]])),
  });
  return { ...to, code: keep(from.code, to.code), ownCode: keep(from.ownCode, to.ownCode) };
}

/** The versions that are recorded; none where their file cannot be used, which is not what failed. */
function readRecorded(file: string): Versions {
  try {
    return loadVersions(file).versions;
  } catch (error) {
    if (error instanceof EnvironmentError) return {};
    throw error;
  }
}
