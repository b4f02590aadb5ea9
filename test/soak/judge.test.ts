// The judge of the soak: each kind of wrong answer is found, and no right one is.
import { describe, expect, it } from '@jest/globals';
import { judge } from '../../bench/soak/judge';
import type { Ending } from '../../bench/soak/judge';
import type { Rule, Served, Snapshot } from '../../bench/soak/rules';

const served = (color: string, code = 'v1', version = '1'): Served => ({
  fn: `soak-web-${color}`,
  version,
  code,
  release: '',
});

const production = (green: number): Rule => ({
  priority: 100,
  hosts: undefined,
  paths: ['/web*'],
  sources: undefined,
  weights: { 'soak-web-blue': 100 - green, 'soak-web-green': green },
});

const canary = (source: string): Rule => ({
  ...production(100),
  priority: 98,
  sources: [source],
});

const snapshot = (rules: readonly Rule[], green = served('green', 'v2')): Snapshot => ({
  rules,
  groups: new Map([
    ['soak-web-blue', served('blue')],
    ['soak-web-green', green],
    ['soak-api-blue', { ...served('blue'), fn: 'soak-api-blue' }],
  ]),
});

const sent = { host: 'soak.example.com', path: '/web/1', source: '127.0.0.2' };
const STABLE = snapshot([production(0)]);
const CANARY = snapshot([production(0), canary('127.0.0.2/32')]);
const answer = (one: Served | undefined, status = 200): Ending => ({ kind: 'answer', status, served: one });
const faultOf = (ending: Ending, ...inForce: readonly Snapshot[]) => judge(sent, ending, inForce)?.fault;

describe('an answer that the rules in force allow is no fault:', () => {
  it.each([
    ['the stable color', answer(served('blue')), [STABLE]],
    ['the candidate, for a whitelisted client', answer(served('green', 'v2')), [CANARY]],
    ['either color of a split', answer(served('green', 'v2')), [snapshot([production(1)])]],
    ['the color of the rules before a change', answer(served('blue')), [STABLE, CANARY]],
    ['the color of the rules after a change', answer(served('green', 'v2')), [STABLE, CANARY]],
    [
      'the version that a color got after its rule was read',
      answer(served('green', 'v3', '2')),
      [CANARY, snapshot([production(0)], served('green', 'v3', '2'))],
    ],
    ['no function, where no rule matches', answer(undefined, 404), [snapshot([canary('10.0.0.0/8')])]],
  ])('%s', (_what, ending, inForce) => {
    expect(judge(sent, ending, inForce)).toBeUndefined();
  });
});

describe('a fault is found:', () => {
  it('a whitelisted client that sees stable', () => {
    expect(judge(sent, answer(served('blue')), [CANARY])).toEqual({
      fault: 'canary saw stable',
      detail: 'soak-web-blue version 1 (v1, release ) instead of soak-web-green version 1 (v2, release )',
    });
  });

  it.each([
    ['another client that sees a candidate at weight 0', 'saw weight 0', answer(served('green', 'v2')), STABLE],
    [
      'a candidate shown by the canary of another address',
      'saw weight 0',
      answer(served('green', 'v2')),
      snapshot([production(0), canary('127.0.0.3/32')]),
    ],
    [
      'the right color with a version that is not behind its alias',
      'not allowed',
      answer(served('blue', 'v1', '7')),
      STABLE,
    ],
    ['the right version with other code', 'not allowed', answer(served('blue', 'v9')), STABLE],
    ['another service', 'not allowed', answer({ ...served('blue'), fn: 'soak-api-blue' }), STABLE],
    ['an answer that no function gave', 'not allowed', answer(undefined, 404), STABLE],
    ['a right answer where no rule matches', 'not allowed', answer(served('blue')), snapshot([canary('10.0.0.0/8')])],
    ['status 502', 'failed', answer(undefined, 502), STABLE],
    ['a function that answers with 500', 'failed', answer(served('blue'), 500), STABLE],
    ['a broken connection', 'failed', { kind: 'broken', reason: 'ECONNRESET' } as const, STABLE],
  ])('%s', (_what, fault, ending, inForce) => {
    expect(faultOf(ending, inForce)).toBe(fault);
  });
});

describe('the matcher of the soak', () => {
  it.each([
    ['the lowest priority first', CANARY, '/web', '127.0.0.2', 'soak-web-green'],
    ['a source address outside the block', CANARY, '/web', '127.0.0.3', 'soak-web-blue'],
    [
      'a block of many addresses',
      snapshot([production(0), canary('127.0.0.0/30')]),
      '/web',
      '127.0.0.3',
      'soak-web-green',
    ],
    ['the next block', snapshot([production(0), canary('127.0.0.0/30')]), '/web', '127.0.0.4', 'soak-web-blue'],
    ['a path with another case', STABLE, '/WEB', '127.0.0.2', undefined],
    [
      'a host with another case',
      snapshot([{ ...production(0), hosts: ['SOAK.*.com'] }]),
      '/web',
      '127.0.0.2',
      'soak-web-blue',
    ],
    ['another host', snapshot([{ ...production(0), hosts: ['api.example.com'] }]), '/web', '127.0.0.2', undefined],
    ['? for exactly one character', snapshot([{ ...production(0), paths: ['/w?b'] }]), '/wb', '127.0.0.2', undefined],
  ])('knows %s', (_what, rules, path, source, group) => {
    const color = group?.endsWith('green') ? served('green', 'v2') : served('blue');
    const ending = answer(group === undefined ? undefined : color, group === undefined ? 404 : 200);
    expect(judge({ ...sent, path, source }, ending, [rules])).toBeUndefined();
  });
});
