// Times of day in UTC. Pure.

/** A time in UTC to the minute; with its date where that is not today's. */
export function formatTime(time: Date, now: Date): string {
  const [day = '', clock = ''] = time.toISOString().split('T');
  const date = day === now.toISOString().slice(0, 10) ? '' : `${day} `;
  return `${date}${clock.slice(0, 5)} UTC`;
}
