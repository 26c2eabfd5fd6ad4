import { describe, expect, test } from '@jest/globals';
import { inMemoryEventStore } from '../in-memory-event-store.ts';
import { inMemoryLiveFeed } from '../in-memory-live-feed.ts';
import type { LiveMessage } from '../live-feed.ts';
import { view } from '../view.ts';
import { commitOn, lessons } from './commits.ts';
import { inMemoryViews } from './in-memory-views.ts';

const taught = view<{ lessons: number }>({
  name: 'taught',
  version: 1,
  on: { LessonHeld: doc => ({ lessons: doc.lessons + 1 }) },
  key: () => 'all',
  initial: () => ({ lessons: 0 }),
  scopes: () => ['district'],
});

const clock = { now: () => Date.UTC(2026, 8, 1, 8, 0, 4) };

describe('views in memory, for tests', () => {
  test('hold what was awaited, and tell browsers of it', async () => {
    const store = inMemoryEventStore();
    const liveFeed = inMemoryLiveFeed();
    const told: LiveMessage[] = [];
    await liveFeed.subscribe(undefined, message => void told.push(message));
    const views = inMemoryViews([taught], store, { liveFeed });
    expect(await views.load('taught', ['all'])).toEqual([undefined]);
    await store.append([commitOn('room-1', 0, { events: lessons(3) })]);
    await views.whenCaughtUp(3);
    expect(await views.load('taught', ['all'])).toEqual([{ lessons: 3 }]);
    expect(told.at(-1)!.invalidations).toEqual([{ view: 'taught', scope: 'district', version: 3 }]);
  });

  test('say when a position does not come', async () => {
    const views = inMemoryViews([taught], inMemoryEventStore());
    await expect(views.whenCaughtUp(1, 5)).rejects.toMatchObject({
      code: 'VIEWS_BEHIND',
      details: { position: 0, wanted: 1 },
    });
  });

  test('lag by the age of the oldest event that they lack, and by nothing once they have caught up', async () => {
    const store = inMemoryEventStore();
    const views = inMemoryViews([taught], store, { clock });
    await views.whenCaughtUp(0);
    await store.append([commitOn('room-1', 0)]);
    expect(views.progress()).toEqual({ position: 0, asOf: '2026-09-01T08:00:00.000Z', lagSeconds: 4 });
    await views.whenCaughtUp(1);
    expect(views.progress()).toEqual({ position: 1, asOf: '2026-09-01T08:00:04.000Z', lagSeconds: 0 });
  });

  test('can be operated like the real ones', async () => {
    const store = inMemoryEventStore();
    const views = inMemoryViews([taught], store);
    await store.append([commitOn('room-1', 0, { events: lessons(2) })]);
    await views.rebuild('taught');
    expect(await views.status()).toEqual([{ name: 'taught', version: 1, status: 'live', position: 2, documents: 1 }]);
    expect(await views.parked()).toEqual([]);
    expect(await views.retry('taught', 'room-1')).toBe(0);
    expect(await views.discard('taught', 'room-1')).toBe(0);
    expect(await views.verify()).toEqual([]);
  });
});
