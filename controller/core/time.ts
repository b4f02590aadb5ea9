// Times for people: of their own time zone, to the minute, with its name. Pure, but for the time zone of the process.

/** A time as `14:29 CET`; with its date where that is not today's. */
export function formatTime(time: Date, now: Date, timeZone?: string): string {
  const { date, clock, zone } = readClock(time, timeZone);
  return [...(date === readClock(now, timeZone).date ? [] : [date]), clock, zone].join(' ');
}

/** A time as `2026-11-24 14:29 CET`. */
export function formatDateTime(time: Date, timeZone?: string): string {
  const { date, clock, zone } = readClock(time, timeZone);
  return [date, clock, zone].join(' ');
}

/** A time of day to the second as `14:29:03 CET`. */
export function formatSecond(time: Date, timeZone?: string): string {
  const { clock, second, zone } = readClock(time, timeZone);
  return `${clock}:${second} ${zone}`;
}

const ISO = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z(?!\w)/g;

/** A text in which every time in ISO 8601, as data has it, is one for people. */
export const withLocalTimes = (text: string, timeZone?: string): string =>
  text.replaceAll(ISO, (iso) => (Number.isNaN(Date.parse(iso)) ? iso : formatDateTime(new Date(iso), timeZone)));

interface Clock {
  readonly date: string;
  readonly clock: string;
  readonly second: string;
  readonly zone: string;
}

function readClock(time: Date, timeZone: string | undefined): Clock {
  const [american = {}, british = {}] = ['en-US', 'en-GB'].map((locale) => readParts(time, locale, timeZone));
  const { year, month, day, hour, minute, second = '' } = american;
  // Each of the two only knows the names of its own time zones: for the others it has an offset.
  const zone = (american['timeZoneName']?.startsWith('GMT') ? british : american)['timeZoneName'] ?? '';
  return { date: `${year}-${month}-${day}`, clock: `${hour}:${minute}`, second, zone };
}

const readParts = (time: Date, locale: string, timeZone: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    new Intl.DateTimeFormat(locale, {
      ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
      ...{ timeZoneName: 'short', timeZone },
    })
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
