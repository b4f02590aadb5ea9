// The locks that ctl unlock found and freed, as lines. Pure.
import type { UnlockResult } from '../change/unlock';
import { onOneLine } from '../core/printable';
import type { FoundLock } from '../lock';

const LIFE: Readonly<Record<FoundLock['life'], string>> = {
  running: 'it runs on this machine',
  gone: 'it has ended',
  elsewhere: 'from here it cannot be seen whether it still runs',
};

/** A lock that is held: who, which verb, since when, where, and whether its process runs. */
export const renderHeld = ({ place, holder, life }: FoundLock): string[] => [
  `${place}`,
  `  held by  ${onOneLine(`${holder.who ?? 'unknown'}, ctl ${holder.verb}, process ${holder.pid} on ${holder.host}`)}`,
  `  since    ${onOneLine(holder.since)}`,
  `  process  ${LIFE[life]}`,
];

/** What was freed. */
export function renderUnlocked({ environment, freed }: UnlockResult): string[] {
  if (freed.length === 0) return [`The lock of ${environment} is not held`];
  return [
    ...freed.map(({ place, holder }) => onOneLine(`Freed ${place}, held by ctl ${holder.verb} on ${holder.host}`)),
    ...(freed.some(({ life }) => life !== 'gone') ? ['If that change still runs, it stops at its next step'] : []),
    `ctl status -e ${environment} shows where traffic is`,
  ];
}
