// What Terraform would still change after a rollback, as warnings with the right next step. Pure.
import type { PlannedChange } from '../change/planned-change';

/** Describes a plan. What others have put on a rule is not in the file: a deployment would take it away, so none is suggested. */
export function describeLeft(environment: string, changes: readonly PlannedChange[]): string[] {
  const planned = changes.flatMap((change) => (change.kind === 'terraform' ? [change] : []));
  const lost = planned.flatMap(({ address, lost: what }) => (what === undefined ? [] : [`${address} (${what})`]));
  const others = planned.filter((change) => change.lost === undefined).map(({ address }) => address);
  const see = lost.length > 0 ? `ctl plan -e ${environment}` : `ctl deploy -e ${environment}`;
  return [
    ...(lost.length > 0
      ? [
          `Terraform would take away what others have put on ${lost.join(', ')}. It stays until somebody deploys: ` +
            `ctl drift -e ${environment} shows it, and ctl deploy -e ${environment} is for its owner to decide`,
        ]
      : []),
    ...(others.length > 0 ? [`Terraform would change ${others.join(', ')}: see ${see}`] : []),
  ];
}
