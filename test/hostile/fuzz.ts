// Properties of everything that reads a text of others: it answers, or refuses with an error for people; it never fails otherwise.
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EnvironmentError, parseEnvironment } from '../../environments';
import { parseVersions } from '../../environments/versions/file';
import { UserError } from '../../controller/core/errors';
import { parseRollout } from '../../controller/rollout-store/stored';
import { parseEntry } from '../../controller/store/journal-entry';
import { parseUiLine } from '../../controller/terraform/ui-stream';
import { environmentText, get } from '../controller/helpers/context';
import { bench, forward, deploy, answering } from '../sandbox/support';
import { OWN_HEADERS } from '../helpers/credentials';

/** Pieces that parsers, shells, paths and terminals treat in a way of their own. */
export const HOSTILE = [
  '\u0000',
  '\ufeff',
  '\u001b[2J',
  '\r\n',
  '\t',
  '"',
  "'",
  '`id`',
  '$(id)',
  '; rm -rf /;',
  '../../../../etc/passwd',
  '/dev/zero',
  '__proto__',
  'constructor',
  '!!js/function "x"',
  '!!binary AAAA',
  '!!float .nan',
  '&a [*a, *a]',
  '*none',
  '<<: *x',
  '? ',
  '[[[[[[[[',
  '{{{{{{{{',
  '- - - -',
  '---\n',
  '...\n',
  '%YAML 9.9\n',
  '1e999',
  '-0',
  '0x7fffffffffffffff',
  '99999999999999999999',
  'null',
  '~',
  'true',
  '2030-01-01',
  '\ud800',
  '${TF_VAR_x}',
  '%{ for x in y }',
];

/** A text with some of its parts removed, doubled, or replaced by hostile ones. */
const spoiled = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.nat(text.length),
        length: fc.nat(30),
        put: fc.oneof(fc.constantFrom('', ...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }), fc.json()),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((changes) =>
      changes.reduce((now, { at, length, put }) => `${now.slice(0, at)}${put}${now.slice(at + length)}`, text),
    );

/** Runs a reader; an error that is not for people fails the test. */
function readsOrRefuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof EnvironmentError) && !(error instanceof UserError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
  }
}

const VERSIONS = `schema_version: 1
services:
  web:
    blue: { id: v1-abcdefg, code: { kind: zip, sha256: ${'a'.repeat(64)}, source: ../code } }
`;

const ENTRY = JSON.stringify({
  schemaVersion: 1,
  id: 'a',
  time: '2030-01-01T00:00:00Z',
  who: 'tester',
  verb: 'shift',
  service: 'web',
  from: null,
  to: { active_color: 'blue', green_weight: 10 },
  reason: null,
  via: 'live',
  result: 'done',
});

const ROLLOUT = JSON.stringify({
  schemaVersion: 4,
  write: 'x',
  state: { id: 'a', position: { at: 'step' } },
  driver: null,
});

const READERS: readonly (readonly [name: string, text: string, read: (text: string) => unknown])[] = [
  [
    'an environment file',
    environmentText(8080, 8081),
    (text) => parseEnvironment(text, '/nowhere/environments/x.yaml'),
  ],
  ['a versions file', VERSIONS, (text) => parseVersions(text, '/nowhere/environments/x.versions.yaml')],
  ['an entry of the journal', ENTRY, (text) => parseEntry(text, 'here')],
  ['the state of a rollout', ROLLOUT, (text) => parseRollout(text, 'here')],
  [
    'a line of Terraform',
    '{"@level":"error","type":"diagnostic","diagnostic":{"severity":"error","summary":"x"}}',
    parseUiLine,
  ],
];

/** Each reader with `runs` spoiled texts, and a sandbox with `runs` spoiled requests. */
export function hostileInput(runs: number): void {
  describe('hostile input', () => {
    it.each(READERS)('in place of %s is read or refused', (_, text, read) => {
      fc.assert(
        fc.property(fc.oneof(spoiled(text), fc.json(), fc.string({ unit: 'binary' })), (input) =>
          readsOrRefuses(() => read(input)),
        ),
        { numRuns: runs },
      );
    });

    it('sent to a sandbox is answered or its connection closed, and the sandbox goes on', async () => {
      const on = await bench();
      await forward(on, 1, { [await deploy(on, 'svc', answering('svc'))]: 1 });
      const requests = fc.tuple(fc.constantFrom(on.port, on.controlPort), spoiled(REQUEST));
      const sends = fc.asyncProperty(requests, async ([port, request]) => {
        await send(port, request);
      });
      await fc.assert(sends, { numRuns: runs });
      expect(await get(on.port, '/')).toBe('svc');
      expect((await fetch(`${on.endpoint}/_teal/metrics`, { headers: OWN_HEADERS })).status).toBe(200);
      expect(on.logs.filter((line) => /control endpoint: /.test(line))).toEqual([]);
    });
  });
}

const BODY =
  'Action=CreateRule&Version=2015-12-01&Priority=7&Conditions.member.1.Field=path-pattern&Actions.member.1.Order=1';
const REQUEST = [
  'POST /2015-03-31/functions/svc?Qualifier=live HTTP/1.1',
  'Host: 127.0.0.1',
  `Authorization: ${OWN_HEADERS.authorization}`,
  'Connection: close',
  'X-Forwarded-For: 1.2.3.4',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** Sends bytes, half-closes, and waits until the other side has closed too. */
const send = (port: number, bytes: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.resume();
  });
