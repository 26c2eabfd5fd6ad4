import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { district, writeOneRosterFolder } from '@strata/demo';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, browserPath, finding, launch, openWindow, shown } from './testing/browser.ts';
import { dataFolder, linkOf, startAt, stop, type Reachable } from './testing/running-strata.ts';
import { zipFolder } from './zip-folder.ts';

const chromium = browserPath(process.env);
if (chromium === undefined) console.log('No Chromium or Chrome found: the browser scenarios are skipped.');
const withBrowser = chromium === undefined ? describe.skip : describe;

withBrowser('the page of an empty installation', () => {
  const folder = dataFolder();
  let strata: Reachable;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [strata, browser] = await Promise.all([startAt(folder.path, '--empty'), launch(chromium!)]);
    ({ page } = await openWindow(browser, linkOf(strata)));
    await shown(page);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stop(strata);
    folder.clean();
  });

  const roster = async (name: string, spoil?: (users: string) => string) => {
    const csv = join(folder.parent, name);
    await writeOneRosterFolder(district({ students: 240, seed: 5, today: '2026-10-05' }), csv);
    if (spoil) writeFileSync(join(csv, 'users.csv'), spoil(readFileSync(join(csv, 'users.csv'), 'utf8')));
    await pipeline(zipFolder(csv), createWriteStream(`${csv}.zip`));
    return `${csv}.zip`;
  };
  const bring = async (zip: string) => {
    await page.goto(`${strata.url}/data`);
    await shown(page);
    await page.getByLabel('Roster as a ZIP file').setInputFiles(zip);
    await page.waitForURL(/\/data\/imports\//);
  };

  test('shows three doors, and axe finds nothing', async () => {
    for (const door of ['Bring your roster', 'Look around first', 'Let a provider post']) await page.getByRole('heading', { name: door, exact: true }).waitFor();
    expect(await page.locator('.demo-mark').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('refuses what is not a ZIP with a sentence', async () => {
    const notes = join(folder.parent, 'notes.txt');
    writeFileSync(notes, 'hello');
    await page.getByLabel('Roster as a ZIP file').setInputFiles(notes);
    await page.getByText(/is not a ZIP file/).waitFor();
  });

  test('tells what is wrong with a roster by file, row, field and code', async () => {
    await bring(await roster('broken', users => users.replace(/^sourcedId/, 'sourceId')));
    await finding(page, /was refused/);
    await shown(page);
    const heads = await page.getByRole('region', { name: 'Errors, table' }).locator('thead th').allInnerTexts();
    expect(heads).toEqual(['File', 'Row', 'Field', 'What', 'In words', 'Times']);
    expect(await page.getByRole('region', { name: 'Errors, table' }).locator('tbody').innerText()).toContain('users.csv');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('takes a roster in, file by file, and the district is there', async () => {
    await bring(await roster('whole'));
    await finding(page, /^This import created/);
    await page.getByRole('link', { name: 'Look at the district' }).click();
    await finding(page, /^All 240 students receive core support alone/);
  });

  test('holds a roster that would end most of it until somebody confirms', async () => {
    const csv = join(folder.parent, 'half');
    await writeOneRosterFolder(district({ students: 240, seed: 5, today: '2026-10-05' }), csv);
    const lines = readFileSync(join(csv, 'enrollments.csv'), 'utf8').split('\n');
    writeFileSync(join(csv, 'enrollments.csv'), lines.filter((_, index) => index === 0 || index % 2 === 1).join('\n'));
    await pipeline(zipFolder(csv), createWriteStream(`${csv}.zip`));
    await bring(`${csv}.zip`);
    const confirm = page.getByRole('button', { name: /^End [\d,]+ enrollments and import$/ });
    await confirm.waitFor({ timeout: 30_000 });
    await page.getByText(/Nothing of it is written yet/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await confirm.click();
    await finding(page, /^This import created/);
  });

  test('says that it is offline, since when, and comes back by itself', async () => {
    await page.locator('.live[data-state="live"]').waitFor();
    const port = new URL(strata.url).port;
    await stop(strata);
    await page.locator('.live[data-state="offline"]').waitFor();
    expect(await page.locator('.live').innerText()).toMatch(/^offline, last update \d+:\d\d/);
    strata = await startAt(folder.path, '--port', port);
    await page.locator('.live[data-state="live"]').waitFor({ timeout: 30_000 });
  });
});
