// ctl pull: brings the file of a stale checkout to the newest revision of the journal. No rule changes.
import { writeEnvironment } from '../../environments';
import type { Context } from '../core/context';
import { acquireLock } from '../lock';
import { pullSnapshot } from '../release/checkout';
import type { CheckoutState, FieldDifference } from '../release/checkout';
import { compareWithJournal } from '../store/checkout';
import type { ComparedService } from '../store/checkout';
import { applyEdits } from '../workspace/apply-edits';
import { cacheEnvironment } from '../workspace/cache';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
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
  const opened = await openEnvironment(context, file);
  const { service } = args;
  const services = selectServices(opened.environment, { service, all: service === undefined });
  const compared = await compareWithJournal(context, opened.environment, services);
  const behind = compared.filter(({ state }) => state.kind !== 'current');
  const edits = behind.flatMap((one) => editsOf(one));
  const result: PullResult = {
    environment: file.name,
    changed: edits.length > 0,
    dryRun: args.dryRun,
    services: compared.map(describe),
  };
  if (edits.length === 0 || args.dryRun) return result;
  if (behind.some(({ state }) => state.kind === 'edited')) {
    if (!args.yes) args.show(behind.map(describe));
    await confirm(context, args.yes, `Replace these edits in ${file.file}?`, `Nothing was changed in ${file.file}`);
  }
  const edited = await applyEdits(opened, edits, 'pull');
  if (!writeEnvironment(file.file, edited.text, opened.text)) throw fileChangedError(edited.environment);
  cacheEnvironment(context, edited.environment, edited);
  clearPendingChanges(
    context.root,
    file.name,
    behind.map((one) => one.service.name),
  );
  return result;
}

const describe = ({ service, state, revisions }: ComparedService): PulledService => ({
  service: service.name,
  state: state.kind,
  revision: revisions[0]?.revision ?? 0,
  differences: 'differences' in state ? state.differences : [],
});

function editsOf({ service, revisions }: ComparedService) {
  const [newest] = revisions;
  if (!newest?.to) return [];
  const decision = pullSnapshot(service, newest.to);
  return decision.kind === 'change' ? decision.edits : [];
}
