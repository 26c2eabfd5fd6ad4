import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import { inMemoryLiveFeed, systemClock, type Invalidation } from '@strata/kernel';
import { commitOn } from '@strata/kernel/testing';
import { EmbeddedViews, type EmbeddedViewsOptions } from './embedded-views.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { rooms } from './testing/lesson-views.ts';
import { cleanUp } from './testing/temporary-folder.ts';

const after = cleanUp();
afterEach(after.now);

/** An installation in a folder of its own: a log, and whatever views are started over it. */
const install = () => {
  const folder = after.folder();
  const logPath = join(folder, 'log.db');
  const viewsPath = join(folder, 'views.db');
  const store = new SqliteEventStore(logPath);
  after.later(() => store.close());
  const liveFeed = inMemoryLiveFeed();
  const told: Invalidation[] = [];
  const troubles: string[] = [];
  const start = async (options: Partial<EmbeddedViewsOptions> = {}) => {
    await liveFeed.subscribe(undefined, ({ invalidations }) => void told.push(...invalidations));
    const views = await EmbeddedViews.start({
      worker: new URL('./testing/lesson-view-worker.ts', import.meta.url),
      logPath,
      viewsPath,
      views: [rooms],
      log: store,
      clock: systemClock,
      liveFeed,
      onTrouble: message => void troubles.push(message),
      ...options,
    });
    after.later(() => views.close());
    return views;
  };
  /** Lessons in a room, one commit each; answers with the position of the last. */
  const hold = async (room: string, ...lessons: object[]) => {
    let version = (await store.read(room)).version;
    const outcomes = await store.append(
      lessons.map(data => commitOn(room, version++, { events: [{ data: { minutes: 10, ...data } }] })),
    );
    const last = outcomes.at(-1)!;
    if (last.status !== 'appended') throw new Error('A lesson was not held.');
    return last.position!;
  };
  return { folder, viewsPath, store, told, troubles, start, hold };
};

const room = (lessons: number) => ({ lessons, minutes: lessons * 10 });

describe('the views of the embedded engine', () => {
  test('follow the log in a thread of their own, and browsers hear of it', async () => {
    const { start, hold, told, troubles } = install();
    const views = await start();
    expect(await views.load('rooms', ['a'])).toEqual([undefined]);
    await hold('a', {}, {});
    const position = await hold('b', {});
    await views.whenCaughtUp(position);
    expect(await views.load('rooms', ['a', 'b', 'c'])).toEqual([room(2), room(1), undefined]);
    expect(await views.find('rooms', { order: ['-minutes'], limit: 1 })).toMatchObject({ items: [{ id: 'a' }] });
    expect(await views.sum('rooms', 'total', { by: [] })).toEqual([{ minutes: 30, docs: 2 }]);
    expect(views.progress()).toMatchObject({ position, lagSeconds: 0 });
    expect(await views.status()).toEqual([{ name: 'rooms', version: 1, status: 'live', position, documents: 2 }]);
    expect(await views.verify()).toEqual([]);
    expect(told).toContainEqual({ view: 'rooms', scope: 'room/b', version: position });
    expect(troubles).toEqual([]);
  });

  test('are all built in one pass at the first start over a long log', async () => {
    const { start, hold } = install();
    const position = await hold('a', ...Array.from({ length: 1200 }, () => ({})));
    const views = await start();
    await views.whenCaughtUp(position);
    expect(await views.load('rooms', ['a'])).toEqual([room(1200)]);
  });

  test('go on after a restart', async () => {
    const { start, hold } = install();
    const first = await start();
    await first.whenCaughtUp(await hold('a', {}));
    await first.close();
    const position = await hold('a', {});
    const second = await start();
    await second.whenCaughtUp(position);
    expect(await second.load('rooms', ['a'])).toEqual([room(2)]);
  });

  test('come to see what they were not woken for', async () => {
    const { start, hold, store } = install();
    const views = await start({
      log: {
        head: () => store.head(),
        readAll: (...page) => store.readAll(...page),
        onAppended: () => () => undefined,
      },
    });
    await views.whenCaughtUp(await hold('a', {}));
    expect(await views.load('rooms', ['a'])).toEqual([room(1)]);
  });

  test('are rebuilt beside the live ones, and say how far that is', async () => {
    const { start, hold } = install();
    const views = await start();
    await views.whenCaughtUp(await hold('a', {}, {}));
    const steps: unknown[] = [];
    await views.rebuild('rooms', (position, head) => void steps.push([position, head]));
    expect(steps).toEqual([[2, 2]]);
    expect(await views.load('rooms', ['a'])).toEqual([room(2)]);
    await expect(views.rebuild('halls')).rejects.toMatchObject({ code: 'UNKNOWN_VIEW', kind: 'invalid' });
  });

  test('park what they cannot fold, and fold it when it is tried again', async () => {
    const { start, hold, folder } = install();
    const torn = join(folder, 'torn');
    writeFileSync(torn, '');
    const views = await start();
    await hold('a', {}, { torn }, {});
    await views.whenCaughtUp(await hold('b', {}));
    expect(await views.load('rooms', ['a', 'b'])).toEqual([room(1), room(1)]);
    expect((await views.parked()).map(({ view, key, position, reason }) => [view, key, position, reason])).toEqual([
      ['rooms', 'a', 2, 'Error: the page is torn'],
      ['rooms', 'a', 3, 'Waits for an earlier event of its key.'],
    ]);
    expect(await views.retry('rooms', 'a')).toBe(0);
    expect(await views.discard('rooms', 'a')).toBe(1);
    expect(await views.load('rooms', ['a'])).toEqual([room(2)]);
    expect(await views.parked()).toEqual([]);
  });

  test('are started again when their thread dies, and end where they would have ended', async () => {
    const { start, hold, folder, troubles } = install();
    const deadly = join(folder, 'deadly');
    const views = await start();
    await views.whenCaughtUp(await hold('a', {}));
    writeFileSync(deadly, '');
    const position = await hold('a', { deadly }, {});
    await views.whenCaughtUp(position);
    expect(await views.load('rooms', ['a'])).toEqual([room(3)]);
    expect(troubles).toEqual([
      'The views worker stopped and is started again in 100 ms: The views worker ended with code 3.',
    ]);
    expect(await views.verify()).toEqual([]);
  });

  test('refuse what was asked of a thread that died, and finish the build that it had begun', async () => {
    const { start, hold, folder } = install();
    const deadly = join(folder, 'deadly');
    const views = await start();
    await views.whenCaughtUp(await hold('a', { deadly }));
    writeFileSync(deadly, '');
    await expect(views.rebuild('rooms')).rejects.toMatchObject({ code: 'VIEWS_RESTARTING', kind: 'unavailable' });
    await views.whenCaughtUp(await hold('a', {}));
    await views.rebuild('rooms');
    expect(await views.load('rooms', ['a'])).toEqual([room(2)]);
  });

  test('answer nothing any more once they are closed', async () => {
    const { start } = install();
    const views = await start();
    await views.close();
    await expect(views.load('rooms', ['a'])).rejects.toMatchObject({ code: 'VIEWS_RESTARTING' });
    await expect(views.retry('rooms', 'a')).rejects.toMatchObject({ code: 'VIEWS_RESTARTING' });
  });

  test('do not start over a log that is not there', async () => {
    const { start, folder } = install();
    await expect(start({ logPath: join(folder, 'elsewhere.db') })).rejects.toThrow();
  });
});

describe('a views file that cannot be used is made anew from the log', () => {
  const once = async (spoil: (viewsPath: string) => void) => {
    const { start, hold, viewsPath, troubles } = install();
    const first = await start();
    const position = await hold('a', ...Array.from({ length: 50 }, () => ({})));
    await first.whenCaughtUp(position);
    await first.close();
    expect(existsSync(`${viewsPath}-wal`)).toBe(false);
    spoil(viewsPath);
    const second = await start();
    await second.whenCaughtUp(position);
    expect(await second.load('rooms', ['a'])).toEqual([room(50)]);
    return troubles;
  };

  test('when it is of another layout', async () => {
    await once(path => {
      const db = new DatabaseSync(path);
      db.exec('PRAGMA user_version=99; DROP TABLE slots;');
      db.close();
    });
  });

  test('when it is no database', async () => {
    const troubles = await once(path => writeFileSync(path, 'x'.repeat(50_000)));
    expect(troubles).toEqual([expect.stringContaining('The views file is damaged and is made anew from the log')]);
  });

  test('when it was cut short', async () => {
    const troubles = await once(path => truncateSync(path, 40_000));
    expect(troubles).toEqual([expect.stringContaining('The views file is damaged and is made anew from the log')]);
  });
});
