import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, editEnvironment } from '../../environments';
import type { Edit } from '../../environments';

const lines = (...text: string[]): string => text.join('\n');
const set = (key: string, value: string | number | boolean | string[]): Edit[] => [
  { path: ['services', 'api', key], value },
];
const remove = (...path: (string | number)[]): Edit[] => [{ path: ['services', 'api', ...path], remove: true }];
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

describe('the removal of a field', () => {
  it.each<[name: string, before: string, edits: Edit[], after: string]>([
    [
      'takes its line, and no comment or blank line around it',
      api('a: 1 # A', '', '# above', 'b: 2 # B', '', '  # below', 'c: 3'),
      remove('b'),
      api('a: 1 # A', '', '# above', '', '  # below', 'c: 3'),
    ],
    ['takes a value of several lines', api('b: >-', '  x', '  y', '', 'c: 3'), remove('b'), api('', 'c: 3')],
    ['takes a list', api('b: # B', '  - x', '  # why', '  - y', 'c: 3'), remove('b'), api('c: 3')],
    ['takes a block', api('b:', '  x: 1', '  y: [1,', '    2]', 'c: 3'), remove('b'), api('c: 3')],
    ['takes a key without a value', api('b:', 'c: 3'), remove('b'), api('c: 3')],
    ['takes a quoted key', api('a: 1', '"b" : 2'), remove('b'), api('a: 1')],
    [
      'leaves the file without a newline at its end',
      'services:\n  api:\n    a: 1\n    b: 2',
      remove('b'),
      'services:\n  api:\n    a: 1',
    ],
    [
      'keeps Windows line breaks',
      api('a: 1', 'b: 2').replaceAll('\n', '\r\n'),
      remove('b'),
      api('a: 1').replaceAll('\n', '\r\n'),
    ],
    ['changes nothing where there is none', api('a: 1'), [...remove('b'), ...remove('c', 'd')], api('a: 1')],
    [
      'leaves braces in an empty block',
      api('b: # B', '  # why', '  x: 1 # X', 'c: 3'),
      remove('b', 'x'),
      api('b: {} # B', '  # why', 'c: 3'),
    ],
    [
      'leaves braces in an empty block of the last lines',
      'services:\n  api:\n    b: 2',
      remove('b'),
      'services:\n  api: {}',
    ],
    [
      'empties a block field by field',
      api('b:', '  x: 1', '  y: 2'),
      [...remove('b', 'x'), ...remove('b', 'y')],
      api('b: {}'),
    ],
    [
      'takes the first field behind a hyphen',
      api('l:', '  - x: 1', '    y: 2'),
      remove('l', 0, 'x'),
      api('l:', '  - y: 2'),
    ],
    [
      'takes another field behind a hyphen',
      api('l:', '  - x: 1', '    y: 2'),
      remove('l', 0, 'y'),
      api('l:', '  - x: 1'),
    ],
    ['takes the only field behind a hyphen', api('l:', '  - x: 1 # X'), remove('l', 0, 'x'), api('l:', '  - {} # X')],
    ['takes the first of some in braces', api('m: { a: 1, b: 2 } # M'), remove('m', 'a'), api('m: { b: 2 } # M')],
    ['takes one between others in braces', api('m: {a: 1, b: [2, 3], c: 4}'), remove('m', 'b'), api('m: {a: 1, c: 4}')],
    ['takes the last in braces', api('m: { a: 1, b: 2 }'), remove('m', 'b'), api('m: { a: 1 }')],
    ['takes the last before a comma', api('m: { a: 1, b: 2, }'), remove('m', 'b'), api('m: { a: 1, }')],
    ['takes the only one in braces', api('m: { a: 1 } # M'), remove('m', 'a'), api('m: {} # M')],
    ['takes all in braces', api('m: { a: 1, b: 2 }'), [...remove('m', 'a'), ...remove('m', 'b')], api('m: {}')],
    [
      'takes lines between braces',
      api('m: {', '  # above', '  a: 1, # A', '  b: 2, # B', '  c: 3', '}'),
      remove('m', 'a'),
      api('m: {', '  # above', '  b: 2, # B', '  c: 3', '}'),
    ],
    [
      'takes the last line between braces, and the comma before it',
      api('m: {', '  a: 1, # A', '  # above', '  b: 2 # B', '}'),
      remove('m', 'b'),
      api('m: {', '  a: 1 # A', '  # above', '}'),
    ],
    [
      'and another one beside it is one edit of the text',
      api('blue_image: a', 'green_image: b # B', 'green_package: c # C', 'green_weight: 0'),
      [...set('green_package', 'd'), ...remove('green_image')],
      api('blue_image: a', 'green_package: d # C', 'green_weight: 0'),
    ],
    [
      'makes room for another kind of code',
      api('blue_image: a', 'green_image: b # B', '', 'green_weight: 0'),
      [...set('green_package', 'd'), ...remove('green_image')],
      api('blue_image: a', 'green_package: d', '', 'green_weight: 0'),
    ],
  ])('%s', (_name, before, edits, after) => {
    expect(editEnvironment(before, edits)).toBe(after);
  });

  it.each<[name: string, before: string, edits: Edit[], reason: RegExp]>([
    [
      'a field that comes from an anchor',
      lines('x: &d { b: 5 }', 'services:', '  api:', '    <<: *d', ''),
      remove('b'),
      /comes from an &anchor/,
    ],
    [
      'a field above which an anchor has another value',
      lines('x: &d { b: 5 }', 'services:', '  api:', '    <<: *d', '    b: 6', ''),
      remove('b'),
      /shared through an &anchor/,
    ],
    [
      'a value that others share',
      lines('services:', '  api: { b: &w 5 }', '  web: { b: *w }'),
      remove('b'),
      /shared through an &anchor|shares its lines/,
    ],
    ['a service that is an alias', lines('services:', '  web: &s { b: 5 }', '  api: *s'), remove('b'), /the alias \*s/],
    ['a comment between braces', api('m: { a: 1, # A', '  b: 2 }'), remove('m', 'b'), /shares its lines/],
    ['the only one among comments between braces', api('m: { # M', '  b: 2 }'), remove('m', 'b'), /shares its lines/],
    ['an item of a list', api('l: [1, 2]'), remove('l', 0), /only a field of a block/],
    ['the only field of the file', 'services: 1\n', [{ path: ['services'], remove: true }], /nothing would be left/],
  ])('is refused for %s', (_name, before, edits, reason) => {
    expect(() => editEnvironment(before, edits)).toThrow(EnvironmentError);
    expect(() => editEnvironment(before, edits)).toThrow(reason);
  });

  it('says what to remove by hand', () => {
    const text = lines('x: &d { b: 5 }', 'services:', '  api:', '    <<: *d', '');
    expect(() => editEnvironment(text, remove('b'))).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            message: expect.stringContaining('cannot be removed without changing anything else'),
            hint: 'Edit the file by hand: remove services.api.b',
          }),
        ],
      }),
    );
  });
});
