// What a verb decides: a change, nothing to do, or a refusal; each with its reason. Pure.
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';

/** The outcome of a verb for one service. `edits` lead from the file as it is to the file as it shall be. */
export type Decision =
  | {
      readonly kind: 'change';
      readonly before: Service;
      readonly after: Service;
      readonly edits: readonly Edit[];
      readonly summary: string;
      /** A gate that would have refused the change and was told not to, such as a freeze. */
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

/** A change of the settings that differ; unchanged, for the reason given, when none does. */
export function changeTo(service: Service, settings: Settings, summary: string, same: string): Decision {
  const edits = editsFor(service, settings);
  if (edits.length === 0) return { kind: 'unchanged', before: service, reason: same };
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
export function editsFor(service: Service, settings: Settings): Edit[] {
  const now: Settings = service;
  const edits: Edit[] = [];
  for (const key of SETTINGS) {
    const value = settings[key];
    if (value !== undefined && !same(now[key], value)) edits.push({ path: ['services', service.name, key], value });
  }
  return edits;
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

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
