// Edits of a service's settings: those that are staged by name, and all those of a version. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import { nextSettings } from '../../environments/service';
import type { VersionContent } from '../../environments/versions/model';
import type { Color } from '../../routing/model';

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

/** Settings and environment variables that are staged by name. */
export interface SettingsToStage {
  readonly settings?: StagedSettings;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One edit for each setting that differs: in the color's own block where that has it, else the service's, which is the next version's. */
export function makeSettingEdits(
  service: Service,
  color: Color,
  { settings = {}, environment = {} }: SettingsToStage,
): Edit[] {
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

/** Settings that a version may lack and a file may have. */
const OPTIONAL = ['ephemeral_storage', 'reserved_concurrency', 'handler', 'runtime'] as const;

/** Edits that give a color's next version the settings of another version, but for its `vpc`, which no verb writes. */
export function editsToSettings(service: Service, color: Color, version: VersionContent): Edit[] {
  const { environment, vpc: _vpc, ...wanted } = version.settings;
  const next = nextSettings(service, color, version.code.kind === 'image' ? 'image' : 'package');
  const differing = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(Reflect.get(next, key), value));
  const settings = Object.fromEntries(differing) as StagedSettings;
  const surplus = OPTIONAL.filter((key) => next[key] !== undefined && wanted[key] === undefined);
  return [
    ...makeSettingEdits(service, color, { settings, environment }),
    ...removals(service, color, [], surplus),
    ...removals(
      service,
      color,
      ['environment'],
      Object.keys(next.environment).filter((name) => !(name in environment)),
    ),
  ];
}

/** Edits that remove fields wherever a file has them: in a block of the service, and in that of the color. */
const removals = (service: Service, color: Color, block: readonly string[], names: readonly string[]): Edit[] =>
  [block, [color, ...block]].flatMap((path) =>
    names
      .filter((name) => fieldAt(service, [...path, name]) !== undefined)
      .map((name): Edit => ({ path: ['services', service.name, ...path, name], remove: true })),
  );

/** The value at a path below a service; undefined where there is none. */
export const fieldAt = (service: Service, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((block, key) => (block ? Reflect.get(Object(block), key) : undefined), service);
