// The observer of the soak: no rule set is missed, and no answer is judged before the change that it may show is known.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { freePort } from '../../bench/free-port';
import { startObserver } from '../../bench/soak/observer';
import type { Observer } from '../../bench/soak/observer';

let folder: string;
let observer: Observer;
let port: number;
const closing: (() => void)[] = [];
const faults: unknown[] = [];
/** What the control endpoint does with a call. */
let answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const stateOf = (green: number): string => {
  const targets = [
    { targetGroup: 'soak-web-blue', weight: 100 - green },
    { targetGroup: 'soak-web-green', weight: green },
  ];
  const action = { kind: 'forward', targets, stickinessSeconds: null };
  return JSON.stringify({ rules: [{ priority: 100, conditions: [], action }], targetGroups: [], functions: [] });
};
const setGreen = (green: number): void => writeFileSync(join(folder, 'state.json'), stateOf(green));
const greens = (from: number, to: number) =>
  observer.timeline.during(from, to).map(({ rules }) => rules[0]?.weights['soak-web-green']);

/** Sends a call to the observer, a GET when it has no action. */
const send = (action?: string): Promise<{ readonly status: number | undefined; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const method = action === undefined ? 'GET' : 'POST';
    const call = request({ port, host: '127.0.0.1', method, headers: { authorization: 'Bearer x' } }, (got) => {
      let text = '';
      got.setEncoding('utf8').on('data', (part: string) => (text += part));
      got.once('end', () => resolve({ status: got.statusCode, text }));
    });
    call.once('error', reject);
    call.end(action && `Action=${action}`);
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'soak-observer-'));
  const control = createServer((incoming, outgoing) => answer(incoming, outgoing));
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  port = await freePort();
  observer = await startObserver({
    port,
    controlPort: (control.address() as AddressInfo).port,
    stateFile: join(folder, 'state.json'),
    onChange: () => undefined,
    onFault: (error) => faults.push(error),
  });
  closing.push(() => control.close());
});

afterEach(async () => {
  await observer.close();
  for (const close of closing.splice(0)) close();
  faults.splice(0);
  rmSync(folder, { recursive: true, force: true });
});

it('judges an answer by a change that is in force before its own answer has arrived', async () => {
  answer = (_incoming, outgoing) => outgoing.end();
  setGreen(0);
  await send('CreateRule');
  let release = (): void => undefined;
  const inForce = new Promise<void>((resolve) => {
    answer = (_incoming, outgoing) => {
      setGreen(100);
      release = () => void outgoing.end();
      resolve();
    };
  });
  const change = send('ModifyRule');
  await inForce;
  const now = performance.now();
  const judged: unknown[] = [];
  observer.whenKnown(() => judged.push(greens(now, now)));
  expect(judged).toEqual([]);
  release();
  await change;
  expect(judged).toEqual([[0, 100]]);
  observer.whenKnown(() => judged.push('at once'));
  expect(judged).toContain('at once');
});

it('records each of several changes at once, also the short-lived ones, and no call that only reads', async () => {
  const calls = [10, 20, 30, 40];
  answer = (_incoming, outgoing) => {
    setGreen(calls.shift() ?? 0);
    outgoing.end();
  };
  const from = performance.now();
  await Promise.all([send('ModifyRule'), send('ModifyRule'), send('SetRulePriorities')]);
  await send('DescribeRules');
  expect(greens(from, performance.now())).toEqual([10, 20, 30]);
});

it('names itself as the control endpoint does, and passes on what the call says', async () => {
  let seen: IncomingMessage['headers'] = {};
  answer = (incoming, outgoing) => {
    seen = incoming.headers;
    outgoing.writeHead(403).end('no');
  };
  expect(await send()).toEqual({ status: 403, text: 'no' });
  expect(seen.authorization).toBe('Bearer x');
  expect(seen.host).not.toBe(`127.0.0.1:${port}`);
});

it('reports a state that it cannot judge', async () => {
  answer = (_incoming, outgoing) => outgoing.end();
  writeFileSync(join(folder, 'state.json'), '{ "rules": 1 }');
  await expect(send('ModifyRule')).rejects.toThrow();
  expect(faults).toHaveLength(1);
});
