// Staging: new code or settings on the candidate, which must have no traffic; a promoted release is settled first. Pure.
import { candidateColor } from '../../routing/desired';
import { otherColor } from '../../routing/model';
import { ownCode } from '../../environments/service';
import type { Code } from '../../environments/service';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Color } from '../../routing/model';
import { codeSettings, editService, makeEdits, refuse } from './decision';
import type { Decision } from './decision';
import { candidateWeight, phaseOf } from './phase';
import { settle } from './verbs';

/** New code. */
export type NewCode = Code;

/** Settings of a function that are staged by name, with their units. */
export type StagedSettings = Partial<
  Pick<
    Service,
    | 'memory_size'
    | 'timeout'
    | 'ephemeral_storage'
    | 'reserved_concurrency'
    | 'handler'
    | 'runtime'
    | 'architecture'
    | 'layers'
    | 'policies'
    | 'multi_value_headers'
  >
>;

/** What to stage. Without code it is settings alone: the candidate gets the code that the active color runs. */
export interface ToStage {
  readonly code?: NewCode;
  readonly settings?: StagedSettings;
  /** Environment variables by name. */
  readonly environment?: Readonly<Record<string, string>>;
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
  const code = wanted.code ?? ownCode(settled, otherColor(color));
  const own = [
    ...(code ? makeEdits(settled, codeSettings(color, code)) : []),
    ...makeSettingEdits(settled, color, wanted),
  ];
  const edits = [...first, ...own];
  const after = editService(settled, own);
  const what = wanted.code ? describeCode(wanted.code) : `settings, with the code of ${otherColor(color)}`;
  const summary = `${what} on ${color}${first.length > 0 ? `, after settling on ${settled.active_color}` : ''}`;
  return { kind: 'change', before, after, edits, summary };
}

const describeCode = (code: NewCode): string => (code.kind === 'image' ? code.uri : code.source);

/** One edit for each setting that differs: in the color's own block where that has it, else the service's, which is the next version's. */
export function makeSettingEdits(service: Service, color: Color, { settings = {}, environment = {} }: ToStage): Edit[] {
  const { name } = service;
  const own = service[color];
  const edits: Edit[] = [];
  for (const [key, value] of entriesOf(settings)) {
    const block = own !== undefined && key in own;
    const present: unknown = block ? Reflect.get(own, key) : service[key];
    if (value === undefined || JSON.stringify(present) === JSON.stringify(value)) continue;
    edits.push({ path: ['services', name, ...(block ? [color] : []), key], value });
  }
  for (const [key, value] of Object.entries(environment)) {
    const block = own?.environment?.[key] !== undefined;
    if ((block ? own.environment?.[key] : service.environment?.[key]) === value) continue;
    edits.push({ path: ['services', name, ...(block ? [color] : []), 'environment', key], value });
  }
  return edits;
}

const entriesOf = (settings: StagedSettings): [keyof StagedSettings, StagedSettings[keyof StagedSettings]][] =>
  Object.entries(settings) as [keyof StagedSettings, StagedSettings[keyof StagedSettings]][];
