// The decision of a verb: a change, no change, or a refusal; each with its reason. Pure.
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import type { Code } from '../../environments/service';
import type { Color } from '../../routing/model';

/** The decision of a verb for one service. `edits` turn the present file into the wanted one. */
export type Decision =
  | {
      readonly kind: 'change';
      readonly before: Service;
      readonly after: Service;
      readonly edits: readonly Edit[];
      readonly summary: string;
      /** The service with a promoted release settled, where that comes first: there is no way back from then on. */
      readonly settled?: Service;
      /** A gate that would have refused the change but was overridden, such as a freeze. */
      readonly overrode?: string;
    }
  | { readonly kind: 'unchanged'; readonly before: Service; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly before: Service;
      readonly code: RefusalCode;
      readonly reason: string;
      readonly hint: string;
    };

/** Why a verb is refused; each is an error code of ctl. */
export type RefusalCode =
  | 'CANDIDATE_IN_USE'
  | 'CANDIDATE_WITHOUT_CODE'
  | 'CODE_REPLACED'
  | 'FROZEN'
  | 'LIVE_NOT_EXPRESSIBLE'
  | 'NOT_PROMOTED'
  | 'NO_CANARY_CLIENTS'
  | 'REQUIREMENT_NOT_MET'
  | 'SNAPSHOT_UNKNOWN';

/** Settings that a verb may change. Code that is named as undefined is removed from its color. */
export type Settings = Partial<
  Pick<
    Service,
    | 'active_color'
    | 'activate_canary'
    | 'green_weight'
    | 'whitelisted_ips'
    | 'blue_image'
    | 'green_image'
    | 'blue_package'
    | 'green_package'
  >
>;

/** A color's code, in place of what it had: a color has one kind of code, or none of its own. */
export function codeSettings(color: Color, code: Code | undefined): Settings {
  const image = code?.kind === 'image' ? code.uri : undefined;
  const source = code?.kind === 'package' ? code.source : undefined;
  return color === 'blue' ? { blue_image: image, blue_package: source } : { green_image: image, green_package: source };
}

/** A change of the settings that differ; unchanged, with `noChange` as the reason, when none does. */
export function changeSettings(service: Service, settings: Settings, summary: string, noChange: string): Decision {
  const edits = makeEdits(service, settings);
  if (edits.length === 0) return { kind: 'unchanged', before: service, reason: noChange };
  return { kind: 'change', before: service, after: { ...service, ...settings }, edits, summary };
}

/** A refusal: why, and what to type instead. */
export const refuse = (service: Service, code: RefusalCode, reason: string, hint: string): Decision => ({
  kind: 'refused',
  before: service,
  code,
  reason,
  hint,
});

/** One edit for each named setting that differs from the service's; removals come last, so that no block is empty in between. */
export function makeEdits(service: Service, settings: Settings): Edit[] {
  const now: Settings = service;
  const written: Edit[] = [];
  const removed: Edit[] = [];
  for (const key of SETTINGS) {
    const value = settings[key];
    if (!(key in settings) || isEqual(now[key], value)) continue;
    const path = ['services', service.name, key];
    if (value === undefined) removed.push({ path, remove: true });
    else written.push({ path, value });
  }
  return [...written, ...removed];
}

/** Settings of a service by name, and its environment variables. */
interface FunctionFields {
  readonly fields: object;
  readonly environment: Readonly<Record<string, string>>;
}

/** Edits that give a service these settings, where they differ from the present ones. */
export function makeFunctionEdits(name: string, present: FunctionFields, wanted: FunctionFields): Edit[] {
  const differing = (block: readonly string[], now: object, then: object): Edit[] =>
    Object.entries(then).flatMap(([key, value]: [string, Extract<Edit, { value: unknown }>['value']]) =>
      isEqual(Reflect.get(now, key), value) ? [] : [{ path: ['services', name, ...block, key], value }],
    );
  return [
    ...differing([], present.fields, wanted.fields),
    ...differing(['environment'], present.environment, wanted.environment),
  ];
}

/** A service as edits of its own fields make it. */
export const editService = (service: Service, edits: readonly Edit[]): Service =>
  edits.reduce<Service>(
    (edited, edit) => setIn(edited, edit.path.slice(2), 'value' in edit ? edit.value : undefined),
    service,
  );

function setIn<T extends object>(block: T, [key, ...rest]: readonly (string | number)[], value: unknown): T {
  if (key === undefined) return block;
  const inner: unknown = Reflect.get(block, key);
  const next = rest.length === 0 ? value : setIn(typeof inner === 'object' && inner !== null ? inner : {}, rest, value);
  return { ...block, [key]: next };
}

const SETTINGS = [
  'blue_image',
  'green_image',
  'blue_package',
  'green_package',
  'active_color',
  'activate_canary',
  'whitelisted_ips',
  'green_weight',
] as const;

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
