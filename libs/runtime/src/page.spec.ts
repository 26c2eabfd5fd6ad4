import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inMemoryCheckpoints, inMemoryEventStore, inMemoryLeases, inMemoryLimiter, inMemoryLiveFeed, inMemoryUploads, inMemoryVault, cursorEventFeed, systemClock, uuidV7 } from '@strata/kernel';
import { inMemoryViews } from '@strata/kernel/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.ts';
import { OWNER_COOKIE } from './access.ts';
import { servePage } from './page.ts';

const TOKEN = 'owner-token-of-the-specs';
let folder: string;
let app: NestFastifyApplication;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strata-page-'));
  writeFileSync(join(folder, 'index.html'), '<title>Strata</title>');
  writeFileSync(join(folder, 'page.js'), 'start();');
  const log = inMemoryEventStore();
  const views = inMemoryViews([], log);
  const engine = {
    store: log, feed: cursorEventFeed(log), views, viewOperations: views, live: inMemoryLiveFeed(), clock: systemClock, ids: uuidV7(), limiter: inMemoryLimiter(systemClock),
    leases: inMemoryLeases(systemClock), vault: inMemoryVault(), uploads: inMemoryUploads(), checkpoints: inMemoryCheckpoints(), close: () => Promise.resolve(),
  };
  app = await createApp({ engine, settings: { tenant: 'test', timeZone: 'America/Chicago', ownerToken: TOKEN, demo: false }, imports: [] });
  await servePage(app, folder, TOKEN);
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = async (url: string, cookie?: string) => {
  const answer = await app.inject({ method: 'GET', url, headers: { accept: 'text/html', ...(cookie !== undefined && { cookie }) } });
  return [answer.statusCode, answer.body.includes('start()') || answer.body === '<title>Strata</title>'];
};

test('no file of the page is served to whoever did not come in through the entrance', async () => {
  for (const url of ['/', '/index.html', '/page.js', '/students/s1']) expect([url, ...(await get(url)).slice(1)]).toEqual([url, false]);
  for (const url of ['/index.html', '/page.js']) expect([url, ...(await get(url, `${OWNER_COOKIE}=wrong`)).slice(1)]).toEqual([url, false]);
});

test('whoever came in gets the page at every address, and its files', async () => {
  for (const url of ['/', '/index.html', '/page.js', '/students/s1']) expect([url, ...(await get(url, `${OWNER_COOKIE}=${TOKEN}`))]).toEqual([url, 200, true]);
});
