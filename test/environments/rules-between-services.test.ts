import { describe, expect, it } from '@jest/globals';
import { fileOf, problemsOf, problemLines, service } from './fixture';

const one = (changes: Record<string, string | undefined>): string => fileOf({ api: service(changes) });
const images = { blue_image: undefined, green_image: undefined };

describe('rules between services', () => {
  it('names both services whose priorities overlap, and a priority that is free', () => {
    const text = fileOf({ a: service(), b: service({ hostnames: '[b.c]', priority: '101' }) });
    expect(problemsOf(text)).toMatchObject([
      {
        field: 'services.b.priority',
        message: expect.stringMatching(/99–101 .*overlaps 98–100 of a/),
        hint: expect.stringContaining('103'),
      },
    ]);
  });

  it('names both services that claim one host and path, whatever the case of the host', () => {
    const text = fileOf({
      a: service({ paths: '[/x, /y]' }),
      b: service({ hostnames: '[API.example.com]', paths: '[/y]', priority: '200' }),
    });
    expect(problemLines(text)).toEqual([
      'error services.b.hostnames: api.example.com with /y already goes to a, so b would never get it',
    ]);
  });

  it('distinguishes paths by case', () => {
    const text = fileOf({ a: service({ paths: '[/x]' }), b: service({ paths: '[/X]', priority: '200' }) });
    expect(problemLines(text)).toEqual([]);
  });

  it('finds a family used twice, even where one of them is the default', () => {
    const text = fileOf({ a: service(), b: service({ hostnames: '[b.c]', priority: '200', family: 'prod-a' }) });
    expect(problemLines(text)).toEqual(['error services.b.family: the family "prod-a" is already used by a']);
  });

  it('finds a family that differs from another in case, since the names of roles do not', () => {
    const b = service({ hostnames: '[b.c]', priority: '200', family: 'WEB' });
    expect(problemLines(fileOf({ a: service({ family: 'web' }), b }))).toEqual([
      'error services.b.family: the family "WEB" is already used by a',
    ]);
  });

  it('takes a handler from the color that runs the package', () => {
    const text = one({
      ...images,
      blue_package: 's3://b/k?versionId=1',
      blue: '{ handler: a.b, runtime: python3.12 }',
    });
    expect(problemLines(text)).toEqual([]);
  });

  it('takes environment variables of exactly as many bytes as Lambda', () => {
    const block = { environment: `{ AA: ${'a'.repeat(4087)} }` };
    expect(problemLines(one(block))).toEqual([]);
    expect(problemLines(one({ ...block, blue: '{ environment: { BB: b } }' }))).toHaveLength(1);
  });

  it('only warns of quotas when an emulator has none', () => {
    const services = Object.fromEntries(
      Array.from({ length: 51 }, (_, n) => [
        `s${n}`,
        service({ hostnames: `[s${n}.a.b]`, priority: `${(n + 1) * 10}` }),
      ]),
    );
    const found = problemLines(fileOf(services, 'emulator_endpoint: http://127.0.0.1:5000'));
    expect(found).toEqual([
      expect.stringMatching(/^warning .* 102 rules/),
      expect.stringMatching(/^warning .* 102 target groups/),
    ]);
  });
});
