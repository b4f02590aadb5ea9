// The page of the console in a real browser, by mouse and by keys, against a sandbox.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandboxWorld } from '../controller/helpers/context';
import type { SandboxWorld } from '../controller/helpers/context';
import { journalOf } from '../controller/helpers/journal';
import { buildConsole, openConsole } from '../controller/console/support';
import type { Opened } from '../controller/console/support';
import { openPage } from '../helpers/browser';
import type { Page } from '../helpers/browser';

/** Screenshots are written into this folder, for people, where it is named. */
const SCREENSHOTS = process.env['TEAL_SCREENSHOTS'];

let world: SandboxWorld;
let on: Opened;
let page: Page;

beforeAll(async () => {
  buildConsole();
  world = await createSandboxWorld();
  await world.ctl('deploy --yes');
  on = await openConsole(world);
  page = await openPage(on.url, { width: 1280, height: 900, scheme: 'light' });
  await page.until(hasBar('blue 100 %'));
}, 300_000);

beforeEach(async () => {
  await world.ctl('rollback web');
  await page.evaluate('location.hash = "#/local/web"');
  await page.until('document.querySelector("h1")?.textContent === "web"');
  await page.until(isLive(100, 0));
}, 300_000);

afterAll(async () => {
  await page.close();
  await on.close();
  await world.close();
}, 300_000);

const hasBar = (text: string): string => `document.body.textContent.includes(${JSON.stringify(text)})`;

/** Whether the large bar shows this split. */
const isLive = (blue: number, green: number): string =>
  `document.querySelector('.large .bar')?.getAttribute('aria-label') === 'live: blue ${blue} %, green ${green} %'`;

const isConfirmable = `document.querySelector('dialog .primary, dialog .danger')?.disabled === false`;

/** Opens the dialog of an action, and confirms it when it may be. */
async function use(name: string, prepare: () => Promise<void> = async () => undefined): Promise<void> {
  await page.click('.actions button', name);
  await page.until('document.querySelector("dialog")?.open');
  await prepare();
  await page.until(isConfirmable);
  await page.click('dialog .primary, dialog .danger');
  await page.until(`document.querySelector('dialog')?.textContent.includes('✓ done')`);
  await page.click('dialog button', 'Close');
}

describe('the page of the console', () => {
  it('walks a release by mouse, and shows the split as it moves', async () => {
    await use('Canary');
    await use('Shift', async () => {
      await page.until(isConfirmable);
      await page.evaluate(`document.querySelector('dialog input[type=range]').focus()`);
      for (let step = 0; step < 3; step++) await page.press('ArrowRight');
      await page.until(`document.querySelector('dialog .preview')?.textContent.includes('blue 97 %, green 3 %')`);
    });
    await page.until(isLive(97, 3));
    await use('Promote');
    await page.until(isLive(0, 100));
    await use('Roll back');
    await page.until(isLive(100, 0));
    expect(
      journalOf(world)
        .slice(-4)
        .map(({ verb }) => verb),
    ).toEqual(['canary', 'shift', 'promote', 'rollback']);
  }, 300_000);

  it('says what every user gets before anything is sent', async () => {
    await page.click('.actions button', 'Promote');
    await page.until(isConfirmable);
    const text = String(await page.evaluate(`document.querySelector('dialog').textContent`));
    expect(text).toContain('Every user of web gets green');
    expect(text).toContain('~ web production (rule 200): blue 100 %, green 0 % → blue 0 %, green 100 %');
    const before = journalOf(world).length;
    await page.press('Escape');
    await page.until('!document.querySelector("dialog")');
    expect(journalOf(world)).toHaveLength(before);
  }, 300_000);

  it('says of a button why it cannot be used, also to a screen reader', async () => {
    const button = `[...document.querySelectorAll('.actions button')].find((one) => one.textContent.startsWith('Settle'))`;
    expect(await page.evaluate(`${button}.getAttribute('aria-disabled')`)).toBe('true');
    expect(await page.evaluate(`${button}.textContent`)).toContain('blue is active and has 100 % already');
    await page.click('.actions button', 'Settle');
    expect(await page.evaluate('document.querySelector("dialog")')).toBeNull();
  }, 300_000);

  it('explains where a request goes', async () => {
    await page.click('.explain button', 'Where does it go?');
    await page.until(`document.querySelector('.explain pre')?.textContent.includes('hits rule 200 (web production)')`);
  }, 300_000);

  it('finds a service by keys alone', async () => {
    await page.evaluate('location.hash = "#/"');
    await page.until('document.querySelectorAll(".cards .card").length === 2');
    await page.press('/');
    await page.type('api');
    await page.until('document.querySelectorAll(".cards .card").length === 1');
    await page.press('Escape');
    for (let i = 0; i < 3; i++) await page.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('api');
    await page.press('Enter');
    await page.until('document.querySelector("h1")?.textContent === "api"');
  }, 300_000);

  it('loads nothing from elsewhere, breaks no policy, and keeps its token out of the address', async () => {
    expect(page.errors).toEqual([]);
    const hosts = page.loaded.filter((url) => url.startsWith('http')).map((url) => new URL(url).host);
    expect(new Set(hosts)).toEqual(new Set([`127.0.0.1:${on.port}`]));
    expect(await page.evaluate('location.href')).not.toContain(on.token);
    expect(page.loaded.join()).not.toContain(on.token);
  });

  it.each([360, 1280, 2560] as const)(
    'fits %d pixels in both schemes',
    async (width) => {
      for (const scheme of ['light', 'dark'] as const) {
        await page.show({ width, height: 1000, scheme });
        for (const [name, hash] of [
          ['overview', '#/'],
          ['service', '#/local/web'],
        ] as const) {
          await page.evaluate(`location.hash = "${hash}"`);
          await page.until(
            name === 'service' ? 'document.querySelector(".sections")' : 'document.querySelector(".cards")',
          );
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          if (SCREENSHOTS === undefined) continue;
          mkdirSync(SCREENSHOTS, { recursive: true });
          writeFileSync(join(SCREENSHOTS, `${name}-${width}-${scheme}.png`), await page.screenshot());
        }
      }
    },
    300_000,
  );

  it('shows that it is stale when the console ends', async () => {
    await on.close();
    await page.until(`document.querySelector('[role=alert]')?.textContent.includes('The console does not answer')`);
    expect(await page.evaluate('document.querySelector(".top").textContent')).toContain('stale');
  }, 300_000);
});
