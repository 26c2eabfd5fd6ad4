import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Overview, ProviderList, StudentList } from '@strata/contracts';
import { DISTRICT } from '@strata/demo';
import type { Browser, Page } from 'playwright-core';
import {
  accessibilityFaults, browserPath, finding, firstView, isSameDocument, launch, markDocument, openWindow, overflow, shown, type FirstView, type Look, type Window,
} from './testing/browser.ts';
import { dataFolder, linkOf, startAt, stop, type Reachable } from './testing/running-strata.ts';

const chromium = browserPath(process.env);
if (chromium === undefined) console.log('No Chromium or Chrome found: the browser scenarios are skipped.');
const withBrowser = chromium === undefined ? describe.skip : describe;
const SCREENSHOT = new URL('../../../docs/screenshot.png', import.meta.url).pathname;
const ZONE = DISTRICT.timeZone;
/** So many minutes ago as a provider in the district writes it, so that its day is the district's. */
const inDistrict = (minutesAgo: number): string => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  return `${at.toLocaleString('sv-SE', { timeZone: ZONE }).replace(' ', 'T')}${offset.replace('GMT', '') || 'Z'}`;
};
const headline = (page: Page) => page.locator('main h1').innerText();

withBrowser('the page of a district', () => {
  const folder = dataFolder();
  let strata: Reachable;
  let browser: Browser;
  let windows: Window[] = [];

  beforeAll(async () => {
    [strata, browser] = await Promise.all([startAt(folder.path), launch(chromium!)]);
    await strata.said('go on posting', 100_000);
  }, 120_000);
  afterEach(async () => {
    const faults = windows.flatMap(window => window.faults);
    await Promise.all(windows.map(({ context }) => context.close()));
    windows = [];
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await stop(strata);
    folder.clean();
  });

  const open = async (path = '/', look?: Look): Promise<Page> => {
    const window = await openWindow(browser, linkOf(strata), look);
    windows.push(window);
    if (path !== '/') await window.page.goto(`${strata.url}${path}`);
    await shown(window.page);
    return window.page;
  };
  const somebody = async () => (await strata.ask<StudentList>('GET', '/v1/views/students?domain=math&tier=specialized&limit=1')).body.items[0]!;
  const routes = async () => {
    const { studentId, schoolId, grade } = await somebody();
    const [provider] = (await strata.ask<ProviderList>('GET', '/v1/views/providers')).body.items;
    const { lastImport } = (await strata.ask<Overview>('GET', '/v1/views/overview')).body;
    return [
      '/', `/schools/${schoolId}`, `/schools/${schoolId}/grades/${grade}`, '/movement', '/time', '/students?domain=math&tier=more', `/students/${studentId}`,
      '/providers', `/providers/${provider!.providerId}`, '/data', `/data/imports/${lastImport!.importId}`, '/nowhere',
    ];
  };

  test('nobody sees it without the link that the start printed', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    expect((await page.goto(strata.url))!.status()).toBe(401);
    expect(await page.innerText('body')).toContain('Open the link that the start printed');
    await context.close();
  });

  test('opens with the finding, marked as a demo and live, in under a second and without anything moving', async () => {
    const page = await open('/', { width: 1440, height: 900 });
    expect(await headline(page)).toMatch(/^\d+ of 3,000 students receive support beyond core in /);
    expect(await page.locator('.demo-mark').isVisible()).toBe(true);
    await page.locator('.live[data-state="live"]').waitFor();
    if (!existsSync(SCREENSHOT) || process.env['STRATA_SCREENSHOT']) writeFileSync(SCREENSHOT, await page.screenshot());

    const visits: FirstView[] = [];
    for (let visit = 0; visit < 3; visit += 1) {
      await page.reload();
      await shown(page);
      visits.push(await firstView(page));
    }
    expect(Math.min(...visits.map(({ drawnMs }) => drawnMs))).toBeLessThan(1000);
    expect(Math.max(...visits.map(({ shift }) => shift))).toBeLessThan(0.02);
  });

  test('leads from the district to a school, a grade and a student, and the address holds the way', async () => {
    const page = await open();
    const follow = async (url: RegExp) => {
      await page.locator('main table tbody th a').first().click();
      await page.waitForURL(url);
      await shown(page);
    };
    await follow(/\/schools\/[^/]+$/);
    expect(await page.locator('.tabs').innerText()).toContain('Movement');
    await follow(/\/grades\/\w+$/);
    const grade = await headline(page);
    await follow(/\/students\/[^/?]+$/);
    expect(await headline(page)).toMatch(/receives? .*support/);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.goBack();
    await shown(page);
    expect(await headline(page)).toBe(grade);
  });

  test('a provider’s post changes the open page without a reload, and the list under the hand does not jump', async () => {
    const { studentId } = await somebody();
    const { providerId } = (await strata.ask<{ providerId: string }>('POST', '/v1/providers', { name: 'Scenario Tutors' })).body;
    const { key } = (await strata.ask<{ key: string }>('POST', `/v1/providers/${providerId}/keys`, {})).body;
    const agreed = await strata.ask('POST', `/v1/providers/${providerId}/agreements`, {
      purposes: [{ domain: 'math', tier: 'specialized' }], students: [{ studentId }], begin: '2020-01-01', timeZone: ZONE, locationKind: 'pull_out',
    });
    expect(agreed.status).toBe(201);
    const page = await open(`/providers/${providerId}`);
    expect(await headline(page)).toContain('Scenario Tutors has not sent anything yet.');
    await markDocument(page);

    const post = async (session: number) => {
      const event = {
        specversion: '1.0', id: `e-${session}`, source: '/scenario', type: 'org.strata.session.held.v1',
        data: { providerSessionId: `s-${session}`, actualStart: inDistrict(12 - session), actualEnd: inDistrict(11 - session), domain: 'math', students: [{ studentId, attendance: 'present', minutesPresent: 1 }] },
      };
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
      expect((await fetch(`${strata.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) })).status).toBe(202);
    };
    await post(1);
    await finding(page, /held 1 session/);
    expect(await isSameDocument(page)).toBe(true);

    const sessions = page.getByRole('region', { name: 'Recent sessions, table' });
    await sessions.hover();
    await post(2);
    await finding(page, /held 2 sessions/);
    expect(await sessions.locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: '1 new' }).click();
    await sessions.locator('tbody tr').nth(1).waitFor();
  });

  test('a key is made on the page, shown once, and opens the provider door', async () => {
    const { providerId } = (await strata.ask<{ providerId: string }>('POST', '/v1/providers', { name: 'Key Tutors' })).body;
    const page = await open(`/providers/${providerId}`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    const key = await page.locator('.made-key pre').first().innerText();
    expect(key).toMatch(/^strata_live_/);
    const [, body] = /-d '([\s\S]*)'/.exec(await page.locator('.made-key pre').nth(1).innerText())!;
    const answer = await fetch(`${strata.url}/v1/events?dryRun=true`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' }, body: body! });
    const { rejected } = (await answer.json()) as { rejected: { problem: { code: string } }[] };
    expect(rejected.map(({ problem }) => problem.code)).toEqual(['STUDENT_NOT_FOUND']);
    await page.reload();
    await shown(page);
    expect(await page.locator('main').innerText()).not.toContain(key);
  });

  test('axe finds nothing on any route, in the light theme and in the dark', async () => {
    const page = await open();
    for (const route of await routes()) {
      await page.goto(`${strata.url}${route}`);
      await shown(page);
      expect([route, 'light', ...(await accessibilityFaults(page))]).toEqual([route, 'light']);
      // A theme changes colours and nothing else.
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      expect([route, 'dark', ...(await accessibilityFaults(page, 'color-contrast'))]).toEqual([route, 'dark']);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    }
  }, 120_000);

  test('fits a phone of 360 pixels and a projector on every route', async () => {
    for (const width of [360, 1920]) {
      const page = await open('/', { width });
      for (const route of await routes()) {
        await page.goto(`${strata.url}${route}`);
        await shown(page);
        expect([route, await overflow(page)]).toEqual([route, 0]);
      }
    }
  }, 120_000);

  test('can be walked by keyboard alone', async () => {
    const page = await open();
    const focused = () => page.locator(':focus').innerText();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('j');
    const first = await focused();
    await page.keyboard.press('j');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('k');
    expect(await focused()).toBe(first);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/schools\//);
    await shown(page);
    await page.locator('main h1:focus').waitFor();

    for (let stops = 0; stops < 20 && (await page.locator('[data-mark]:focus').count()) === 0; stops += 1) await page.keyboard.press('Tab');
    const core = await page.locator('.reading').innerText();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.reading').innerText()).not.toBe(core);

    const { name } = await somebody();
    await page.keyboard.press('/');
    await page.keyboard.type(name);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/students\//);
    await shown(page);
    expect(await headline(page)).toContain(name.split(' ')[0]);
  });

  test('the switch of the place opens with Enter, closes with Escape and keeps the tab', async () => {
    const page = await open('/movement');
    const button = page.getByRole('button', { name: /^School:/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'All schools' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'All schools' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/movement\?school=/);
  });

  test('every figure has a table for a twin and a download for a spreadsheet', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Table of Levels of support' }).click();
    expect(await page.getByRole('region', { name: 'Levels of support, table' }).innerText()).toContain('Specialized %');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV of Schools' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^schools-\d{4}-\d\d-\d\d\.csv$/);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
    expect(lines[0]).toContain('School,Students,');
    expect(lines).toHaveLength(9);
  });

  test('sorts by any head, and the address remembers', async () => {
    const page = await open();
    const order = () => page.locator('main table tbody th').allInnerTexts();
    await page.getByRole('button', { name: 'School', exact: true }).click();
    await page.getByRole('button', { name: 'School', exact: true }).click();
    await page.waitForURL(/sort=-name/);
    const turned = await order();
    expect(turned).toEqual([...turned].sort((a, b) => b.localeCompare(a, 'en')));
    await page.reload();
    await shown(page);
    expect(await order()).toEqual(turned);
  });
});
