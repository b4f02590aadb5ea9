// ctl drill in the sandbox: one release for each fault, one after the other, in a place that is gone afterwards.
import type { Context } from '../context';
import { EXIT } from '../errors';
import { findEnvironment, openEnvironment, selectServices } from '../open';
import type { Outcome } from '../outcome';
import { stopIfInterrupted } from '../interrupt';
import { renderDrill } from '../render/drill';
import { inWords } from './faults';
import type { Chosen } from './faults';
import { openPlace } from './place';
import { rehearse } from './release';
import type { DrillResult } from './result';

/** Whose limits judge: those of a service of the user's, or the defaults where none is named. */
export interface DrillRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly faults: readonly Chosen[];
}

/** Runs the releases and tells each as it ends. Exit 0 when every one did what it should, 5 otherwise. */
export async function runDrill(context: Context, request: DrillRequest): Promise<Outcome> {
  const metrics = await metricsOf(context, request);
  const results: DrillResult[] = [];
  const place = await openPlace(context, metrics);
  try {
    await place.must('deploy', '--yes');
    for (const chosen of request.faults) {
      stopIfInterrupted(
        context,
        `${results.length} of ${request.faults.length} releases were done; ctl drill begins anew`,
      );
      context.io.err(`${chosen.kind}: ${inWords(chosen.fault)}`);
      results.push(await rehearse(place, chosen, (line) => context.io.err(`  ${line}`)));
    }
  } finally {
    await place.close();
  }
  const good = results.every(({ verdict }) => verdict !== 'missed');
  return {
    document: { judged_by: request.service ?? null, good, results },
    lines: (style) => renderDrill(results, style),
    exitCode: good ? EXIT.ok : EXIT.check,
  };
}

async function metricsOf(context: Context, { environment: named, service }: DrillRequest) {
  if (service === undefined) return undefined;
  const { environment } = await openEnvironment(context, await findEnvironment(context, named));
  return selectServices(environment, { service })[0]?.rollout.metrics;
}
