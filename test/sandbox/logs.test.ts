// The logs of functions: each line with its time, version and invocation, kept in full, and read a page at a time.
import { afterEach, describe, expect, it } from '@jest/globals';
import { OWN_HEADERS } from '../helpers/credentials';
import { bench, cleanUp, deploy, forward, get, nodeZip } from './support';
import type { Bench } from './support';

afterEach(cleanUp);

interface Page {
  readonly lines: readonly { at: string; version: string; requestId: string | null; text: string }[];
  readonly position: number;
  readonly end: boolean;
}

async function read(on: Bench, query: Record<string, string>): Promise<{ status: number; body: Page }> {
  const search = new URLSearchParams({ function: 'svc-blue', since: '2000-01-01T00:00:00Z', ...query });
  const answer = await fetch(`${on.endpoint}/_teal/logs?${search.toString()}`, { headers: OWN_HEADERS });
  return { status: answer.status, body: (await answer.json()) as Page };
}

async function serving(code: string): Promise<Bench> {
  const on = await bench();
  await forward(on, 10, { [await deploy(on, 'svc-blue', nodeZip(code))]: 1 });
  return on;
}

describe('the log of a function', () => {
  it('has the invocation of each line', async () => {
    const on = await serving('console.log(context.awsRequestId); return { statusCode: 200, body: "ok" };');
    for (let i = 0; i < 3; i++) await get(on);
    await Promise.all(Array.from({ length: 4 }, () => get(on)));
    const { lines } = (await read(on, {})).body;
    expect(lines).toHaveLength(7);
    expect(lines.every(({ requestId, text, version }) => requestId === text && version === '1')).toBe(true);
  });

  it('keeps all that a function writes before its answer, and is read a page at a time', async () => {
    const on = await serving(
      'for (let i = 0; i < 3000; i++) console.log(i + "x".repeat(500)); return { statusCode: 200, body: "ok" };',
    );
    await get(on);
    const first = (await read(on, {})).body;
    expect(first.end).toBe(false);
    const second = (await read(on, { position: String(first.position) })).body;
    expect(second.end).toBe(true);
    expect([...first.lines, ...second.lines].map(({ text }) => parseInt(text, 10))).toEqual(
      Array.from({ length: 3000 }, (_, i) => i),
    );
  });

  it('is read from a time on', async () => {
    const on = await serving('console.log("hello"); return { statusCode: 200, body: "ok" };');
    await get(on);
    expect((await read(on, { since: '2999-01-01T00:00:00Z' })).body).toMatchObject({ lines: [], end: true });
  });

  it.each([
    ['a function that does not exist', { function: 'other' }, 404],
    ['a name that leads elsewhere', { function: '../state' }, 400],
    ['a time that is none', { since: 'yesterday' }, 400],
    ['a position that is none', { position: '-1' }, 400],
  ])('is refused for %s', async (_, query: Record<string, string>, status) => {
    const on = await serving('return { statusCode: 200, body: "ok" };');
    expect((await read(on, query)).status).toBe(status);
  });
});
