// The settings of a service's newest version, which were staged from a newer file, as edits of this one. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import { nextSettings } from '../../environments/service';
import { newestVersion } from '../../environments/versions/next';
import { COLORS, candidateColor } from '../../routing';
import type { FieldDifference } from './checkout';
import { makeSettingEdits } from './stage';
import type { StagedSettings } from './stage';

/** Edits that give a service the settings of its newest version: in the block of that version's color where it names them. */
export function pullSettings(service: Service): Edit[] {
  const version = newestVersion(service);
  if (!version) return [];
  const color = COLORS.find((one) => service.versions?.[one] === version) ?? candidateColor(service);
  const { environment, vpc: _vpc, ...wanted } = version.settings;
  const next = nextSettings(service, color, version.code.kind === 'image' ? 'image' : 'package');
  const differing = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(Reflect.get(next, key), value));
  const settings = Object.fromEntries(differing) as StagedSettings;
  return [...makeSettingEdits(service, color, { settings, environment }), ...removals(service, color, environment)];
}

/** Edits that remove the environment variables that a version does not have. */
function removals(service: Service, color: 'blue' | 'green', wanted: Readonly<Record<string, string>>): Edit[] {
  const blocks = [
    { path: ['environment'], names: Object.keys(service.environment ?? {}) },
    { path: [color, 'environment'], names: Object.keys(service[color]?.environment ?? {}) },
  ];
  return blocks.flatMap(({ path, names }) =>
    names
      .filter((name) => !(name in wanted))
      .map((name): Edit => ({ path: ['services', service.name, ...path, name], remove: true })),
  );
}

/** The fields that such edits change, as text; values of environment variables may be secrets and are not shown. */
export const describeSettings = (edits: readonly Edit[], service: Service): FieldDifference[] =>
  edits.map((edit) => {
    const path = edit.path.slice(2);
    const present = path.reduce<unknown>(
      (block, key) => (block ? Reflect.get(Object(block), key) : undefined),
      service,
    );
    const isVariable = path.includes('environment');
    const show = (value: unknown, other: string): string => {
      if (value === undefined) return 'not set';
      return isVariable ? other : JSON.stringify(value);
    };
    const wanted = 'value' in edit ? edit.value : undefined;
    return { kind: 'code', field: path.join('.'), newest: show(wanted, 'another value'), file: show(present, 'set') };
  });
