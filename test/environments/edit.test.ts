import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, editEnvironment } from '../../environments';
import type { Edit } from '../../environments';

const lines = (...text: string[]): string => text.join('\n');
const set = (key: string, value: Edit['value']): Edit[] => [{ path: ['services', 'api', key], value }];
const api = (...fields: string[]): string => lines('services:', '  api:', ...fields.map((field) => `    ${field}`), '');

describe('an edit', () => {
  it.each<[name: string, before: string, edits: Edit[], after: string]>([
    [
      'keeps comments and spacing',
      api('green_weight:   0   # now'),
      set('green_weight', 10),
      api('green_weight:   10   # now'),
    ],
    ['keeps single quotes', api("active_color: 'blue'"), set('active_color', 'green'), api("active_color: 'green'")],
    ['keeps double quotes', api('active_color: "blue"'), set('active_color', 'green'), api('active_color: "green"')],
    ['keeps a quoted key', api('"active_color" : blue'), set('active_color', 'green'), api('"active_color" : green')],
    ['writes a number without quotes', api("green_weight: '0'"), set('green_weight', 5), api('green_weight: 5')],
    ['quotes a text that needs it', api('blue_image: a'), set('blue_image', 'yes: #no'), api('blue_image: "yes: #no"')],
    ['quotes a text that reads as a number', api('handler: a'), set('handler', '12'), api('handler: "12"')],
    ['doubles a single quote', api("handler: 'a'"), set('handler', "b'c"), api("handler: 'b''c'")],
    [
      'fills an empty value before its comment',
      api('green_image:   # not yet'),
      set('green_image', 'a/b@c'),
      api('green_image: a/b@c   # not yet'),
    ],
    ['replaces null', api('green_image: ~'), set('green_image', 'x'), api('green_image: x')],
    [
      'replaces a folded text',
      api('blue_image: >-', '  a', '  b', 'priority: 1'),
      set('blue_image', 'x'),
      api('blue_image: x', 'priority: 1'),
    ],
    [
      'edits a block in flow style',
      'services: { api: { green_weight: 0, x: [1] } } # c',
      set('green_weight', 7),
      'services: { api: { green_weight: 7, x: [1] } } # c',
    ],
    [
      'leaves the file without a newline at its end',
      'services:\n  api:\n    green_weight: 0',
      set('green_weight', 7),
      'services:\n  api:\n    green_weight: 7',
    ],
    [
      'changes nothing where the value is there already',
      api("active_color: 'blue'"),
      set('active_color', 'blue'),
      api("active_color: 'blue'"),
    ],
    [
      'replaces the alias and not its anchor',
      lines('x: &w 5', 'services:', '  api: { green_weight: *w }'),
      set('green_weight', 6),
      lines('x: &w 5', 'services:', '  api: { green_weight: 6 }'),
    ],
    ['keeps an unused anchor', api('green_weight: &w 5'), set('green_weight', 6), api('green_weight: &w 6')],
    [
      'overrides a merge key',
      lines('x: &d { green_weight: 5 }', 'services:', '  api:', '    <<: *d', ''),
      set('green_weight', 6),
      lines('x: &d { green_weight: 5 }', 'services:', '  api:', '    <<: *d', '    green_weight: 6', ''),
    ],
  ])('%s', (_name, before, edits, after) => {
    expect(editEnvironment(before, edits)).toBe(after);
  });

  it('adds a missing key in its usual place', () => {
    const before = api(
      'priority: 1',
      'blue_image: a # A',
      '',
      '# the release',
      'active_color: blue',
      'tags:',
      '  x: y',
    );
    expect(editEnvironment(before, set('green_image', 'b'))).toBe(before.replace('# A\n', '# A\n    green_image: b\n'));
    expect(editEnvironment(before, set('whitelisted_ips', ['b']))).toBe(`${before}    whitelisted_ips: [b]\n`);
    expect(editEnvironment(before, set('activate_canary', true))).toBe(
      before.replace('color: blue\n', 'color: blue\n    activate_canary: true\n'),
    );
  });

  it('adds a missing block, and the key in it', () => {
    const before = api('green_image: b', 'active_color: blue');
    expect(editEnvironment(before, [{ path: ['services', 'api', 'green', 'handler'], value: 'a.b' }])).toBe(
      api('green_image: b', 'green: { handler: a.b }', 'active_color: blue'),
    );
    expect(editEnvironment('services: {}\n', [{ path: ['sandbox', 'port'], value: 1 }])).toContain(
      'sandbox: { port: 1 }\n',
    );
  });

  it('keeps Windows line breaks, in what it adds too', () => {
    const before = api('active_color: blue', 'green_weight: 0 # c').replaceAll('\n', '\r\n');
    const edited = editEnvironment(before, [...set('activate_canary', true), ...set('green_weight', 5)]);
    expect(edited).toBe(
      api('active_color: blue', 'activate_canary: true', 'green_weight: 5 # c').replaceAll('\n', '\r\n'),
    );
  });

  it('makes several edits in their order, the last of one field counts', () => {
    const edits = [...set('green_weight', 1), ...set('active_color', 'green'), ...set('green_weight', 2)];
    expect(editEnvironment(api('active_color: blue', 'green_weight: 0'), edits)).toBe(
      api('active_color: green', 'green_weight: 2'),
    );
  });

  it.each<[name: string, before: string, edits: Edit[], reason: RegExp]>([
    [
      'a value that others share',
      lines('services:', '  api: { green_weight: &w 5 }', '  web: { green_weight: *w }'),
      set('green_weight', 6),
      /shared through an &anchor/,
    ],
    [
      'a service that is an alias',
      lines('services:', '  web: &s { green_weight: 5 }', '  api: *s'),
      set('green_weight', 6),
      /the alias \*s/,
    ],
    [
      'comments between brackets',
      api('whitelisted_ips: [', '  a, # A', '  b ]'),
      set('whitelisted_ips', ['b']),
      /comments between its brackets/,
    ],
    ['text that is not YAML', 'services: [', set('green_weight', 6), /not valid YAML/],
  ])('refuses %s', (_name, before, edits, reason) => {
    expect(() => editEnvironment(before, edits)).toThrow(EnvironmentError);
    expect(() => editEnvironment(before, edits)).toThrow(reason);
  });
});
