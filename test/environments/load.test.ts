import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  EnvironmentError,
  findEnvironments,
  formatProblem,
  loadEnvironment,
  loadVersions,
  parseEnvironment,
} from '../../environments';
import { fileOf, problemsOf, repository, problemLines, service } from './fixture';

const load = (text: string) => parseEnvironment(text, '/nowhere/environments/prod.yaml').environment;

describe('loading an environment', () => {
  it('names it after its file, and families after environment and service', () => {
    const { name, services } = load(fileOf({ api: service() }));
    expect([name, services[0]?.name, services[0]?.family]).toEqual(['prod', 'api', 'prod-api']);
  });

  it('finds the environment files of a repository by name', () => {
    const root = repository();
    for (const name of ['prod.yaml', 'dev.yml', 'schema.ts']) writeFileSync(join(root, 'environments', name), '');
    expect(findEnvironments(root)).toEqual([
      { name: 'dev', file: join(root, 'environments', 'dev.yml') },
      { name: 'prod', file: join(root, 'environments', 'prod.yaml') },
    ]);
    expect(findEnvironments(join(root, 'code'))).toEqual([]);
  });

  it('names the environments that exist when the file does not', () => {
    const root = repository();
    writeFileSync(join(root, 'environments', 'prod.yaml'), '');
    const file = join(root, 'environments', 'prd.yaml');
    expect(() => loadEnvironment(file)).toThrow(
      new EnvironmentError([
        {
          file,
          line: 1,
          column: 1,
          field: '',
          message: 'the file does not exist',
          hint: 'Write it, or name another: prod',
          severity: 'error',
        },
      ]),
    );
  });

  it('reports that a folder cannot be read as a file', () => {
    expect(() => loadEnvironment(repository())).toThrow(/the file cannot be read/);
  });

  it('takes a versions file that cannot be looked at for one that cannot be used, not for none', () => {
    const file = join(repository(), 'environments', 'prod.yaml');
    symlinkSync('prod.versions.yaml', file.replace('.yaml', '.versions.yaml'));
    expect(() => loadVersions(file)).toThrow(/the file cannot be read: ELOOP/);
  });

  it.each([
    ['an umlaut in Latin-1', Buffer.from('# caf\u00e9 in t\u00e4gs\n', 'latin1'), 'fc\u00fc', 5, 'e9'],
    ['a character that is cut off', Buffer.from([0x23, 0xe2, 0x82, 0x0a]), 'x', 1, 'e2'],
  ])('refuses %s, with its line and offset', (_name, second, first, offset, byte) => {
    const file = join(repository(), 'environments', 'prod.yaml');
    const before = Buffer.from(`# ${first}\n`, 'utf8');
    writeFileSync(file, Buffer.concat([before, second]));
    expect(() => loadEnvironment(file)).toThrow(
      new EnvironmentError([
        {
          file,
          line: 2,
          column: offset + 1,
          field: '',
          message: `the byte 0x${byte} at offset ${before.length + offset} is not UTF-8`,
          hint: 'Save the file as UTF-8 in your editor, then check this line',
          severity: 'error',
        },
      ]),
    );
  });

  it('resolves packages from the folder of the file', () => {
    const root = repository();
    const packages = { blue_image: undefined, green_image: undefined, handler: 'index.handler', runtime: 'nodejs20.x' };
    const file = join(root, 'environments', 'prod.yaml');
    const text = (source: string) => fileOf({ api: service({ ...packages, blue_package: source }) });
    expect(problemLines(text('../code'), file)).toEqual([]);
    expect(problemLines(text('../code/index.js'), file)).toEqual([
      'error services.api.blue_package: "../code/index.js" is neither a folder nor a .zip file',
    ]);
    expect(() => parseEnvironment(text('../gone'), file)).toThrow(/"\.\.\/gone" does not exist/);
    expect(parseEnvironment(text('../gone'), file, { for: 'rollback' }).environment.services).toHaveLength(1);
  });
});

describe('defaults', () => {
  const top = [
    'whitelisted_ips: [203.0.113.1/32]',
    'defaults:',
    '  timeout: 60',
    '  environment: { A1: default, B1: default }',
    '  alarms: { p95_ms: 9, errors_percent: 8 }',
  ].join('\n');

  it('give a service what it does not set, block by block and field by field', () => {
    const text = fileOf({ api: service({ environment: '{ B1: own }', alarms: '{ errors_percent: 7 }' }) }, top);
    const [api] = load(text).services;
    expect(api?.timeout).toBe(60);
    expect(api?.memory_size).toBe(512);
    expect(api?.environment).toEqual({ A1: 'default', B1: 'own' });
    expect(api?.alarms).toMatchObject({ p95_ms: 9, errors_percent: 7, throttles_percent: 1 });
  });

  it('keep the other fields of a block inside a block, and replace lists', () => {
    const defaults = [
      'defaults:',
      '  rollout:',
      '    metrics: { errors: { max: 3, tolerance: 2 }, latency: { max_p95_ms: 400 } }',
      '    hooks: { before_shift: [{ command: "true" }], after_step: [{ command: "true" }] }',
    ].join('\n');
    const own = '{ metrics: { errors: { max: 4 } }, hooks: { after_step: [{ command: "false" }] } }';
    const rollout = load(fileOf({ api: service({ rollout: own }) }, defaults)).services[0]?.rollout;
    expect(rollout?.metrics).toMatchObject({ errors: { max: 4, tolerance: 2 }, latency: { max_p95_ms: 400 } });
    expect(rollout?.hooks).toMatchObject({
      before_shift: [{ command: 'true' }],
      after_step: [{ command: 'false', timeout: '1m' }],
    });
  });

  it('give way to a strategy of another kind', () => {
    const defaults = 'defaults: { rollout: { strategy: { canary: { percent: 10, wait: 5m } } } }';
    const strategyWith = (strategy: string) =>
      load(fileOf({ api: service({ rollout: `{ strategy: ${strategy} }` }) }, defaults)).services[0]?.rollout.strategy;
    expect(strategyWith('{ canary: { percent: 20, wait: 5m } }')).toEqual({ canary: { percent: 20, wait: '5m' } });
    expect(strategyWith('{ linear: { percent: 10, every: 5m } }')).toEqual({ linear: { percent: 10, every: '5m' } });
  });

  it('do not undo what a service sets', () => {
    expect(load(fileOf({ api: service({ timeout: '5' }) }, top)).services[0]?.timeout).toBe(5);
  });

  it("leave the environment's whitelisted IPs to services that name none", () => {
    const text = fileOf(
      {
        own: service({ whitelisted_ips: '[203.0.113.2/32]' }),
        none: service({ hostnames: '[b.c]', priority: '200', whitelisted_ips: '[]' }),
        all: service({ hostnames: '[d.e]', priority: '300' }),
      },
      top,
    );
    expect(load(text).services.map((one) => one.whitelisted_ips)).toEqual([['203.0.113.2/32'], [], ['203.0.113.1/32']]);
    const defaults = top.replace('  timeout: 60', '  whitelisted_ips: [203.0.113.3/32]');
    expect(load(fileOf({ api: service() }, defaults)).services[0]?.whitelisted_ips).toEqual(['203.0.113.3/32']);
  });

  it('are reported at their own field, once for all services', () => {
    const text = fileOf(
      { a: service(), b: service({ hostnames: '[b.c]', priority: '200' }) },
      'defaults:\n  timeout: 0\n  whitelisted_ips: [10.0.0.0/8]',
    );
    expect(problemsOf(text).map(({ field, line }) => [field, line])).toEqual([
      ['defaults.timeout', 3],
      ['defaults.whitelisted_ips[0]', 4],
    ]);
  });

  it('take YAML anchors and merge keys too', () => {
    const text = fileOf({ a: service().replace('hostnames', '<<: { memory_size: 1024 }\n    hostnames') });
    expect(load(text).services[0]?.memory_size).toBe(1024);
  });
});

describe('a problem', () => {
  it('is printed with its place, its field, the value got and what to write', () => {
    const [problem] = problemsOf(fileOf({ api: service({ green_weight: 'fifty' }) }), 'environments/prod.yaml');
    expect(problem && formatProblem(problem)).toBe(
      'environments/prod.yaml:9:19: error: services.api.green_weight: "fifty" is not a whole number from 0 to 100\n' +
        '    Write a whole number from 0 to 100. Whole percent of ordinary traffic that green gets.',
    );
  });
});
