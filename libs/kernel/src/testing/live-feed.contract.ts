import { describe, expect, test } from '@jest/globals';
import type { LiveFeed, LiveMessage } from '../live-feed.ts';

const census = (version: number) => [{ view: 'census', scope: 'district', version }];
const EVERYTHING = [{ view: '*', scope: '*', version: 0 }];

/** Every live feed passes this suite. `open` gives a feed that keeps this many messages. */
export const liveFeedContract = (name: string, open: (kept: number) => Promise<LiveFeed>) =>
  describe(`live feed: ${name}`, () => {
    const listen = async (feed: LiveFeed, lastId?: string) => {
      const messages: LiveMessage[] = [];
      const stop = await feed.subscribe(lastId, message => messages.push(message));
      return { messages, stop, versions: () => messages.map(({ invalidations }) => invalidations[0]!.version) };
    };

    test('whoever listens hears what is published from then on, in order', async () => {
      const feed = await open(10);
      await feed.publish(census(1));
      const [one, two] = [await listen(feed), await listen(feed)];
      await feed.publish(census(2));
      two.stop();
      await feed.publish(census(3));
      expect(one.versions()).toEqual([2, 3]);
      expect(two.versions()).toEqual([2]);
      expect(new Set(one.messages.map(({ id }) => id)).size).toBe(2);
    });

    test('a page that comes back with the last id it saw gets what it missed', async () => {
      const feed = await open(3);
      const before = await listen(feed);
      for (let version = 1; version <= 5; version++) await feed.publish(census(version));
      const since = async (version: number) => (await listen(feed, before.messages[version - 1]!.id)).versions();
      expect(await since(5)).toEqual([]);
      expect(await since(4)).toEqual([5]);
      expect(await since(2)).toEqual([3, 4, 5]);
    });

    test('a page that was away too long is told to fetch everything, and goes on from there', async () => {
      const feed = await open(3);
      const before = await listen(feed);
      for (let version = 1; version <= 5; version++) await feed.publish(census(version));
      const late = await listen(feed, before.messages[0]!.id);
      expect(late.messages.map(({ invalidations }) => invalidations)).toEqual([EVERYTHING]);
      await feed.publish(census(6));
      expect(late.versions()).toEqual([0, 6]);
      expect((await listen(feed, late.messages[0]!.id)).versions()).toEqual([6]);
    });

    test('an id that nobody gave means: fetch everything', async () => {
      const feed = await open(3);
      await feed.publish(census(1));
      for (const id of ['', 'nonsense', '1', '-1', 'a.b.c']) {
        expect((await listen(feed, id)).messages.map(({ invalidations }) => invalidations)).toEqual([EVERYTHING]);
      }
    });

    test('publishing nothing tells nobody', async () => {
      const feed = await open(3);
      const { messages } = await listen(feed);
      await feed.publish([]);
      expect(messages).toEqual([]);
    });
  });
