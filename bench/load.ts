// Loads the sandbox, plain node:http and serverless-offline in turns: requests a second, times, failures, and a burst of cold clients.
import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LoadRequest, LoadResult } from './load-client';
import { PLAIN, SANDBOX, startServers } from './load-servers';
import type { LoadedServer } from './load-servers';
import { computeMedian } from './measure';
import { SERVERLESS_OFFLINE } from './serverless-offline';
import type { Sheet } from './table';

const ROUNDS = 3;
const SECONDS = 2;
/** Until the code of the servers is compiled. */
const WARM_UP_SECONDS = 10;
const BURST = 200;
const CLIENTS = [1, 10] as const;

/** The sandbox with ten clients. */
const LEAST_PER_SECOND = 5000;
const LEAST_TIMES_SERVERLESS = 2;
const MOST_P99_MS = 20;

interface Row {
  readonly name: string;
  readonly results: readonly LoadResult[];
}

/** Measures every server with one and with ten clients, after a burst of cold clients. */
export async function measureLoad(serverlessOffline: boolean): Promise<Sheet[]> {
  const servers = await startServers(serverlessOffline);
  try {
    const burst = await measureRows(servers, { clients: BURST, seconds: 0 }, 1);
    for (const server of servers) await send(server, { clients: Math.max(...CLIENTS), seconds: WARM_UP_SECONDS });
    const sheets: Sheet[] = [];
    for (const clients of CLIENTS)
      sheets.push(renderLoad(clients, await measureRows(servers, { clients, seconds: SECONDS }, ROUNDS)));
    return [...sheets, renderBurst(burst)];
  } finally {
    for (const server of servers) server.stop();
  }
}

type Kind = Pick<LoadRequest, 'clients' | 'seconds'>;

async function measureRows(servers: readonly LoadedServer[], kind: Kind, rounds: number): Promise<Row[]> {
  const rows = servers.map(({ name }) => ({ name, results: [] as LoadResult[] }));
  for (let round = 0; round < rounds; round++)
    for (const [index, server] of servers.entries()) rows[index]?.results.push(await send(server, kind));
  return rows;
}

const run = promisify(execFile);

async function send({ port }: LoadedServer, kind: Kind): Promise<LoadResult> {
  const request: LoadRequest = { port, host: 's0.example.com', path: '/', ...kind };
  const args = ['--import', 'tsx', join(__dirname, 'load-client.ts'), JSON.stringify(request)];
  return JSON.parse((await run(process.execPath, args)).stdout) as LoadResult;
}

function renderLoad(clients: number, rows: readonly Row[]): Sheet {
  const load = loadavg()[0]?.toFixed(1) ?? '';
  return {
    title: `The sandbox under load, ${clients} client${clients === 1 ? '' : 's'}, medians of ${ROUNDS} rounds of ${SECONDS} s (load average ${load})`,
    columns: ['', 'requests/s', `of ${PLAIN}`, 'of serverless-offline', 'p50', 'p99', 'failed', 'target'],
    rows: rows.map((row) => [
      row.name,
      medianOf(row, 'perSecond').toFixed(0),
      formatRatio(row, find(rows, PLAIN)),
      formatRatio(row, find(rows, SERVERLESS_OFFLINE)),
      formatTime(medianOf(row, 'p50')),
      formatTime(medianOf(row, 'p99')),
      String(countFailed(row)),
      row.name === SANDBOX && clients > 1 ? judge(row, find(rows, SERVERLESS_OFFLINE)) : describeSilence(row),
    ]),
  };
}

function judge(row: Row, serverless: Row | undefined): string {
  const wanted: [string, boolean][] = [
    [`≥ ${LEAST_PER_SECOND}/s`, medianOf(row, 'perSecond') >= LEAST_PER_SECOND],
    [`p99 < ${MOST_P99_MS} ms`, medianOf(row, 'p99') < MOST_P99_MS],
  ];
  if (serverless)
    wanted.push([`≥ ${LEAST_TIMES_SERVERLESS} × serverless-offline`, ratio(row, serverless) >= LEAST_TIMES_SERVERLESS]);
  return wanted.map(([what, reached]) => `${what}: ${reached ? 'reached' : '**missed**'}`).join(', ');
}

const renderBurst = (rows: readonly Row[]): Sheet => ({
  title: `${BURST} clients at once on a function without an environment, one request each`,
  columns: ['', 'failed', 'p50', 'the last answer', 'target'],
  rows: rows.map((row) => [
    row.name,
    String(countFailed(row)),
    formatTime(medianOf(row, 'p50')),
    formatTime(medianOf(row, 'longest')),
    row.name === SANDBOX ? `0 failed: ${countFailed(row) === 0 ? 'reached' : '**missed**'}` : '',
  ]),
});

/** A row by its name; undefined for one that answered nothing in some round, with which nothing can be compared. */
const find = (rows: readonly Row[], name: string): Row | undefined =>
  rows.find((row) => row.name === name && hasAnswered(row));

const hasAnswered = ({ results }: Row): boolean => results.every(({ perSecond }) => perSecond > 0);

const describeSilence = (row: Row): string => (hasAnswered(row) ? '' : 'answered nothing, and is not compared');

const medianOf = ({ results }: Row, what: keyof LoadResult): number => computeMedian(results.map((one) => one[what]));

const countFailed = ({ results }: Row): number => results.reduce((sum, { failed }) => sum + failed, 0);

/** The median of the ratios of each round, so that the machine's load cancels out. */
const ratio = (row: Row, base: Row): number =>
  computeMedian(row.results.map(({ perSecond }, round) => perSecond / (base.results[round]?.perSecond ?? NaN)));

const formatRatio = (row: Row, base: Row | undefined): string =>
  base && base !== row ? `${ratio(row, base).toFixed(2)} ×` : '';

const formatTime = (milliseconds: number): string =>
  Number.isNaN(milliseconds) ? '' : `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
