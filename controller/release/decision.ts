// The decision of a verb: a change, no change, or a refusal; each with its reason. Pure.
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';

/** The decision of a verb for one service. `edits` turn the present file into the wanted one. */
export type Decision =
  | {
      readonly kind: 'change';
      readonly before: Service;
      readonly after: Service;
      readonly edits: readonly Edit[];
      readonly summary: string;
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
  | 'CODE_KIND_DIFFERS'
  | 'CODE_REPLACED'
  | 'FROZEN'
  | 'LIVE_NOT_EXPRESSIBLE'
  | 'NOT_PROMOTED'
  | 'NO_CANARY_CLIENTS'
  | 'REQUIREMENT_NOT_MET'
  | 'SNAPSHOT_UNKNOWN';

/** Settings that a verb may change. */
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

/** One edit for each setting that differs from the service's. */
export function makeEdits(service: Service, settings: Settings): Edit[] {
  const now: Settings = service;
  const edits: Edit[] = [];
  for (const key of SETTINGS) {
    const value = settings[key];
    if (value !== undefined && !isEqual(now[key], value)) edits.push({ path: ['services', service.name, key], value });
  }
  return edits;
}

/** A service as edits of its own fields make it. */
export const editService = (service: Service, edits: readonly Edit[]): Service =>
  edits.reduce<Service>((edited, { path, value }) => setIn(edited, path.slice(2), value), service);

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
