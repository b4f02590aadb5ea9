// The settings of a service's newest version, which were staged from a newer file, as edits of this one. Pure.
import type { Edit } from '../../environments';
import type { Service } from '../../environments/schema';
import { newestVersion } from '../../environments/versions/next';
import { COLORS, candidateColor } from '../../routing';
import type { FieldDifference } from './checkout';
import { editsToSettings, fieldAt } from './setting-edits';

/** Edits that give a service the settings of its newest version: in the block of that version's color where it names them. */
export function pullSettings(service: Service): Edit[] {
  const version = newestVersion(service);
  if (!version) return [];
  const color = COLORS.find((one) => service.versions?.[one] === version) ?? candidateColor(service);
  return editsToSettings(service, color, version);
}

/** The fields that such edits change, as text; values of environment variables may be secrets and are not shown. */
export const describeSettings = (edits: readonly Edit[], service: Service): FieldDifference[] =>
  edits.map((edit) => {
    const path = edit.path.slice(2);
    const present = fieldAt(service, path);
    const isVariable = path.includes('environment');
    const show = (value: unknown, other: string): string => {
      if (value === undefined) return 'not set';
      return isVariable ? other : JSON.stringify(value);
    };
    const wanted = 'value' in edit ? edit.value : undefined;
    return { kind: 'code', field: path.join('.'), newest: show(wanted, 'another value'), file: show(present, 'set') };
  });
