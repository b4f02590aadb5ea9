// Staging: new code or settings on the candidate, which must have no traffic; a promoted release is settled first. Pure.
import { candidateColor } from '../../routing/desired';
import { otherColor } from '../../routing/model';
import { ownCode } from '../../environments/service';
import type { Code } from '../../environments/service';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Version } from '../../environments/versions/model';
import type { Color } from '../../routing/model';
import { codeSettings, editService, makeEdits, refuse } from './decision';
import type { Decision } from './decision';
import { candidateWeight, phaseOf } from './phase';
import { editsToSettings, makeSettingEdits } from './setting-edits';
import type { SettingsToStage } from './setting-edits';
import { settle } from './verbs';

export type { StagedSettings } from './setting-edits';

/** New code. */
export type NewCode = Code;

/**
 * What to stage. Without code it is settings alone: the candidate gets the code that the active color runs. With `version` it is the
 * code and the settings of that one, which was staged before.
 */
export interface ToStage extends SettingsToStage {
  readonly code?: NewCode;
  readonly version?: Version;
}

/** Stages on the candidate. A promoted release settles first, which makes the other color the candidate. */
export function stage(service: Service, wanted: ToStage): Decision {
  switch (phaseOf(service)) {
    case 'steady':
      return stageOnCandidate(service, service, [], wanted);
    case 'promoted': {
      const settled = settle(service);
      return settled.kind === 'change' ? stageOnCandidate(service, settled.after, settled.edits, wanted) : settled;
    }
    case 'canary':
    case 'shifting':
      return refuse(
        service,
        'CANDIDATE_IN_USE',
        `${candidateColor(service)} gets traffic: ${candidateWeight(service)} %, canary ${service.activate_canary ? 'on' : 'off'}`,
        `ctl rollback ${service.name} takes its traffic away, or ctl promote ${service.name} finishes this release`,
      );
  }
}

/** The color on which a version would be staged. */
export const colorToStage = (service: Service): Color =>
  phaseOf(service) === 'promoted' ? service.active_color : candidateColor(service);

function stageOnCandidate(before: Service, settled: Service, first: readonly Edit[], wanted: ToStage): Decision {
  const color = candidateColor(settled);
  const { version } = wanted;
  const code = version ? namedCode(version) : (wanted.code ?? ownCode(settled, otherColor(color)));
  const own = [
    ...(code ? makeEdits(settled, codeSettings(color, code)) : []),
    ...(version ? editsToSettings(settled, color, version) : makeSettingEdits(settled, color, wanted)),
  ];
  const edits = [...first, ...own];
  const after = editService(settled, own);
  const what = describeWanted(wanted, otherColor(color));
  const summary = `${what} on ${color}${first.length > 0 ? `, after settling on ${settled.active_color}` : ''}`;
  return { kind: 'change', before, after, edits, summary, ...(first.length > 0 && { settled }) };
}

function describeWanted({ code, version }: ToStage, other: Color): string {
  if (version) return `${version.id} again (${version.code.source})`;
  return code ? describeCode(code) : `settings, with the code of ${other}`;
}

const describeCode = (code: NewCode): string => (code.kind === 'image' ? code.uri : code.source);

/** The code of a version as the environment file names it. */
const namedCode = ({ code }: Version): NewCode =>
  code.kind === 'image' ? { kind: 'image', uri: code.source } : { kind: 'package', source: code.source };
