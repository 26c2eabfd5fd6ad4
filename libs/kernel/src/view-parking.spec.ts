import { afterEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InMemoryViewStore } from './in-memory-view-store.ts';
import { dumpViews } from './testing/view-dump.ts';
import { logOf, pupilEvents, pupils, spoiltFails } from './testing/pupil-views.ts';
import { ViewHost } from './view-host.ts';

afterEach(() => {
  spoiltFails.now = true;
});

const pupil = fc.constantFrom('ann', 'bob', 'cat');
const fact = fc.oneof(
  fc.tuple(fc.constant('Moved'), fc.record({ pupil, school: fc.constantFrom('north', 'south') })),
  fc.tuple(fc.constant('Read'), fc.record({ pupil, pages: fc.integer({ min: 1, max: 90 }) })),
  fc.tuple(fc.constant('Left'), fc.record({ pupil })),
  fc.tuple(fc.constant('Spoilt'), fc.record({ pupil })),
);
const history = fc.array(fact, { minLength: 1, maxLength: 25 }).map(facts => pupilEvents(...facts));
const size = fc.integer({ min: 1, max: 6 });

const drive = async <Result>(host: ViewHost, asked: Promise<Result>): Promise<Result> => {
  while (await host.advance());
  return asked;
};

test('whatever was parked, folding it later gives the same bytes as if it had never waited', async () => {
  let parkedOnce = 0;
  const property = fc.asyncProperty(history, size, size, fc.nat(25), async (events, page, bulk, first) => {
    const [late, never] = [new InMemoryViewStore(), new InMemoryViewStore()];
    const log = logOf(...events.slice(0, first));
    const open = (store: InMemoryViewStore) =>
      ViewHost.open({ store, log, views: [pupils], clock: { now: () => 0 }, limits: { page, bulk } });

    spoiltFails.now = true;
    const host = await open(late);
    await drive(host, Promise.resolve());
    log.add(...events.slice(first));
    await drive(host, Promise.resolve());
    const parked = await host.parked();
    parkedOnce += parked.length;
    expect(await host.verify()).toEqual([]);

    spoiltFails.now = false;
    for (const key of new Set(parked.map(event => event.key))) await drive(host, host.retry('pupils', key));
    expect(await host.parked()).toEqual([]);
    await drive(await open(never), Promise.resolve());
    expect(await dumpViews(late, [pupils])).toBe(await dumpViews(never, [pupils]));
    expect(await host.verify()).toEqual([]);
  });
  await fc.assert(property, { numRuns: 200 });
  expect(parkedOnce).toBeGreaterThan(0);
});
