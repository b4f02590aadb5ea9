// How lines for people are folded, and what times and hashes look like in them.
import { describe, expect, it } from '@jest/globals';
import { foldLine, forPeople } from '../../../controller/core/fold';
import { shortenHashes } from '../../../controller/core/hashes';
import { printableLine } from '../../../controller/core/printable';
import { chooseColumns, createStyle, visibleLength } from '../../../controller/core/style';
import { formatDateTime, formatSecond, formatTime, withLocalTimes } from '../../../controller/core/time';

const WORDS = 'it waits until the checkout page answers as fast as it did before, for 10 % of the requests';

describe('a folded line', () => {
  it.each([20, 60, 80, 160])('of %i columns breaks between words and keeps each of them', (columns) => {
    const lines = foldLine(`    ${WORDS}`, columns);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(WORDS);
    expect(lines.slice(1).every((line) => line.startsWith('      '))).toBe(true);
  });

  it('does not part a number from its percent sign', () => {
    for (let columns = 10; columns < WORDS.length; columns++) {
      expect(foldLine(WORDS, columns).filter((line) => line.trim().startsWith('%'))).toEqual([]);
    }
  });

  it('gives colors no width', () => {
    const style = createStyle(true);
    const line = `${style.bold('the checkout')} ${style.red('page answers')}`;
    expect(visibleLength(line)).toBe(25);
    expect(foldLine(line, 25)).toEqual([line]);
    expect(foldLine(line, 20).map(visibleLength)).toEqual([17, 9]);
  });

  it('cannot begin as a workflow command of a runner does', () => {
    const lines = forPeople('a reason of somebody ::error::forged', 22).map(printableLine);
    expect(lines).toEqual(['a reason of somebody', '  : :error::forged']);
  });
});

describe('a time for people', () => {
  const time = new Date('2026-11-24T23:30:09Z');
  it.each([
    ['UTC', '23:30 UTC', '2026-11-24 23:30 UTC', '23:30:09 UTC'],
    ['Europe/Berlin', '00:30 CET', '2026-11-25 00:30 CET', '00:30:09 CET'],
    ['America/New_York', '18:30 EST', '2026-11-24 18:30 EST', '18:30:09 EST'],
  ])('is of their time zone: %s', (zone, short, long, second) => {
    expect(formatTime(time, time, zone)).toBe(short);
    expect(formatTime(time, new Date('2026-11-28T12:00:00Z'), zone)).toBe(long);
    expect(formatDateTime(time, zone)).toBe(long);
    expect(formatSecond(time, zone)).toBe(second);
  });

  it('takes the place of each time of data in a line', () => {
    const line = 'frozen until 2026-11-24T23:30:00.000Z (backups), since 2026-11-24T09:00:00Z, rollout 20261124-2153';
    expect(withLocalTimes(line, 'Europe/Berlin')).toBe(
      'frozen until 2026-11-25 00:30 CET (backups), since 2026-11-24 10:00 CET, rollout 20261124-2153',
    );
    expect(withLocalTimes('at 2026-99-99T99:99:99Z')).toBe('at 2026-99-99T99:99:99Z');
  });
});

describe('a hash for people', () => {
  it.each([
    [`web@sha256:${'3f9c2ab1'.repeat(8)} on green`, 'web@sha256:3f9c2ab1… on green'],
    ['code iCRJVV04CVr5JQ4Xnq4XI5kcHOTzAzqoBvXgLNUao/0= -> the next', 'code iCRJVV04… -> the next'],
    ['examples/hello-node/v2 8824495', 'examples/hello-node/v2 8824495'],
  ])('is its beginning: %s', (text, expected) => {
    expect(shortenHashes(text)).toBe(expected);
  });
});

describe('the width for lines', () => {
  it.each([
    [{ COLUMNS: '60' }, 80, 60],
    [{ COLUMNS: '60' }, undefined, 60],
    [{ COLUMNS: 'wide' }, 80, 80],
    [{ COLUMNS: '-5' }, 80, 80],
    [{}, 0, Infinity],
    [{}, undefined, Infinity],
  ])('with %j and a terminal of %p columns is %p', (env, terminal, columns) => {
    expect(chooseColumns(env, terminal)).toBe(columns);
  });
});
