import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { killHard, linesOf, startScript } from './testing/child-process.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

test('whatever was acknowledged is there after the process was killed, time after time', async () => {
  const path = join(after.folder(), 'log.db');
  const acknowledged: string[] = [];
  for (const run of ['first', 'second', 'third']) {
    const child = startScript('append-forever.ts', path, run);
    after.later(() => child.kill('SIGKILL'));
    acknowledged.push(...(await linesOf(child, 300)));
    await killHard(child);
  }

  const store = new SqliteEventStore(path);
  after.later(() => store.close());
  const found = await store.findCommits(acknowledged);
  expect(acknowledged.length).toBeGreaterThanOrEqual(900);
  expect(acknowledged.filter((_, index) => !found[index])).toEqual([]);

  const events = store.readAll(0, 1_000_000);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  const versions = new Map<string, number>();
  for (const { stream, version } of events) {
    expect(version).toBe((versions.get(stream) ?? 0) + 1);
    versions.set(stream, version);
  }
}, 30_000);
