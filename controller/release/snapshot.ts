// A snapshot of a service's routing: for results, the journal and the status. Pure.
import { candidateColor, weightsOf } from '../../routing/desired';
import { ownCode } from '../../environments/service';
import type { Code } from '../../environments/service';
import type { Service } from '../../environments/schema';
import { otherColor } from '../../routing/model';
import type { Color, Weights } from '../../routing/model';
import { phaseOf } from './phase';
import type { Phase } from './phase';

/** What the file asks for, for one service. Weights are whole percent. */
export interface Snapshot {
  readonly phase: Phase;
  readonly active: Color;
  readonly candidate: Color;
  readonly weights: Weights;
  readonly canary: boolean;
  readonly canaryIps: readonly string[];
  /** What each color runs: an image's URI, or a package as the file writes it. A color without code of its own runs the other's. */
  readonly code: Readonly<Record<Color, string>>;
  /** The code that the file names for each color itself; null where it names none. */
  readonly ownCode: Readonly<Record<Color, Code | null>>;
  /** The version of each color, such as v12-3f9c2a; null for one without, and left out where the service has none. */
  readonly versions?: Readonly<Record<Color, string | null>>;
}

/** The snapshot of a service, by its file. */
export const takeSnapshot = (service: Service): Snapshot => ({
  phase: phaseOf(service),
  active: service.active_color,
  candidate: candidateColor(service),
  weights: weightsOf(service.green_weight),
  canary: service.activate_canary,
  canaryIps: service.whitelisted_ips,
  code: { blue: describeCode(service, 'blue'), green: describeCode(service, 'green') },
  ownCode: { blue: ownCode(service, 'blue') ?? null, green: ownCode(service, 'green') ?? null },
  ...(service.versions && {
    versions: { blue: service.versions.blue?.id ?? null, green: service.versions.green?.id ?? null },
  }),
});

function describeCode(service: Service, color: Color): string {
  const code = ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (!code) return '';
  return code.kind === 'image' ? code.uri : code.source;
}
