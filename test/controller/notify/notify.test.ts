// Notifications: what each kind of receiver gets, and a warning without its address for one that fails.
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { notify, formatEvent, selectTargets } from '../../../controller/notify';
import type { ReleaseEvent } from '../../../controller/notify';
import type { Notification } from '../../../environments/schema-rollout';
import { testContext } from '../../contract/context';
import { closeServer, listen } from '../../helpers/listen';
import { environmentOf, serviceOf } from '../aws/environment';

const base = {
  schemaVersion: 1,
  environment: 'prod',
  services: ['web', 'api'],
  weight: 25,
  reason: '5xx <7 %> & rising',
  rollout: 'r-1',
  by: 'alice',
  time: '2030-01-02T03:04:05.000Z',
} as const;
const EVENT: ReleaseEvent = { ...base, kind: 'rolled-back' };
const LINE = 'prod web, api: rolled back, everything to the active color: 5xx <7 %> & rising (by alice)';

describe('the line of an event', () => {
  const lines: readonly [ReleaseEvent, string][] = [
    [{ ...base, kind: 'started', weight: 0, reason: null }, 'release started, 0 % to the candidate (by alice)'],
    [{ ...base, kind: 'shifted', reason: null }, '25 % to the candidate (by alice)'],
    [{ ...base, kind: 'paused', reason: 'drift\n of web' }, 'paused at 25 % to the candidate: drift of web (by alice)'],
    [{ ...base, kind: 'resumed', reason: null }, 'resumed at 25 % to the candidate (by alice)'],
    [
      { ...base, kind: 'approval-needed', reason: null, approval: 'a-1', expires: '2030-01-03T00:00:00.000Z' },
      'waits at 25 % to the candidate for approval a-1 until 2030-01-03T00:00:00.000Z (by alice)',
    ],
    [{ ...base, kind: 'promoted', reason: null }, 'promoted, everything to the candidate (by alice)'],
    [{ ...base, kind: 'settled', reason: null }, 'released, the candidate is the active color now (by alice)'],
    [{ ...base, kind: 'aborted', reason: null }, 'aborted at 25 % to the candidate (by alice)'],
  ];
  it.each(lines.map(([event, line]) => ({ kind: event.kind, event, line })))('for $kind', ({ event, line }) => {
    expect(formatEvent(event)).toBe(`prod web, api: ${line}`);
  });
});

describe('a webhook', () => {
  const got: { readonly path: string; readonly body: unknown }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: JSON.parse(body) as unknown });
      if (request.url !== '/hang') response.writeHead(request.url === '/secret' ? 403 : 200).end('ok');
    });
  });
  let base: string;
  beforeAll(async () => {
    base = await listen(server);
  });
  afterAll(() => closeServer(server));
  beforeEach(() => void (got.length = 0));

  const send = (targets: readonly Notification[], env: Record<string, string> = {}): Promise<readonly string[]> =>
    notify(testContext('/nowhere', { env }), environmentOf({}), targets, EVENT);

  it('of Slack gets a text with its markup escaped', async () => {
    expect(await send([{ slack: `${base}/slack` }])).toEqual([]);
    const text = ':leftwards_arrow_with_hook: ' + LINE.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;');
    expect(got).toEqual([{ path: '/slack', body: { text } }]);
  });

  it('of Teams gets an Adaptive Card in a message', async () => {
    expect(await send([{ teams: `${base}/teams` }])).toEqual([]);
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const line = { type: 'TextBlock', text: LINE, wrap: true, color: 'Attention' };
    const facts = expect.arrayContaining([{ title: 'Rollout', value: 'r-1' }]);
    const content = { type: 'AdaptiveCard', body: [line, { type: 'FactSet', facts }] };
    expect(got[0]?.body).toMatchObject({ type: 'message', attachments: [{ contentType, content }] });
  });

  it('of any other kind gets the event and its line', async () => {
    expect(await send([{ webhook: `${base}/any` }])).toEqual([]);
    expect(got).toEqual([{ path: '/any', body: { ...EVENT, text: LINE } }]);
  });

  it('may be named by a variable', async () => {
    expect(await send([{ slack: '$SLACK_WEBHOOK' }], { SLACK_WEBHOOK: `${base}/of-variable` })).toEqual([]);
    expect(got.map(({ path }) => path)).toEqual(['/of-variable']);
    expect(await send([{ slack: '$SLACK_WEBHOOK' }])).toEqual([
      'Slack ($SLACK_WEBHOOK) did not get the event rolled-back: the variable SLACK_WEBHOOK is not set',
    ]);
  });

  it('that fails gives a warning with its host only, and the others still get the event', async () => {
    const unreachable = 'http://user:secret@127.0.0.1:1/secret';
    const warnings = await send([{ slack: `${base}/secret` }, { teams: unreachable }, { webhook: `${base}/any` }]);
    expect(warnings).toEqual([
      `Slack (${new URL(base).host}) did not get the event rolled-back: it answered 403`,
      expect.stringMatching(/^Teams \(127\.0\.0\.1:1\) did not get/),
    ]);
    expect(warnings.join()).not.toContain('secret');
    expect(got.map(({ path }) => path)).toContain('/any');
  });

  it('that never answers times out', async () => {
    const warnings = await send([{ webhook: `${base}/hang` }]);
    expect(warnings).toEqual([expect.stringMatching(/: no answer within 3 s$/)]);
  });
});

describe('an event bus', () => {
  it('that refuses the event in a call that succeeds gives a warning with its reason', async () => {
    const entry = { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'not teal' };
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify({ FailedEntryCount: 1, Entries: [entry] })));
    });
    const environment = environmentOf({ emulator_endpoint: await listen(server) });
    const warnings = await notify(testContext('/nowhere', { env: {} }), environment, [{ event_bus: 'b' }], EVENT);
    closeServer(server);
    expect(warnings).toEqual([
      'the event bus b did not get the event rolled-back: events:PutEvents: ' +
        'the bus b rejected the event: NotAuthorizedForSourceException: not teal',
    ]);
  });
});

describe('a receiver that several services name', () => {
  it('gets an event once', () => {
    const all = { slack: '$ALL' };
    const web = serviceOf('web', { rollout: { notify: [all] } });
    const api = serviceOf('api', { rollout: { notify: [all, { event_bus: 'default' }] } });
    expect(selectTargets([web, api])).toEqual([all, { event_bus: 'default' }]);
  });
});
