import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { editEnvironment } from '../../environments';

const lines = (...text: string[]): string => text.join('\n');
const api = (...fields: string[]): string => lines('services:', '  api:', ...fields.map((field) => `    ${field}`), '');

describe('an edit', () => {
  it.each<[name: string, before: string, value: string[], after: string]>([
    [
      'adds to brackets',
      api('whitelisted_ips: [ "10.0.0.1/32" ] # who'),
      ['10.0.0.1/32', '10.0.0.2/32'],
      api('whitelisted_ips: [ "10.0.0.1/32", "10.0.0.2/32" ] # who'),
    ],
    [
      'fills empty brackets',
      api('whitelisted_ips: []'),
      ['10.0.0.1/32', '::1/128'],
      api('whitelisted_ips: [10.0.0.1/32, "::1/128"]'),
    ],
    ['empties brackets', api('whitelisted_ips: [a, b]'), [], api('whitelisted_ips: []')],
    [
      'adds a line at the end',
      api('whitelisted_ips:', '  - a # A', 'priority: 1'),
      ['a', 'b'],
      api('whitelisted_ips:', '  - a # A', '  - b', 'priority: 1'),
    ],
    [
      'removes a line with its comment',
      api('whitelisted_ips:', '  - a # A', '  # about b', '  - b', '  - c # C', '', 'priority: 1'),
      ['a', 'c'],
      api('whitelisted_ips:', '  - a # A', '  - c # C', '', 'priority: 1'),
    ],
    [
      'replaces a line',
      api('whitelisted_ips:', '- "a"', '- b', 'priority: 1'),
      ['x', 'b'],
      api('whitelisted_ips:', '- "x"', '- b', 'priority: 1'),
    ],
    [
      'empties lines',
      api('whitelisted_ips: # who', '  - a', '  - b', 'priority: 1'),
      [],
      api('whitelisted_ips: [] # who', 'priority: 1'),
    ],
    [
      'adds after the last line of a file without a newline',
      'services:\n  api:\n    whitelisted_ips:\n      - a',
      ['a', 'b'],
      'services:\n  api:\n    whitelisted_ips:\n      - a\n      - b',
    ],
    [
      'replaces an alias',
      lines('x: &l [a]', 'services:', '  api:', '    whitelisted_ips: *l', ''),
      ['b'],
      lines('x: &l [a]', 'services:', '  api:', '    whitelisted_ips: [b]', ''),
    ],
    [
      'adds a list that is missing',
      api('priority: 1', 'active_color: blue'),
      ['a'],
      api('priority: 1', 'active_color: blue', 'whitelisted_ips: [a]'),
    ],
  ])('of a list %s', (_name, before, value, after) => {
    const edited = editEnvironment(before, [{ path: ['services', 'api', 'whitelisted_ips'], value }]);
    expect(edited).toBe(after);
    expect(parse(edited)).toMatchObject({ services: { api: { whitelisted_ips: value } } });
  });
});
