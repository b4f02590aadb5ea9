import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { editEnvironment } from '../../environments';
import type { Edit } from '../../environments';
import { editAtPlaces, notePlaces } from '../../environments/places';
import { parseSource } from '../../environments/source';

const FIELDS = ['blue_image', 'active_color', 'activate_canary', 'green_weight', 'whitelisted_ips'] as const;
type Field = (typeof FIELDS)[number];
type Value = string | number | boolean | string[];

const ip = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}/32`);
const awkward = fc.oneof(
  fc.string(),
  fc.constantFrom('true', '12', '~', 'a: b', 'a #b', "it's", '- x', '*x', '&x', '"', '', ' a ', '2001:db8::1/128'),
);
const values: Record<Field, fc.Arbitrary<Value>> = {
  blue_image: awkward,
  active_color: fc.constantFrom('blue', 'green'),
  activate_canary: fc.boolean(),
  green_weight: fc.nat(100),
  whitelisted_ips: fc.uniqueArray(fc.oneof(ip, awkward), { maxLength: 4 }),
};

const comment = fc.constantFrom('', ' # why', '   # "quoted": {x}', '\t# tab');
const gap = fc.constantFrom<readonly string[]>([], [''], ['    # above'], ['', '      # deeper', '']);

/** A field as users write it: in any quotes, in brackets or on lines, with comments. */
const written = (field: Field): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(values[field], fc.constantFrom('json', 'plain', 'single', 'lines'), comment, gap)
    .map(([value, style, after, above]) => {
      if (Array.isArray(value) && style === 'lines' && value.length > 0) {
        return [
          ...above,
          `    ${field}:${after}`,
          ...value.flatMap((item) => [`      - ${JSON.stringify(item)}${after}`]),
        ];
      }
      const single = style === 'single' && typeof value === 'string' && !/[^ -~]/.test(value);
      const token = single ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
      return [...above, `    ${field}: ${token}${after}`];
    });

const file = fc
  .record({
    fields: fc.subarray([...FIELDS]).chain((some) => fc.tuple(...some.map(written))),
    eol: fc.constantFrom('\n', '\r\n'),
    ending: fc.constantFrom('', '\n', '\n\n# the end\n'),
    other: fc.constantFrom<readonly string[]>([], ['  web: { green_weight: 5 } # other']),
  })
  .map(({ fields, eol, ending, other }) =>
    ['# head', 'services:', '  api:', '    priority: 1', ...fields.flat(), ...other]
      .join('\n')
      .concat(ending)
      .replaceAll('\n', eol),
  );

const edit = fc.constantFrom(...FIELDS).chain((field) => fc.tuple(fc.constant(field), values[field]));

interface Parsed {
  services: { api: Record<string, unknown> };
}
const read = (text: string): Parsed => parse(text) as Parsed;

/** The lines of `text` without those of `field`, by their indentation. */
function linesWithout(text: string, field: Field): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`    ${field}:`));
  if (at < 0) return lines;
  const items = lines.slice(at + 1).findIndex((line) => !line.startsWith('      - '));
  return [...lines.slice(0, at), ...lines.slice(items < 0 ? lines.length : at + 1 + items)];
}

describe('any edit of any file', () => {
  it('sets the field to the new value, and keeps every other value', () => {
    fc.assert(
      fc.property(file, edit, (text, [field, value]) => {
        const edited = read(editEnvironment(text, [{ path: ['services', 'api', field], value }]));
        const before = read(text);
        expect(edited).toEqual({
          ...before,
          services: { ...before.services, api: { ...before.services.api, [field]: value } },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every other line', () => {
    fc.assert(
      fc.property(file, edit, (text, [field, value]) => {
        const edited = editEnvironment(text, [{ path: ['services', 'api', field], value }]);
        const trimmed = (lines: string[]) => lines.join('\n').replace(/[\r\n]*$/, '');
        expect(trimmed(linesWithout(edited, field))).toBe(trimmed(linesWithout(text, field)));
        expect(/[\r\n]*$/.exec(edited)?.[0]).toBe(/[\r\n]*$/.exec(text)?.[0]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the comment after the value', () => {
    fc.assert(
      fc.property(values.green_weight, values.green_weight, comment, (before, after, behind) => {
        const text = (weight: Value) => `services:\n  api:\n    green_weight: ${String(weight)}${behind}\n`;
        expect(editEnvironment(text(before), [{ path: ['services', 'api', 'green_weight'], value: after }])).toBe(
          text(after),
        );
      }),
    );
  });

  it('is undone byte for byte by the edit back, for the values that a release changes', () => {
    const release = ['active_color', 'activate_canary', 'green_weight'] as const;
    const step = fc.constantFrom(...release).chain((field) => fc.tuple(fc.constant(field), values[field]));
    fc.assert(
      fc.property(file, step, (text, [field, value]) => {
        const path = ['services', 'api', field];
        const before = read(text).services.api[field];
        fc.pre(before !== undefined);
        const there = editEnvironment(text, [{ path, value }]);
        expect(editEnvironment(there, [{ path, value: before as Value }])).toBe(text);
      }),
    );
  });
});

describe('any removal from any file', () => {
  const field = fc.constantFrom(...FIELDS);
  const removal = (name: Field): Edit => ({ path: ['services', 'api', name], remove: true });

  it('removes the field, and keeps every other value and line', () => {
    fc.assert(
      fc.property(file, field, (text, name) => {
        const edited = editEnvironment(text, [removal(name)]);
        const { [name]: _, ...rest } = read(text).services.api;
        expect(read(edited)).toEqual({ ...read(text), services: { ...read(text).services, api: rest } });
        const kept = linesWithout(text, name).join('\n');
        expect(edited.replace(/[\r\n]*$/, '')).toBe(kept.replace(/[\r\n]*$/, ''));
      }),
      { numRuns: 500 },
    );
  });

  it('is a removal of what was added, byte for byte', () => {
    fc.assert(
      fc.property(file, edit, (text, [name, value]) => {
        fc.pre(read(text).services.api[name] === undefined);
        const added = editEnvironment(text, [{ path: ['services', 'api', name], value }]);
        expect(editEnvironment(added, [removal(name)])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('makes any mixture of edits as one after the other makes them', () => {
    const one = fc.oneof(
      edit.map(([name, value]): Edit => ({ path: ['services', 'api', name], value })),
      field.map(removal),
    );
    fc.assert(
      fc.property(file, fc.array(one, { maxLength: 6 }), (text, edits) => {
        const inTurn = edits.reduce((done, each) => editEnvironment(done, [each]), text);
        expect(read(editEnvironment(text, edits))).toEqual(read(inTurn));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves valid braces, whatever their style', () => {
    const spaces = fc.constantFrom('', ' ', '\n      ');
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '"d e"'), { minLength: 1 });
    fc.assert(
      fc.property(names, spaces, spaces, fc.boolean(), fc.nat(3), (keys, inner, between, comma, at) => {
        const entries = keys.map((key, index) => `${key}: ${index}`).join(`,${between || ' '}`);
        const text = `services:\n  api: {${inner}${entries}${comma ? ',' : ''}${inner}} # end\n`;
        const name = (keys[at % keys.length] ?? '').replaceAll('"', '');
        const edited = editEnvironment(text, [{ path: ['services', 'api', name], remove: true }]);
        const { [name]: _, ...rest } = read(text).services.api;
        expect(read(edited).services.api).toEqual(rest);
        expect(edited).toMatch(/} # end\n$/);
      }),
    );
  });
});

describe('edits at places that were noted before', () => {
  const release = ['active_color', 'activate_canary', 'green_weight'] as const;
  const step = fc.constantFrom(...release).chain((field) => fc.tuple(fc.constant(field), values[field]));
  const toEdit = ([field, value]: readonly [string, Value]) => ({ path: ['services', 'api', field], value });
  const note = (text: string) => notePlaces(['api'], parseSource(text, 'a file').plainRange);

  it('are those of the parsed text, one after the other', () => {
    let made = 0;
    fc.assert(
      fc.property(file, fc.array(step, { minLength: 1, maxLength: 4 }), (text, steps) => {
        const edits = steps.map(toEdit);
        const edited = editAtPlaces(text, note(text), edits);
        if (!edited) return;
        made += 1;
        expect(edited.text).toBe(editEnvironment(text, edits));
        expect(edited.places).toEqual(note(edited.text));
      }),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(50);
  });

  it('are not made for a removal', () => {
    const text = 'services: { api: { green_weight: 0, priority: 1 } }';
    const removal: Edit = { path: ['services', 'api', 'green_weight'], remove: true };
    expect(editAtPlaces(text, note(text), [removal])).toBeUndefined();
  });

  it.each([
    ['a quoted value', "services: { api: { green_weight: '0' } }"],
    ['a missing value', 'services: { api: { priority: 1 } }'],
    ['a value that an anchor shares', 'services: { api: { green_weight: &w 0 }, web: { green_weight: *w } }'],
    ['a value that comes from an anchor', 'd: &d { green_weight: 0 }\nservices: { api: { <<: *d } }'],
  ])('are not made for %s', (_what, text) => {
    expect(editAtPlaces(text, note(text), [toEdit(['green_weight', 50])])).toBeUndefined();
  });
});
