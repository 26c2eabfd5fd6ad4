import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventEnvelope } from '../envelope.ts';
import { InMemoryViewStore } from '../in-memory-view-store.ts';
import { ViewDrafts } from '../view-drafts.ts';
import { recount } from '../view-rollups.ts';
import { ViewRunner } from '../view-runner.ts';
import type { View } from '../view.ts';
import { dumpSlot } from './view-dump.ts';

export type ViewLawOptions = {
  /** Histories tried per law (default 50). */
  readonly runs?: number;
};

/**
 * What every view must hold to, tried on any histories: `arbitraryEvents` makes them, in the order of a log. Make them
 * touch few documents, so that they meet.
 *
 * - Any interleaving of topics and keys gives equal documents: only the order within one key of one topic may matter.
 * - It matters neither where batches end, nor whether documents come from memory or from the store.
 * - Batches that come again change nothing.
 * - Rollups equal a recount; folding the log again gives the same bytes; no event fails, and none is changed by a fold.
 */
export const viewLaws = (
  view: View,
  arbitraryEvents: fc.Arbitrary<readonly EventEnvelope[]>,
  { runs = 50 }: ViewLawOptions = {},
) =>
  describe(`the laws of views hold for ${view.name}`, () => {
    let documents = 0;
    const hold = async (law: (events: readonly EventEnvelope[], chance: Chance) => Promise<void>) => {
      documents = 0;
      const seeds = fc.integer({ min: 1, max: 0x7fffffff });
      const property = fc.asyncProperty(arbitraryEvents, seeds, (events, seed) => law(events, chanceOf(seed)));
      await fc.assert(property, { numRuns: runs });
      if (documents === 0) throw new Error(`These events touch no document of ${view.name}: the law was not tried.`);
    };
    const folded = async (batches: readonly (readonly EventEnvelope[])[], options: FoldOptions = {}) => {
      const result = await foldBatches(view, batches, options);
      documents += result.documents;
      return result.dump;
    };

    test('the order of arrival does not matter, except within one key of one topic', () =>
      hold(async (events, chance) => {
        const inOrder = await folded([events]);
        const shuffled = interleave(events, chance);
        expect(await folded(cut(shuffled, chance), { cold: true })).toBe(inOrder);
      }));

    test('it does not matter where a batch ends', () =>
      hold(async (events, chance) => {
        const atOnce = await folded([events]);
        expect(await folded(cut(events, chance))).toBe(atOnce);
        expect(
          await folded(
            events.map(event => [event]),
            { cold: true },
          ),
        ).toBe(atOnce);
      }));

    test('a batch that comes again changes nothing', () =>
      hold(async (events, chance) => {
        const batches = cut(events, chance);
        const again = batches.flatMap((batch, index) => [batch, batch, batches.slice(0, index + 1).flat()]);
        expect(await folded(again)).toBe(await folded(batches));
      }));

    test('rollups equal a recount of the documents', () =>
      hold(async (events, chance) => {
        const { store, slot, ...rest } = await foldBatches(view, cut(interleave(events, chance), chance), {
          cold: true,
        });
        documents += rest.documents;
        expect(await recount(view, await store.scan(slot))).toEqual([]);
      }));

    test('folding the same log twice gives the same bytes', () =>
      hold(async events => {
        expect(await folded([structuredClone(events)])).toBe(await folded([events]));
      }));
  });

/** Deals out numbers from 0 to `below` - 1. */
type Chance = (below: number) => number;

/** Park and Miller's generator: small, and the same for the same seed. */
const chanceOf = (seed: number): Chance => {
  let state = seed;
  return below => (state = (state * 48271) % 0x7fffffff) % below;
};

type FoldOptions = {
  /** Every document comes from the store each time, never from memory. */
  readonly cold?: boolean;
};

/** Folds batches into an empty store and says what is there then. @throws Error when an event could not be folded. */
export const foldBatches = async (
  view: View,
  batches: readonly (readonly EventEnvelope[])[],
  options: FoldOptions = {},
) => {
  const store = new InMemoryViewStore();
  await store.open([view]);
  const slot = await store.create(view, 'laws');
  const runner = () => new ViewRunner(store, 'laws', [new ViewDrafts(slot, view)], { now: () => 0 });
  let current = runner();
  for (const batch of batches) {
    if (options.cold) current = runner();
    await current.apply({
      partition: 0,
      pages: [{ position: batch.at(-1)?.position ?? 0, events: batch.map(frozen) }],
    });
  }
  const [parked] = await store.parked();
  if (parked) throw new Error(`${view.name} could not fold ${parked.eventType}: ${parked.reason}`);
  return { store, slot: slot.id, dump: await dumpSlot(store, slot.id, view), documents: await store.count(slot.id) };
};

/** A fold that changes its event would change it for the other views as well. */
const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
};

/** The events in another order, each topic's events of one key still in theirs, with positions to match. */
const interleave = (events: readonly EventEnvelope[], chance: Chance): EventEnvelope[] => {
  const queues = new Map<string, EventEnvelope[]>();
  for (const event of events) {
    const name = JSON.stringify([event.topic, event.key]);
    queues.set(name, [...(queues.get(name) ?? []), event]);
  }
  const waiting = [...queues.values()];
  return events.map((_, index) => {
    const open = waiting.filter(queue => queue.length > 0);
    return { ...open[chance(open.length)]!.shift()!, position: index + 1 };
  });
};

/** Batches of one to seven events. */
const cut = (events: readonly EventEnvelope[], chance: Chance): EventEnvelope[][] => {
  const batches: EventEnvelope[][] = [];
  for (let start = 0; start < events.length;) {
    const size = 1 + chance(7);
    batches.push(events.slice(start, start + size));
    start += size;
  }
  return batches;
};
