// The server of the console, on 127.0.0.1: the page's files, what is live as a stream, and the actions.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SandboxError } from '../../sandbox/errors';
import { listen, readBody } from '../../sandbox/http';
import { version } from '../../package.json';
import type { Context } from '../core/context';
import { describeError } from '../core/describe-error';
import { UserError } from '../core/errors';
import { parseJson } from '../core/parse-json';
import { createStyle } from '../core/style';
import { currentUser } from '../core/user';
import { renderForecast } from '../render/forecast';
import { forecastRollout } from '../rollout/forecast';
import { act } from './act';
import { secure, send, sendJson, sendProblem } from './answer';
import { explain } from './explain';
import { refuse } from './guard';
import { readPageFiles } from './page-files';
import { runInProcess } from './run-command';
import type { RunCommand } from './run-command';
import { openStream } from './stream';
import { parseAct } from './to-argv';
import { createWatch, listNames } from './watch';
import type { Watch } from './watch';
import type { ConsoleInfo } from './wire';

const MOST_BYTES = 10_000;
const PATIENCE = { headersMs: 10_000, requestMs: 20_000 };

/** How a console is started. `port` 0 is a free one. `run`: how it runs commands, for tests. */
export interface ConsoleOptions {
  readonly port: number;
  readonly readOnly: boolean;
  readonly run?: RunCommand;
}

/** A console that listens. `url` contains its token, after the #, which a browser sends nowhere. */
export interface Console {
  readonly port: number;
  readonly token: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface Serving {
  readonly context: Context;
  readonly token: string;
  readonly info: ConsoleInfo;
  readonly watch: Watch;
  readonly run: RunCommand;
}

/**
 * Starts the console.
 * @throws {UserError} USAGE when the port cannot be used.
 */
export async function startConsole(context: Context, { port, readOnly, run }: ConsoleOptions): Promise<Console> {
  const files = readPageFiles();
  const token = randomBytes(24).toString('base64url');
  const info = { version, user: currentUser(context), root: context.root, readOnly };
  const serving = { context, token, info, watch: createWatch(context, readOnly), run: run ?? runInProcess(context) };
  const server = await listen(
    port,
    'the console',
    (request, response) => {
      secure(response);
      const url = new URL(request.url ?? '/', 'http://console.invalid');
      const file = files.get(url.pathname);
      const refusal = refuse(request, file ? undefined : token);
      if (refusal) {
        const { status, message } = refusal;
        sendProblem(request, response, status, { code: 'NOT_ALLOWED', message, hint: 'ctl console' });
      } else if (file) {
        if (request.method === 'GET') send(request, response, file);
        else refuseMethod(request, response, 'GET');
      } else {
        void answer(serving, request, response, url).catch((error: unknown) => fail(context, request, response, error));
      }
    },
    { patience: PATIENCE },
  ).catch((error: unknown) => {
    if (!(error instanceof SandboxError)) throw error;
    throw new UserError('USAGE', error.message, 'Choose another port with --port, or leave it out', { cause: error });
  });
  return { port: server.port, token, url: `http://127.0.0.1:${server.port}/#${token}`, close: () => server.close() };
}

/** Answers a request of the page that has the token. Only POST changes anything. */
async function answer(
  { context, info, watch, run }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const expected = url.pathname === '/api/act' ? 'POST' : 'GET';
  if (request.method !== expected) return refuseMethod(request, response, expected);
  const given = (name: string): string => url.searchParams.get(name) ?? '';
  switch (url.pathname) {
    case '/api/events': {
      const service = { environment: given('environment'), service: given('service') };
      const event = openStream(response);
      event({ kind: 'hello', info, environments: listNames(context) });
      response.once('close', watch.add({ send: event, service: service.service ? service : undefined }));
      return;
    }
    case '/api/explain':
      return sendJson(request, response, await explain(context, url.searchParams));
    case '/api/forecast': {
      const asked = { environment: given('environment'), services: [given('service')], all: false, flags: {} };
      return sendJson(request, response, renderForecast(await forecastRollout(context, asked), createStyle(false)));
    }
    case '/api/act': {
      const body = await readBody(request, MOST_BYTES);
      const asked = parseAct(body === 'too-large' ? undefined : parseJson(body.toString('utf8')));
      const answered = await act(context, asked, { run, readOnly: info.readOnly });
      if (!asked.dryRun) watch.hurry();
      return sendJson(request, response, answered);
    }
    default:
      sendProblem(request, response, 404, { code: 'NOT_FOUND', message: `${url.pathname} does not exist`, hint: '' });
  }
}

const refuseMethod = (request: IncomingMessage, response: ServerResponse, expected: string): void => {
  response.setHeader('allow', expected);
  sendProblem(request, response, 405, { code: 'USAGE', message: `only ${expected} is answered here`, hint: '' });
};

/** A refusal is 409, so that it is not taken for an answer; a bug is 500. */
function fail({ root }: Context, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.end();
  const { code, message, hint } = describeError(error, root);
  sendProblem(request, response, error instanceof UserError || code !== 'BUG' ? 409 : 500, { code, message, hint });
}
