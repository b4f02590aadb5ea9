// Putting new code on the candidate, which must get no traffic at all; a promoted release is settled first. Pure.
import { candidateColor } from '../../routing/desired';
import { functionSettings, ownCode } from '../../environments/service';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Color } from '../../routing/model';
import { editsFor, refuse } from './decision';
import type { Decision, Settings } from './decision';
import { candidateWeight, phaseOf } from './phase';
import { settle } from './verbs';

/** New code; handler and runtime are kept as they are when left out. */
export type NewCode =
  | { readonly kind: 'image'; readonly uri: string }
  | { readonly kind: 'package'; readonly source: string; readonly handler?: string; readonly runtime?: string };

/** Stages code on the candidate. From `promoted`, the active color moves first and the candidate is the other one. */
export function stage(service: Service, code: NewCode): Decision {
  switch (phaseOf(service)) {
    case 'steady':
      return put(service, service, [], code);
    case 'promoted': {
      const settled = settle(service);
      return settled.kind === 'change' ? put(service, settled.after, settled.edits, code) : settled;
    }
    case 'canary':
    case 'shifting':
      return refuse(
        service,
        'CANDIDATE_IN_USE',
        `${candidateColor(service)} gets traffic: ${candidateWeight(service)} %, canary ${service.activate_canary ? 'on' : 'off'}`,
        `ctl rollback ${service.name} takes it off, or ctl promote ${service.name} finishes this release`,
      );
  }
}

/** The color that code would be staged on. */
export const stagedColor = (service: Service): Color =>
  phaseOf(service) === 'promoted' ? service.active_color : candidateColor(service);

function put(before: Service, settled: Service, first: readonly Edit[], code: NewCode): Decision {
  const color = candidateColor(settled);
  const now = ownCode(settled, color);
  if (now && now.kind !== code.kind) {
    return refuse(
      before,
      'CODE_KIND_DIFFERS',
      `${color} runs ${now.kind === 'image' ? 'an image' : 'a package'}, not ${code.kind === 'image' ? 'an image' : 'a package'}`,
      `Remove services.${before.name}.${color}_${now.kind} from the file and stage again`,
    );
  }
  const settings = codeSettings(color, code);
  const edits = [...first, ...editsFor(settled, settings), ...entryEdits(settled, color, code)];
  const what = code.kind === 'image' ? code.uri : code.source;
  if (edits.length === 0) return { kind: 'unchanged', before, reason: `${what} is on ${color} already` };
  const after = withEntry({ ...settled, ...settings }, color, code);
  const summary = `${what} on ${color}${first.length > 0 ? `, after settling on ${settled.active_color}` : ''}`;
  return { kind: 'change', before, after, edits, summary };
}

function codeSettings(color: Color, code: NewCode): Settings {
  if (code.kind === 'image') return color === 'blue' ? { blue_image: code.uri } : { green_image: code.uri };
  return color === 'blue' ? { blue_package: code.source } : { green_package: code.source };
}

/** Handler and runtime go to the color's own block: the other color keeps what it has. */
function entryEdits(service: Service, color: Color, code: NewCode): Edit[] {
  if (code.kind === 'image') return [];
  const now = functionSettings({ ...service, ...codeSettings(color, code) }, color);
  return (['handler', 'runtime'] as const).flatMap((key) => {
    const value = code[key];
    return value === undefined || value === now[key] ? [] : [{ path: ['services', service.name, color, key], value }];
  });
}

function withEntry(service: Service, color: Color, code: NewCode): Service {
  if (code.kind === 'image') return service;
  const entry = { ...(code.handler && { handler: code.handler }), ...(code.runtime && { runtime: code.runtime }) };
  if (Object.keys(entry).length === 0) return service;
  return { ...service, [color]: { ...service[color], ...entry } };
}
