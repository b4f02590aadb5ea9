// ctl pull: brings the file of a stale checkout to the newest revision of the journal. No rule changes.
import {
  EnvironmentError,
  formatVersions,
  versionsFileOf,
  versionsOf,
  withVersions,
  writeEnvironment,
} from '../../environments';
import type { Edit, Environment, ServiceVersions, Versions } from '../../environments';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { acquireLock } from '../lock';
import { pullSnapshot } from '../release/checkout';
import { describeSettings, pullSettings } from '../release/pull-settings';
import type { CheckoutState, FieldDifference } from '../release/checkout';
import { compareWithJournal } from '../store/checkout';
import type { ComparedService } from '../store/checkout';
import { applyEdits } from '../workspace/apply-edits';
import { cacheEnvironment } from '../workspace/cache';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { EnvironmentFile, Opened } from '../workspace/open-environment';
import { findVersionsOf, saveVersions } from '../versions/save';
import { clearPendingChanges } from '../workspace/pending-changes';
import { fileChangedError } from './file-changed';
import { confirm } from './preflight';

/** Arguments of a pull, as yargs parses them. */
export interface PullArguments {
  readonly environment?: string;
  readonly service?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Prints what would be replaced, before the question. */
  readonly show: (services: readonly PulledService[]) => void;
}

/** A service, its state before the pull, the fields that changed, and the newest revision; 0 when the journal has none. */
export interface PulledService {
  readonly service: string;
  readonly state: CheckoutState['kind'];
  readonly revision: number;
  readonly differences: readonly FieldDifference[];
}

/** What a pull did, or with `dryRun` would do. */
export interface PullResult {
  readonly environment: string;
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly services: readonly PulledService[];
}

/**
 * Writes the newest revision of every service, or of one, into the file; asks before it replaces what was edited by hand.
 * @throws {UserError} FILE_CHANGED.
 */
export async function runPull(context: Context, args: PullArguments): Promise<PullResult> {
  const file = await findEnvironment(context, args.environment);
  if (args.dryRun) return pull(context, file, args);
  const lock = await acquireLock(context, file.name, 'pull', false);
  try {
    return await pull(context, file, args);
  } finally {
    await lock.release();
  }
}

async function pull(context: Context, file: EnvironmentFile, args: PullArguments): Promise<PullResult> {
  const opened = await openForPull(context, file);
  const { service } = args;
  const services = selectServices(opened.environment, { service, all: service === undefined });
  const compared = await compareWithJournal(context, opened.environment, services);
  const behind = compared.filter(({ state }) => state.kind !== 'current');
  const versions = await findVersions(context, opened.environment, behind);
  const editsByService = new Map(behind.map((one) => [one.service.name, editsOf(one, versions[one.service.name])]));
  const edits = [...editsByService.values()].flatMap(({ routing, settings }) => [...routing, ...settings]);
  const changed = edits.length > 0 || Object.keys(versions).length > 0;
  const pulledServices = compared.map((one) =>
    describe(one, describeSettings(editsByService.get(one.service.name)?.settings ?? [], one.service)),
  );
  const result: PullResult = { environment: file.name, changed, dryRun: args.dryRun, services: pulledServices };
  if (!changed || args.dryRun) return result;
  if (behind.some(({ state }) => state.kind !== 'stale')) {
    if (!args.yes) args.show(pulledServices.filter(({ state }) => state !== 'current'));
    await confirm(context, args.yes, `Replace these edits in ${file.file}?`, `Nothing was changed in ${file.file}`);
  }
  // The versions first: what they say is not checked against the file, but the file may only be read with them.
  const pulled = withVersions(opened.environment, versions);
  const versionsText = opened.isDamaged ? overwriteVersions(pulled) : saveVersions(pulled);
  const edited = await applyEdits({ ...opened, environment: pulled, versionsText }, edits, 'pull');
  if (edits.length > 0 && !writeEnvironment(file.file, edited.text, opened.text)) {
    throw fileChangedError(edited.environment);
  }
  cacheEnvironment(context, edited.environment, edited);
  clearPendingChanges(
    context.root,
    file.name,
    behind.map((one) => one.service.name),
  );
  return result;
}

/** Opens an environment; also one whose versions file cannot be used, which a pull writes anew. */
async function openForPull(context: Context, file: EnvironmentFile): Promise<Opened & { readonly isDamaged: boolean }> {
  try {
    return { ...(await openEnvironment(context, file)), isDamaged: false };
  } catch (error) {
    if (!(error instanceof EnvironmentError) || error.code !== 'VERSIONS_FILE_INVALID') throw error;
    const { loadEnvironment } = await import('../../environments');
    return { ...loadEnvironment(file.file, { for: 'rollback' }), isDamaged: true };
  }
}

/** The versions of the newest revisions, from the store; a service whose revision says nothing of them is left out. */
async function findVersions(
  context: Context,
  environment: Environment,
  behind: readonly ComparedService[],
): Promise<Versions> {
  const versions: Record<string, ServiceVersions> = {};
  for (const { service, revisions } of behind) {
    const ids = revisions[0]?.to?.versions;
    if (!ids) continue;
    const found = await findVersionsOf(context, environment, service, ids);
    if (found.missing !== undefined) throw versionGone(environment, service.name, found.missing);
    if (found.versions !== service.versions && found.versions) versions[service.name] = found.versions;
  }
  return versions;
}

const versionGone = ({ name }: Environment, service: string, id: string): UserError =>
  new UserError(
    'STORE_UNREADABLE',
    `${id} of ${service} is in the journal of ${name}, but is not stored`,
    'git pull brings the versions file; ctl rollback works meanwhile',
  );

/** Writes a versions file anew, whatever it holds. */
function overwriteVersions(environment: Environment): string {
  const text = formatVersions(versionsOf(environment));
  writeEnvironment(versionsFileOf(environment.file), text);
  return text;
}

const describe = (
  { service, state, revisions }: ComparedService,
  settings: readonly FieldDifference[],
): PulledService => ({
  service: service.name,
  state: state.kind,
  revision: revisions[0]?.revision ?? 0,
  differences: [...('differences' in state ? state.differences : []), ...settings],
});

/** The edits that bring a service to its newest revision: of its routing and code, and of the settings of its newest version. */
interface ServiceEdits {
  readonly routing: readonly Edit[];
  readonly settings: readonly Edit[];
}

function editsOf({ service, revisions }: ComparedService, versions: ServiceVersions | undefined): ServiceEdits {
  const [newest] = revisions;
  if (!newest?.to) return { routing: [], settings: [] };
  const decision = pullSnapshot(service, newest.to);
  const pulled = decision.kind === 'change' ? decision.after : service;
  return {
    routing: decision.kind === 'change' ? decision.edits : [],
    settings: versions ? pullSettings({ ...pulled, versions }) : [],
  };
}
