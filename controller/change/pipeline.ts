// The pipeline of every change: lock, decide, prepare, then execute. The file is always written before traffic moves.
import type { Environment, Service } from '../../environments';
import type { ChangeRequest, ChangeResult, ServiceResult } from './types';
import type { Context } from '../core/context';
import { applyEdits } from '../workspace/apply-edits';
import { interruptible, stopIfInterrupted } from '../core/interrupt';
import { acquireLock } from '../lock';
import type { Lock } from '../lock';
import { executeChange } from './execute';
import type { Settled } from './execute';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import type { EnvironmentFile } from '../workspace/open-environment';
import { confirm, preflight } from './preflight';
import { COLORS } from '../../routing';
import { withVersions } from '../../environments/versions/names';
import type { Versions } from '../../environments/versions/model';
import { importMissing } from '../versions/import';
import type { MadeVersion } from '../versions/save';
import { takeSnapshot } from '../release';
import type { Decision, Snapshot } from '../release';
import { refuseAny } from './refusals';
import { compareWithJournal, findUnjournaled, newestRevisions, refuseStale } from '../store/checkout';

/**
 * Runs one change from the lock to the journal.
 * @throws {UserError} that reports what was done and what is live when the change cannot be finished.
 */
export async function runChange(context: Context, request: ChangeRequest): Promise<ChangeResult> {
  const file = await findEnvironment(context, request.environment);
  if (request.dryRun) return carryOut(context, request, file, NO_LOCK);
  const lock = await acquireLock(context, file.name, request.verb, request.force);
  try {
    return await carryOut(context, request, file, lock);
  } finally {
    await lock.release();
  }
}

/** A dry run takes no lock. */
const NO_LOCK: Pick<Lock, 'share' | 'assertHeld'> = {
  share: async () => undefined,
  assertHeld: async () => undefined,
};

async function carryOut(
  context: Context,
  request: ChangeRequest,
  file: EnvironmentFile,
  lock: Pick<Lock, 'share' | 'assertHeld'>,
): Promise<ChangeResult> {
  context.boundary('locked');
  const read = await openEnvironment(context, file);
  const chosen = selectServices(read.environment, request);
  const way = request.applierFor(read.environment, chosen);
  await preflight(context, read.environment);
  await lock.share(read.environment);
  const compared = await compareWithJournal(context, read.environment, chosen);
  refuseStale(file.name, compared, way.provesCode ? 'proven' : 'unproven');
  const options = { services: chosen, save: !request.dryRun };
  const opened = { ...read, environment: await importMissing(context, read.environment, options) };
  const services = selectServices(opened.environment, request);
  const decisions = await Promise.all(services.map(async (service) => request.decide(service, opened.environment)));
  refuseAny(decisions);
  const edits = decisions.flatMap((decision) => (decision.kind === 'change' ? decision.edits : []));
  const versioned = { ...opened, environment: withVersions(opened.environment, versionsAfter(decisions)) };
  const edited = await applyEdits(versioned, edits, request.verb);
  const assertHeld = (): Promise<void> => lock.assertHeld();
  const names = services.map((service) => service.name);
  const step = {
    context,
    verb: request.verb,
    assertHeld,
    before: opened.environment,
    after: edited.environment,
    services: names,
    force: request.force,
  };
  const untouched = `Nothing was changed in ${file.name}`;
  const prepared = await interruptible(context, untouched, () => way.prepare(step));
  context.boundary('prepared');
  const made = findMade(opened.environment, edited.environment);
  const changed = edits.length > 0 || made.length > 0 || prepared.changes.length > 0;
  const unjournaled = findUnjournaled(compared);
  const result: ChangeResult = {
    verb: request.verb,
    environment: file.name,
    via: way.via,
    dryRun: request.dryRun,
    changed,
    services: decisions.map((decision) => serviceResult(decision, edited.environment, unjournaled)),
    changes: prepared.changes,
    warnings: prepared.warnings,
    effects: [],
  };
  if (request.dryRun) return result;
  const end = async (effects: ChangeResult['effects']): Promise<ChangeResult> => {
    const ended = { ...result, effects };
    const warnings = (await request.afterwards?.(edited.environment, ended)) ?? [];
    return { ...ended, warnings: [...ended.warnings, ...warnings] };
  };
  if (!changed && unjournaled.size === 0) return end([]);
  if (changed) {
    if (request.ask) {
      if (!request.ask.yes) request.ask.show(prepared.changes);
      await confirm(context, request.ask.yes, `Go ahead with ${request.verb} in ${file.name}?`, untouched);
    }
    stopIfInterrupted(context, untouched);
    await interruptible(context, untouched, async () => request.check?.(edited.environment, result.services));
    await assertHeld();
  }
  const execution = {
    result: changed ? result : { ...result, services: result.services.filter((one) => unjournaled.has(one.service)) },
    before: opened.environment,
    text: opened.text,
    edited,
    prepared,
    write: edits.length > 0,
    made,
    settled: decisions.flatMap((decision) =>
      decision.kind === 'change' && decision.settled ? [takeSettled(decision.before, decision.settled)] : [],
    ),
    bases: newestRevisions(compared),
    assertHeld,
  };
  return end(await executeChange(context, request, execution));
}

const takeSettled = (before: Service, settled: Service): Settled => ({
  service: before.name,
  from: takeSnapshot(before),
  to: takeSnapshot(settled),
});

/** The versions of the services that get new ones. */
const versionsAfter = (decisions: readonly Decision[]): Versions =>
  Object.fromEntries(
    decisions.flatMap((decision) =>
      decision.kind === 'change' && decision.after.versions ? [[decision.before.name, decision.after.versions]] : [],
    ),
  );

/** The versions that services did not have before. */
const findMade = (before: Environment, after: Environment): MadeVersion[] =>
  after.services.flatMap(({ name, versions }) => {
    const old = before.services.find((one) => one.name === name)?.versions;
    return COLORS.flatMap((color) => {
      const version = versions?.[color];
      return version && version.id !== old?.[color]?.id ? [{ service: name, version }] : [];
    });
  });

function serviceResult(
  decision: Decision,
  after: Environment,
  unjournaled: ReadonlyMap<string, Snapshot>,
): ServiceResult {
  const service = after.services.find((one) => one.name === decision.before.name) ?? decision.before;
  const changed = decision.kind === 'change';
  const newest = unjournaled.get(service.name);
  const cutOff = newest ? '; the change that was cut off before is finished' : '';
  return {
    service: service.name,
    summary: changed ? decision.summary : `${decision.reason}${cutOff}`,
    changed,
    from: newest ?? takeSnapshot(decision.before),
    to: takeSnapshot(service),
    ...(changed && decision.overrode !== undefined && { overrode: decision.overrode }),
  };
}
