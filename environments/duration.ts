// Durations as they are written in an environment file: 90s, 5m, 1h30m. Pure.
import type { Fault } from './finding';

const PARTS = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** What is wrong with a duration; undefined for a valid one. */
export function checkDuration(text: string): Fault | undefined {
  if (text !== '' && PARTS.test(text)) return undefined;
  return {
    message: `${JSON.stringify(text)} is not a duration`,
    hint: 'Write hours, minutes and seconds, such as 90s, 5m or 1h30m',
  };
}

/** The seconds of a duration. Throws a RangeError for a text that checkDuration refuses. */
export function parseDuration(text: string): number {
  const parts = text === '' ? null : PARTS.exec(text);
  if (!parts) throw new RangeError(`${JSON.stringify(text)} is not a duration`);
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

/** A number of seconds as a duration, such as 1h30m. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('') || '0s';
}
