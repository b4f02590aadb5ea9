// Runs a rollout: starts it, and drives it until it ends, is paused, or the process is interrupted.
import { refuseOverrideWithoutReason } from '../change/release-gates';
import type { Context } from '../core/context';
import { createPorts } from './adapters';
import { reportWarnings } from './driver';
import type { Report } from './driver';
import { driveRollout } from './driver-loop';
import { forecastPlan } from './forecast';
import type { RolloutServices } from './ports';
import type { RolloutState } from '../release';
import { messageOf } from '../core/errors';
import { readResult } from './result';
import type { RolloutResult } from './result';
import { startRollout } from './start';
import type { StartRequest } from './start';
import { suggestLoad } from './suggest-load';

/**
 * Runs a rollout.
 * @throws {UserError} when it may not start, or another process takes it over.
 */
export async function runRollout(context: Context, request: StartRequest, report: Report): Promise<RolloutResult> {
  refuseOverrideWithoutReason(request.overrideFreeze, request.reason);
  const { file, store, state, holder, target } = await startRollout(context, request);
  const ports = createPorts(context, request.overrideFreeze);
  await reportForecast(context, state, target, report);
  reportWarnings(report, state, await ports.notify('started', state, target));
  return readResult(
    context,
    file,
    await driveRollout({
      context,
      file,
      store,
      id: state.id,
      services: state.services,
      holder,
      ports,
      report: suggestLoad(report, target.environment),
    }),
  );
}

/** Says what the plan can see, before the first shift. A source that does not answer stops nothing. */
async function reportForecast(
  context: Context,
  state: RolloutState,
  { environment, services }: RolloutServices,
  report: Report,
): Promise<void> {
  try {
    report({ kind: 'forecast', forecast: await forecastPlan(context, environment, services, state.plan), state });
  } catch (error) {
    reportWarnings(report, state, [`what the plan can see is not known: ${messageOf(error)}`]);
  }
}
