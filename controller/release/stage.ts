// Staging: new code on the candidate, which must have no traffic; a promoted release is settled first. Pure.
import { candidateColor } from '../../routing/desired';
import { functionSettings } from '../../environments/service';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Color } from '../../routing/model';
import { codeSettings, makeEdits, refuse } from './decision';
import type { Decision } from './decision';
import { candidateWeight, phaseOf } from './phase';
import { settle } from './verbs';

/** New code; handler and runtime do not change when left out. */
export type NewCode =
  | { readonly kind: 'image'; readonly uri: string }
  | { readonly kind: 'package'; readonly source: string; readonly handler?: string; readonly runtime?: string };

/** Stages code on the candidate. A promoted release settles first, which makes the other color the candidate. */
export function stage(service: Service, code: NewCode): Decision {
  switch (phaseOf(service)) {
    case 'steady':
      return stageOnCandidate(service, service, [], code);
    case 'promoted': {
      const settled = settle(service);
      return settled.kind === 'change' ? stageOnCandidate(service, settled.after, settled.edits, code) : settled;
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

/** The color on which code would be staged. */
export const colorToStage = (service: Service): Color =>
  phaseOf(service) === 'promoted' ? service.active_color : candidateColor(service);

function stageOnCandidate(before: Service, settled: Service, first: readonly Edit[], code: NewCode): Decision {
  const color = candidateColor(settled);
  const settings = codeSettings(color, code);
  const edits = [...first, ...makeEdits(settled, settings), ...makeEntryEdits(settled, color, code)];
  const what = code.kind === 'image' ? code.uri : code.source;
  if (edits.length === 0) return { kind: 'unchanged', before, reason: `${what} is on ${color} already` };
  const after = addEntry({ ...settled, ...settings }, color, code);
  const summary = `${what} on ${color}${first.length > 0 ? `, after settling on ${settled.active_color}` : ''}`;
  return { kind: 'change', before, after, edits, summary };
}

/** Handler and runtime go to the color's own block, so that the other color keeps its own. */
function makeEntryEdits(service: Service, color: Color, code: NewCode): Edit[] {
  if (code.kind === 'image') return [];
  const now = functionSettings({ ...service, ...codeSettings(color, code) }, color);
  return (['handler', 'runtime'] as const).flatMap((key) => {
    const value = code[key];
    return value === undefined || value === now[key] ? [] : [{ path: ['services', service.name, color, key], value }];
  });
}

function addEntry(service: Service, color: Color, code: NewCode): Service {
  if (code.kind === 'image') return service;
  const entry = { ...(code.handler && { handler: code.handler }), ...(code.runtime && { runtime: code.runtime }) };
  if (Object.keys(entry).length === 0) return service;
  return { ...service, [color]: { ...service[color], ...entry } };
}
