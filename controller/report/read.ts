// Reads a release for its report: the stored rollout, the metrics of its time, and the journal.
import type { Service } from '../../environments';
import { viewRollout } from '../console/describe-rollout';
import { readSeries } from '../console/read-series';
import { readPart } from '../console/read-service';
import { viewEntry } from '../console/view-entry';
import type { EntryView, Part, RolloutView, Series } from '../console/wire';
import type { Context } from '../core/context';
import { readHistory } from '../inspect/history';
import type { HistoryEntry } from '../inspect/history';
import type { Evaluation } from '../release';
import { openRollouts, selectRollout } from '../rollout/select';

/** What surrounds a release in its charts, in milliseconds. */
const MARGIN_MS = 2 * 60_000;
const MOST_ENTRIES = 1000;

/** An evaluation that differs from the one before it. */
export type ReportedEvaluation = Pick<Evaluation, 'at' | 'kind' | 'reason'>;

/** A service of a release. */
export interface ReportedService {
  readonly service: string;
  readonly series: Part<Series>;
  readonly entries: readonly EntryView[];
}

/** A release from its start to its end, or until now. */
export interface ReleaseReport {
  readonly environment: string;
  readonly madeAt: string;
  readonly endedAt: string | null;
  readonly rollout: RolloutView;
  readonly evaluations: readonly ReportedEvaluation[];
  readonly services: readonly ReportedService[];
}

/**
 * Reads a release by the id of its rollout, or by a service: its newest.
 * @throws {UserError} ROLLOUT_NOT_FOUND.
 */
export async function readReport(context: Context, named: string | undefined, release: string): Promise<ReleaseReport> {
  const open = await openRollouts(context, named);
  const { state } = selectRollout(open, release, () => true, 'stored');
  const isDone = state.position.at === 'done';
  const end = isDone ? new Date(state.since) : context.now();
  const from = new Date(Date.parse(state.startedAt) - MARGIN_MS);
  const to = new Date(Math.min(end.getTime() + MARGIN_MS, context.now().getTime()));
  const readOne = async (service: Service): Promise<ReportedService> => {
    const { entries } = await readHistory(context, open.environment.name, {
      service: service.name,
      limit: MOST_ENTRIES,
    });
    const during = entries.filter((entry) => entry.rollout?.id === state.id || isBetween(entry, from, to));
    const series = await readPart(context, () =>
      readSeries(context, open.environment, service, { from, to, entries: during }),
    );
    return { service: service.name, series, entries: during.map(viewEntry).reverse() };
  };
  const services = open.environment.services.filter(({ name }) => state.services.includes(name));
  return {
    environment: open.environment.name,
    madeAt: context.now().toISOString(),
    endedAt: isDone ? state.since : null,
    rollout: viewRollout({ state, driver: null, live: {} }, context.now()),
    evaluations: withoutRepeats(state.evaluations),
    services: await Promise.all(services.map(readOne)),
  };
}

const isBetween = ({ time }: HistoryEntry, from: Date, to: Date): boolean =>
  Date.parse(time) >= from.getTime() && Date.parse(time) <= to.getTime();

const withoutRepeats = (evaluations: readonly Evaluation[]): readonly ReportedEvaluation[] =>
  evaluations
    .filter(({ kind, reason }, i) => kind !== evaluations[i - 1]?.kind || reason !== evaluations[i - 1]?.reason)
    .map(({ at, kind, reason }) => ({ at, kind, reason }));
