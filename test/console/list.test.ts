// How the overview filters, sorts and groups.
import { describe, expect, it } from '@jest/globals';
import { arrange, attentionOf } from '../../console/list';
import type { Listed } from '../../console/list';
import type { ServiceCard } from '../../controller/console/wire';
import { makeCard } from './card';

const listed = (environment: string, changes: Partial<ServiceCard>): Listed => ({
  environment,
  card: makeCard(changes),
});

const ALL: readonly Listed[] = [
  listed('prod', { service: 'web' }),
  listed('prod', { service: 'api', phase: 'shifting', live: { blue: 75, green: 25 } }),
  listed('test', { service: 'web', rollback: { ready: false, faults: ['gone'] } }),
  listed('test', { service: 'shop', state: 'drift', versions: { blue: 'v12-3f9c2a', green: null } }),
];

const namesOf = (filter: string, sort: Parameters<typeof arrange>[1]['sort'] = 'name'): readonly string[] =>
  arrange(ALL, { filter, sort, group: 'nothing' }).flatMap(({ services }) =>
    services.map(({ environment, card }) => `${environment}/${card.service}`),
  );

describe('the overview', () => {
  it.each([
    ['', ['prod/api', 'test/shop', 'prod/web', 'test/web']],
    ['WEB', ['prod/web', 'test/web']],
    ['web test', ['test/web']],
    ['drift', ['test/shop']],
    ['v12', ['test/shop']],
    ['no rollback', ['test/web']],
    ['nowhere', []],
  ])('finds by %j', (filter, names) => expect(namesOf(filter)).toEqual(names));

  it('shows first what needs a person', () => {
    expect(namesOf('', 'attention')).toEqual(['test/web', 'test/shop', 'prod/api', 'prod/web']);
  });

  it('sorts by the share of the candidate that is live', () =>
    expect(namesOf('', 'candidate share')[0]).toBe('prod/api'));

  it('groups by environment, in order of the names', () => {
    const groups = arrange(ALL, { filter: '', sort: 'name', group: 'environment' });
    expect(groups.map(({ title, services }) => [title, services.length])).toEqual([
      ['prod', 2],
      ['test', 2],
    ]);
  });

  it('takes a service that is fine for one that needs nobody', () => expect(attentionOf(makeCard({}))).toBe(0));
});
