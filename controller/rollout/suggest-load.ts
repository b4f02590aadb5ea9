// Names the command that sends requests, once, when a rollout in a sandbox waits for them.
import type { Environment } from '../../environments/schema';
import type { Report } from './driver';

/** How an evaluation says that it has too few requests. */
const TOO_FEW = /requests needed|no data for the candidate/;

/** The same report, which also names the command after the first evaluation that lacks requests. */
export function suggestLoad(report: Report, { name, target }: Pick<Environment, 'name' | 'target'>): Report {
  if (target !== 'sandbox') return report;
  let isSaid = false;
  return (progress) => {
    report(progress);
    if (isSaid || progress.kind !== 'event' || progress.event.kind !== 'evaluated') return;
    const { kind, reason } = progress.event.evaluation;
    if ((kind !== 'hold' && kind !== 'pause') || !TOO_FEW.test(reason)) return;
    isSaid = true;
    const [service = ''] = progress.state.services;
    report({
      kind: 'warning',
      message: `too few requests to judge; in another terminal: ctl sandbox load ${service} -e ${name} --rate 50`,
      state: progress.state,
    });
  };
}
