// What two files of one folder claim both: each kind is a problem of both files, and legitimate neighbours have none.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findCommonClaims, formatProblem, parseEnvironment, readClaims } from '../../../environments';
import type { Problem } from '../../../environments';
import { repository, service } from '../fixture';

const ONE = '111111111111';
const TWO = '222222222222';
const LISTENER = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/1/2';

/** A file that creates its load balancer, in account one. */
const creates = (top: string, services: Readonly<Record<string, string>> = {}): string => `${top}
network: { create: {} }
load_balancer: { create: {} }
services:
${format(services)}`;

/** A file that uses a listener. */
const uses = (listener: string, services: Readonly<Record<string, string>>, top = ''): string => `${top}
load_balancer: { existing: { listener_arn: "${listener}" } }
services:
${format(services)}`;

const format = (services: Readonly<Record<string, string>>): string =>
  Object.entries(services)
    .map(([name, text]) => `  ${name}:\n${text}\n`)
    .join('') || '  {}\n';

const sandbox = (ports: string, family?: string): string => `target: sandbox
sandbox: ${ports}
services:
  web:
    paths: [/]
    priority: 100
    family: ${family ?? 'web'}
    handler: a.b
    runtime: nodejs20.x
    blue_package: ../code
    active_color: blue
    green_weight: 0
`;

const account = (id: string): string => `account: "${id}"`;
const web = service({ family: 'web' });

/** The problems of each file of a folder, by its name. */
function problemsOf(texts: Readonly<Record<string, string>>): Record<string, Problem[]> {
  const folder = join(repository(), 'environments');
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, findCommonClaims(join(folder, name), text, readClaims)]),
  );
}

/** `severity file:line field` of each problem. */
const places = (texts: Readonly<Record<string, string>>): string[] =>
  Object.entries(problemsOf(texts)).flatMap(([name, problems]) =>
    problems.map(({ severity, line, field }) => `${severity} ${name}:${line} ${field}`.trim()),
  );

describe('a claim of two files', () => {
  it.each<[name: string, texts: Readonly<Record<string, string>>, places: string[]]>([
    [
      'a service named like an environment, also in other accounts: one stack, one folder, one state file',
      { 'prod.yaml': creates(account(ONE), { web: service() }), 'prod-web.yaml': creates(account(TWO)) },
      ['error prod.yaml:5 services.web', 'error prod-web.yaml:1'],
    ],
    [
      'two services whose stacks have one name',
      {
        'a.yaml': creates(account(ONE), { 'b-c': service({ family: 'x' }) }),
        'a-b.yaml': creates(account(ONE), { c: service({ family: 'y' }) }),
      },
      ['error a.yaml:5 services.b-c', 'error a-b.yaml:5 services.c'],
    ],
    [
      'an environment with two files',
      { 'prod.yaml': creates(account(ONE)), 'prod.yml': creates(account(TWO)) },
      ['error prod.yaml:1', 'error prod.yml:1'],
    ],
    [
      'environments whose names differ in case',
      { 'prod.yaml': creates(account(ONE)), 'Prod.yaml': sandbox('{}') },
      ['error prod.yaml:1', 'error Prod.yaml:1'],
    ],
    [
      'a family copied to another environment of the account',
      { 'a.yaml': creates(account(ONE), { web }), 'b.yaml': creates(account(ONE), { api: web }) },
      ['error a.yaml:12 services.web.family', 'error b.yaml:12 services.api.family'],
    ],
    [
      'a family in another region, whose role is global',
      {
        'us.yaml': creates(account(ONE), { web }),
        'eu.yaml': creates(`${account(ONE)}\nregion: eu-west-1`, { web }),
      },
      ['error us.yaml:12 services.web.family', 'error eu.yaml:13 services.web.family'],
    ],
    [
      'families that differ in case, since the names of roles do not',
      {
        'a.yaml': creates(account(ONE), { web }),
        'b.yaml': creates(account(ONE), { web: service({ family: 'Web' }) }),
      },
      ['error a.yaml:12 services.web.family', 'error b.yaml:12 services.web.family'],
    ],
    [
      'a family that is the default of the other, of environment and service',
      {
        'a.yaml': creates(account(ONE), { web: service() }),
        'b.yaml': creates(account(ONE), { api: service({ family: 'a-web' }) }),
      },
      ['error a.yaml:5 services.web.family', 'error b.yaml:12 services.api.family'],
    ],
    [
      'a family where neither file has an account and nothing tells them apart',
      { 'a.yaml': creates('', { web }), 'b.yaml': creates('region: eu-west-1', { web }) },
      ['error a.yaml:12 services.web.family', 'error b.yaml:12 services.web.family'],
    ],
    [
      'a family in the accounts of a certificate and of a listener',
      {
        'a.yaml': uses(LISTENER, { web: service({ family: 'web', priority: '500' }) }),
        'b.yaml': creates('', { web }).replace(
          'create: {} }\nservices',
          `create: { certificate_arn: "arn:aws:acm:us-east-1:${ONE}:certificate/x" } }\nservices`,
        ),
      },
      ['error a.yaml:11 services.web.family', 'error b.yaml:12 services.web.family'],
    ],
    [
      'a load balancer copied with its name',
      {
        'a.yaml': creates(account(ONE)).replace('create: {} }\nservices', 'create: { name: acme } }\nservices'),
        'acme.yaml': creates(account(ONE)),
      },
      ['error a.yaml:3 load_balancer.create.name', 'error acme.yaml:3 load_balancer.create.name'],
    ],
    [
      'priorities that overlap on one listener',
      {
        'a.yaml': uses(LISTENER, { web: service() }),
        'b.yaml': uses(LISTENER, { web: service({ priority: '102', canary_slots: '3' }) }),
      },
      ['error a.yaml:6 services.web.priority', 'error b.yaml:6 services.web.priority'],
    ],
    [
      'priorities that overlap because of the slots of the defaults',
      {
        'a.yaml': uses(LISTENER, { web: service() }),
        'b.yaml': uses(LISTENER, { web: service({ priority: '109' }) }, 'defaults: { canary_slots: 8 }'),
      },
      ['error a.yaml:6 services.web.priority', 'error b.yaml:6 services.web.priority'],
    ],
  ])('%s', (_name, texts, expected) => {
    expect(places(texts)).toEqual(expected);
  });

  it.each<[name: string, texts: Readonly<Record<string, string>>, places: string[]]>([
    [
      'a family where only one file has an account',
      { 'a.yaml': creates(account(ONE), { web }), 'b.yaml': creates('', { web }) },
      ['warning a.yaml:12 services.web.family', 'warning b.yaml:12 services.web.family'],
    ],
    [
      'a family where the states are in different buckets',
      { 'a.yaml': creates('state: { bucket: one-state }', { web }), 'b.yaml': creates('', { web }) },
      ['warning a.yaml:12 services.web.family', 'warning b.yaml:12 services.web.family'],
    ],
    [
      'priorities on a listener of the load balancer that the other creates',
      { 'shared.yaml': creates(account(ONE), { web: service() }), 'b.yaml': uses(LISTENER, { web: service() }) },
      ['warning shared.yaml:7 services.web.priority', 'warning b.yaml:6 services.web.priority'],
    ],
    [
      'ports of two sandboxes',
      { 'a.yaml': sandbox('{}'), 'b.yaml': sandbox('{ port: 9000, control_port: 8080 }') },
      ['warning a.yaml:2 sandbox.port', 'warning b.yaml:2 sandbox.control_port'],
    ],
  ])('is only a warning where it is not certain: %s', (_name, texts, expected) => {
    expect(places(texts)).toEqual(expected);
  });

  it('names value, other file and line, and what to write instead', () => {
    const { 'a.yaml': found = [] } = problemsOf({
      'a.yaml': creates('', { web: service({ family: 'web' }) }),
      'b.yaml': creates('region: eu-west-1', { shop: web }),
    });
    expect(found).toMatchObject([{ code: 'CLAIMED_TWICE', column: 13 }]);
    expect(found.map(formatProblem).join()).toMatch(
      /a\.yaml:12:13: error: services\.web\.family: the family "web" is also that of shop in b, and nothing tells their accounts apart: the role, which is global \(b\.yaml:12\)\n +Write another family, such as a-web; or write account in both files/,
    );
  });

  it.each([
    [
      'a family that fits and that neither file has',
      'family',
      /such as a-web-2/,
      { web: service() },
      { web: service({ family: 'A-web' }) },
    ],
    [
      'a priority that neither file has',
      'priority',
      /such as 106/,
      { web: service() },
      { x: service({ priority: '101' }), y: service({ priority: '103' }) },
    ],
  ])('suggests %s', (_name, field, hint, one, other) => {
    const { 'a.yaml': found = [] } = problemsOf({ 'a.yaml': uses(LISTENER, one), 'b.yaml': uses(LISTENER, other) });
    expect(found.filter((problem) => problem.field.endsWith(field))).toMatchObject([
      { hint: expect.stringMatching(hint) },
    ]);
  });
});

describe('environments that share nothing they must not', () => {
  it.each<[name: string, texts: Readonly<Record<string, string>>]>([
    [
      'one family in two accounts',
      { 'a.yaml': creates(account(ONE), { web }), 'b.yaml': creates(account(TWO), { web }) },
    ],
    [
      'one family in two partitions',
      { 'a.yaml': creates('', { web }), 'b.yaml': creates('region: cn-north-1', { web }) },
    ],
    [
      'one family in AWS and in an emulator',
      { 'a.yaml': creates('', { web }), 'b.yaml': creates('emulator_endpoint: http://127.0.0.1:5000', { web }) },
    ],
    ['one family in AWS and in a sandbox', { 'a.yaml': creates('', { web }), 'b.yaml': sandbox('{}') }],
    [
      'one family in two sandboxes with ports of their own',
      { 'a.yaml': sandbox('{}'), 'b.yaml': sandbox('{ port: 1, control_port: 2 }') },
    ],
    [
      'one listener, with priorities of their own',
      { 'a.yaml': uses(LISTENER, { web: service() }), 'b.yaml': uses(LISTENER, { web: service({ priority: '103' }) }) },
    ],
    [
      'the same priorities on two listeners',
      { 'a.yaml': uses(LISTENER, { web: service() }), 'b.yaml': uses(`${LISTENER}3`, { web: service() }) },
    ],
    [
      'a load balancer of one name in two regions',
      {
        'a.yaml': creates(account(ONE)),
        'b.yaml': creates(`${account(ONE)}\nregion: eu-west-1`).replace(
          'create: {} }\nservices',
          'create: { name: a } }\nservices',
        ),
      },
    ],
    [
      'one bucket and one prefix',
      {
        'a.yaml': creates('state: { bucket: one-state, prefix: x }', { web: service() }),
        'b.yaml': creates('state: { bucket: one-state, prefix: x }', { web: service() }),
      },
    ],
    ['a service named like a sandbox', { 'prod.yaml': creates('', { web }), 'prod-web.yaml': sandbox('{}') }],
  ])('%s', (_name, texts) => {
    expect(places(texts)).toEqual([]);
  });
});

describe('a file of the folder that is not right', () => {
  const own = creates(account(ONE), { web });
  it.each([
    ['is not YAML', 'services: [\n<<<<<<< HEAD'],
    ['is empty', ''],
    ['is a list', '[1, 2]'],
    ['has services that are none', 'services: [web]'],
    [
      'has fields of other kinds',
      'region: 1\nload_balancer: 3\nsandbox: []\nservices: { web: { family: [web], priority: x } }',
    ],
  ])('and %s claims nothing', (_name, text) => {
    expect(places({ 'a.yaml': own, 'b.yaml': text })).toEqual([]);
  });

  it('and is a folder, or not UTF-8, claims nothing', () => {
    const folder = join(repository(), 'environments');
    mkdirSync(join(folder, 'b.yaml'));
    writeFileSync(join(folder, 'c.yaml'), Buffer.from([0x23, 0xe9, 0x0a]));
    expect(findCommonClaims(join(folder, 'a.yaml'), own, readClaims)).toEqual([]);
  });

  it('still claims what can be read of it', () => {
    const broken = `${account(ONE)}\nno_such_field: 1\nservices:\n  api:\n    family: web\n`;
    expect(places({ 'a.yaml': own, 'b.yaml': broken })).toEqual([
      'error a.yaml:12 services.web.family',
      'error b.yaml:5 services.api.family',
    ]);
  });
});

it('the files of these tests are right by themselves', () => {
  for (const text of [creates('', { web }), uses(LISTENER, { web }), sandbox('{}')]) {
    expect(parseEnvironment(text, '/nowhere/environments/a.yaml', { for: 'rollback' }).warnings).toEqual([]);
  }
});
