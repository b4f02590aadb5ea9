// Drives Debian's Chromium over a pipe ("Chrome DevTools Protocol", --remote-debugging-pipe): real mouse and keys, and what it loads.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { signalGroup } from '../../controller/core/child-process';
import { chromiumCommand } from './needs';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--remote-debugging-pipe', '--disable-dev-shm-usage'],
];

/** How a page is shown. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  readonly reducedMotion?: boolean;
}

/** A page in a browser. What waits does so for as long as the test may take. */
export interface Page {
  /** The value of an expression, as JSON has it. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Clicks in the middle of the first element that matches, and contains the text if one is given. */
  click(selector: string, text?: string): Promise<void>;
  press(key: 'Tab' | 'Escape' | 'Enter' | 'ArrowRight' | 'ArrowLeft' | '/'): Promise<void>;
  /** Types text into what has the focus. */
  type(text: string): Promise<void>;
  show(screen: Screen): Promise<void>;
  screenshot(): Promise<Buffer>;
  /** The addresses of everything that was loaded. */
  readonly loaded: readonly string[];
  /** Errors of the page, such as what its policy forbids. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly [name: string]: unknown };
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: { readonly message: string };
}

/** Opens a page. */
export async function openPage(url: string, screen: Screen): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'teal-browser-'));
  const browser = spawn(chromiumCommand(), [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const [, , , input, output] = browser.stdio as unknown as readonly [null, null, null, Writable, Readable];
  const ended = new Promise((resolve) => browser.once('close', resolve));
  const { send, onEvent } = connect(input, output);
  const loaded: string[] = [];
  const errors: string[] = [];
  onEvent(({ method, params }) => {
    if (method === 'Network.requestWillBeSent') loaded.push(String((params?.['request'] as { url: string }).url));
    if (method === 'Log.entryAdded') errors.push(String((params?.['entry'] as { text: string }).text));
    if (method === 'Runtime.exceptionThrown') errors.push(JSON.stringify(params?.['exceptionDetails']));
  });
  const { targetInfos } = await send('Target.getTargets');
  const target = (targetInfos as readonly { type: string; targetId: string }[]).find(({ type }) => type === 'page');
  const attached = await send('Target.attachToTarget', { targetId: target?.targetId, flatten: true });
  const session = String(attached['sessionId']);
  const call = (method: string, params: object = {}) => send(method, params, session);
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await call(`${domain}.enable`);
  const page = drive(call);
  await page.show(screen);
  await call('Page.navigate', { url });
  return {
    ...page,
    loaded,
    errors,
    close: async () => {
      if (browser.pid !== undefined) signalGroup(browser.pid, 'SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 });
    },
  };
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

/** Messages over the pipe end with a zero byte. */
function connect(input: Writable, output: Readable): { send: Send; onEvent: (listen: (event: Message) => void) => void } {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((event: Message) => void)[] = [];
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) listeners.forEach((listen) => listen(message));
      else waiting.get(message.id)?.(message);
    }
  });
  input.on('error', () => undefined);
  let last = 0;
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {})));
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  return { send, onEvent: (listen) => void listeners.push(listen) };
}

type Driven = Omit<Page, 'loaded' | 'errors' | 'close'>;

function drive(call: (method: string, params?: object) => Promise<Record<string, unknown>>): Driven {
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value?: unknown }).value;
  };
  const until = async (expression: string): Promise<void> => {
    while ((await evaluate(`Boolean(${expression})`)) !== true) await pause(50);
  };
  const click = async (selector: string, text = ''): Promise<void> => {
    const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((one) => one.checkVisibility() && one.textContent.includes(${JSON.stringify(text)}))`;
    await until(found);
    await evaluate(`${found}.scrollIntoView({ block: 'center', behavior: 'instant' })`);
    const box = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(${found}.getBoundingClientRect())`;
    const [x, y] = (await evaluate(box)) as readonly [number, number];
    const button = { x, y, button: 'left', clickCount: 1 };
    await call('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
    await call('Input.dispatchMouseEvent', { type: 'mousePressed', ...button });
    await call('Input.dispatchMouseEvent', { type: 'mouseReleased', ...button });
  };
  return {
    evaluate,
    until,
    click,
    press: async (key) => {
      const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
      const codes = { Tab: 9, Escape: 27, Enter: 13, ArrowRight: 39, ArrowLeft: 37, '/': 191 } as const;
      const event = { key, code: key, windowsVirtualKeyCode: codes[key], ...(text && { text }) };
      await call('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
    type: async (text) => void (await call('Input.insertText', { text })),
    show: async ({ width, height, scheme, reducedMotion = false }) => {
      await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
      const features = [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
      ];
      await call('Emulation.setEmulatedMedia', { features });
    },
    screenshot: async () => {
      const { data } = await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: false });
      return Buffer.from(String(data), 'base64');
    },
  };
}
