// Rollback to an earlier revision: its routing, as long as the colors still run the code that they ran then. Pure.
import { COLORS, otherColor } from '../../routing/model';
import type { Color } from '../../routing/model';
import type { Service } from '../../environments/schema';
import { parseId } from '../../environments/versions/identity';
import { changeSettings, refuse } from './decision';
import type { Decision } from './decision';
import { identifyCode } from './gates';
import { hasIdentity } from './gates/identity';
import { takeSnapshot } from './snapshot';
import type { Snapshot } from './snapshot';
import { describeSplit } from './verbs';

/** An earlier revision. `stagedSince`: the colors on which code was staged after it. */
export interface PastRevision {
  readonly revision: number;
  readonly snapshot: Snapshot;
  readonly stagedSince: readonly Color[];
}

/**
 * Restores active color, split, canary and its addresses; refused when a color that had users has other code now, whether it was
 * staged or written into the file by hand.
 */
export function rollBackToRevision(service: Service, past: PastRevision): Decision {
  const { revision, snapshot } = past;
  const used = COLORS.filter(
    (color) => snapshot.weights[color] > 0 || (snapshot.canary && color === snapshot.candidate),
  );
  const runs = takeSnapshot(service).code;
  const changed = used.filter((color) => !isSameVersion(past, color, service));
  if (changed.length > 0) {
    const codes = changed.map((color) => {
      const [then, now] = [snapshot.versions?.[color], service.versions?.[color]?.id];
      const ids = then && now ? ([`${then}, `, `${now}, `] as const) : (['', ''] as const);
      return `${color} ran ${ids[0]}${snapshot.code[color]} then and has ${ids[1]}${runs[color]} now`;
    });
    return refuse(
      service,
      'CODE_REPLACED',
      `${changed.join(' and ')} had users in revision ${revision} and runs something else now: ${codes.join(', ')}`,
      `${stageAgain(service, snapshot, changed)}; ctl rollback ${service.name} sends everyone to ${service.active_color} at once`,
    );
  }
  const settings = {
    active_color: snapshot.active,
    activate_canary: snapshot.canary,
    whitelisted_ips: [...snapshot.canaryIps],
    green_weight: snapshot.weights.green,
  };
  const where = describeSplit(snapshot.weights.green);
  return changeSettings(
    service,
    settings,
    `as in revision ${revision}: ${where}`,
    `already as in revision ${revision}: ${where}`,
  );
}

/** How the version comes back that most users had of those that are not there any more. */
function stageAgain(service: Service, { versions, weights }: Snapshot, changed: readonly Color[]): string {
  const [most] = [...changed].sort((a, b) => weights[b] - weights[a]);
  const id = most && versions?.[most];
  const how = id ? `--restage ${id}` : '--image or --package with the code of then';
  return `ctl stage ${service.name} ${how} puts it on the candidate, and ctl promote ${service.name} gives it to everyone`;
}

/** Whether a color still has its version, code and settings; of revisions from before there were versions, its code. */
function isSameVersion(past: PastRevision, color: Color, service: Service): boolean {
  const then = parseId(past.snapshot.versions?.[color] ?? '');
  const now = parseId(service.versions?.[color]?.id ?? '');
  return then && now ? then.hash === now.hash : isSameCode(past, color, takeSnapshot(service).code[color]);
}

/** Whether a color still has its code. A tag or a package that was staged again may be another one under the same name. */
function isSameCode({ snapshot, stagedSince }: PastRevision, color: Color, written: string): boolean {
  const code = snapshot.ownCode[color] ?? snapshot.ownCode[otherColor(color)];
  const identity = code && identifyCode(code);
  if (identity?.kind === 'digest') return hasIdentity(written, identity);
  return written === snapshot.code[color] && !stagedSince.includes(color);
}
