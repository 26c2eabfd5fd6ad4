import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { inMemoryEventStore, systemClock, ViewHost } from '@strata/kernel';
import { commitOn, pupils } from '@strata/kernel/testing';
import { openFileUploads } from './file-uploads.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { SqliteViewStore } from './sqlite-view-store.ts';
import { SqliteVault } from './sqlite-vault.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

/** A disk of two megabytes of its own. */
const smallDisk = (): string => {
  const path = after.folder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'pipe' });
  after.later(() => execFileSync('umount', [path]));
  return path;
};

const reason = await (async () => {
  try {
    smallDisk();
    return '';
  } catch (error) {
    return String(error).split('\n')[0];
  } finally {
    await after.now();
  }
})();
if (reason)
  process.stderr.write(
    `Skipped, the tests on a disk that is really full: a small disk cannot be mounted (${reason}).\n`,
  );
const onSmallDisk = reason ? test.skip : test;

/** Fills what is left of the disk; returns what makes room again. */
const fill = (folder: string) => {
  const filler = join(folder, 'filler');
  for (const size of [100_000, 4096, 100]) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
  return () => rmSync(filler);
};

onSmallDisk('a full disk loses no acknowledged commit, and the log goes on as soon as there is room', async () => {
  const folder = smallDisk();
  const path = join(folder, 'log.db');
  const store = new SqliteEventStore(path);
  const commits = (name: string) =>
    Array.from({ length: 64 }, (_, writer) =>
      commitOn(`${name}-${writer}`, 0, { events: [{ data: { text: 'x'.repeat(400) } }] }),
    );
  const before = commits('before');
  await store.append(before);
  const makeRoom = fill(folder);
  const [during, unacknowledged] = [commits('during'), commits('during-too')];
  const settled = await Promise.allSettled([...during, ...unacknowledged].map(commit => store.append([commit])));
  expect(settled.every(result => result.status === 'rejected' && result.reason.code === 'STORE_UNAVAILABLE')).toBe(
    true,
  );
  expect((await store.read('before-7')).version).toBe(1);
  makeRoom();
  const outcomes = await store.append(during);
  expect(outcomes.every(({ status }) => status === 'appended')).toBe(true);
  store.close();

  const reopened = new SqliteEventStore(path);
  after.later(() => reopened.close());
  const ids = (list: typeof before) => list.map(({ commitId }) => commitId);
  expect((await reopened.findCommits(ids([...before, ...during]))).every(Boolean)).toBe(true);
  expect((await reopened.findCommits(ids(unacknowledged))).some(Boolean)).toBe(false);
  expect(reopened.head()).toBe(128);
});

onSmallDisk('a full disk leaves no half upload and no key that was promised and not kept', async () => {
  const folder = smallDisk();
  const uploads = openFileUploads(join(folder, 'uploads'));
  const vault = new SqliteVault(join(folder, 'vault.db'), join(folder, 'master.key'));
  after.later(() => vault.close());
  const makeRoom = fill(folder);
  const people = Array.from({ length: 500 }, (_, number) => ({ subjectId: `p-${number}`, data: number }));
  await expect(vault.seal(people)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  const upload = () => uploads.save('import', Readable.from([Buffer.alloc(100_000)]), 1_000_000);
  await expect(upload()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  makeRoom();
  const sealed = await vault.seal(people);
  expect(await vault.open(people.map(({ subjectId }, place) => ({ subjectId, sealed: sealed[place]! })))).toEqual(
    people.map(({ data }) => data),
  );
  expect(await upload()).toMatchObject({ bytes: 100_000 });
});

onSmallDisk('a full disk stops the views without blaming an event, and they go on where they were', async () => {
  const folder = smallDisk();
  const store = new SqliteViewStore(join(folder, 'views.db'));
  after.later(() => store.close());
  const log = inMemoryEventStore();
  const host = await ViewHost.open({ store, log, views: [pupils], clock: systemClock });
  const drain = async () => {
    while (await host.advance());
  };
  await drain();
  const makeRoom = fill(folder);
  const moved = (pupil: string) => ({ type: 'Moved', key: pupil, data: { pupil, school: 'north'.repeat(40) } });
  await log.append(Array.from({ length: 400 }, (_, number) => commitOn(`pupil-${number}`, 0, { events: [moved(`p-${number}`)] })));
  const head = log.head();
  await expect(drain()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', kind: 'unavailable' });
  expect(await host.parked()).toEqual([]);
  makeRoom();
  await drain();
  expect(host.position).toBe(head);
  expect(await host.parked()).toEqual([]);
  expect(await host.verify()).toEqual([]);
});
