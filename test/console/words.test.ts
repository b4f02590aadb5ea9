// What the page says before an action, and how it tells that its picture is old.
import { describe, expect, it } from '@jest/globals';
import { EMPTY, describeStale, reduce } from '../../console/state';
import { ageOf, describeEffect } from '../../console/words';
import type { ActRequest } from '../../controller/console/wire';
import { makeCard } from './card';

const request = (changes: Partial<ActRequest>): ActRequest => ({
  ...{ verb: 'rollback', environment: 'prod', service: 'web', dryRun: false },
  ...changes,
});

describe('before an action', () => {
  it.each([
    [{ verb: 'rollback' }, 'Every user of web gets blue (v1-aaaaaa).'],
    [{ verb: 'shift', percent: 25 }, 'Of 100 users of web, about 25 get green (v2-bbbbbb) and 75 get blue (v1-aaaaaa).'],
    [{ verb: 'shift', percent: 0 }, 'Every user of web gets blue (v1-aaaaaa).'],
    [{ verb: 'shift', percent: 100 }, 'Every user of web gets green (v2-bbbbbb).'],
    [{ verb: 'promote' }, 'Every user of web gets green (v2-bbbbbb).'],
    [{ verb: 'settle' }, 'Every user keeps green (v2-bbbbbb).'],
    [{ verb: 'canary', canary: 'me' }, 'Requests from your address to web get green (v2-bbbbbb).'],
    [{ verb: 'canary', canary: ['192.0.2.1'] }, 'Requests from 192.0.2.1 to web get green (v2-bbbbbb).'],
    [{ verb: 'canary', canary: 'off' }, 'Nobody sees green (v2-bbbbbb) through the canary any more.'],
    [{ verb: 'abort' }, 'Every user of web gets blue (v1-aaaaaa), and the rollout ends.'],
  ] as const)('the page says what every user gets: %j', (changes, text) =>
    expect(describeEffect(makeCard({}), request(changes))).toContain(text),
  );
});

describe('the picture of the page', () => {
  const live = reduce(EMPTY, { kind: 'alive' }, 1000);

  it('is live while the console speaks', () => expect(describeStale(live, 4000)).toBeNull());

  it('is stale when the stream breaks, and says how old it is', () =>
    expect(describeStale({ ...live, connection: 'lost' }, 43_000)).toContain('read 42 s ago. Trying again'));

  it('is stale when the console is silent', () => expect(describeStale(live, 20_000)).toContain('is silent'));

  it('is stale when one environment was not read for long', () => {
    const view = { name: 'prod', target: null, region: null, lockedBy: null, problems: [], services: [] };
    const read = reduce(live, { kind: 'environment', view, readAt: '' }, 1000);
    const later = reduce(read, { kind: 'alive' }, 60_000);
    expect(describeStale(later, 60_000)).toContain('Not read for a while: prod');
    expect(describeStale(reduce(later, { kind: 'unchanged', name: 'prod', readAt: '' }, 60_000), 60_000)).toBeNull();
  });

  it('is not tried again when the token is wrong', () =>
    expect(describeStale({ ...live, connection: 'refused' }, 1000)).toContain('no valid token'));
});

describe('an age', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [61, '1 min'],
    [7200, '2 h'],
    [200_000, '2 d'],
    [-5, '0 s'],
  ])('of %d seconds is %s', (seconds, text) => expect(ageOf(0, seconds * 1000)).toBe(text));
});
