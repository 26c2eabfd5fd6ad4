import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventEnvelope } from '../envelope.ts';
import type { View } from '../view.ts';
import { activity, pupilEvents, pupils } from './pupil-views.ts';
import { foldBatches, viewLaws } from './view-laws.ts';

const pupil = fc.constantFrom('ann', 'bob', 'cat');
const fact = fc.oneof(
  fc.tuple(fc.constant('Moved'), fc.record({ pupil, school: fc.constantFrom('north', 'south') })),
  fc.tuple(fc.constant('Read'), fc.record({ pupil, pages: fc.integer({ min: 1, max: 90 }) })),
  fc.tuple(fc.constant('Named'), fc.record({ pupil, nickname: fc.string({ maxLength: 3 }) })),
  fc.tuple(fc.constant('Left'), fc.record({ pupil })),
);
const days = fc.array(fact, { minLength: 1, maxLength: 20 }).map(facts => pupilEvents(...facts));

viewLaws(pupils, days);
viewLaws(activity, days);

describe('a view that breaks a law is found', () => {
  const broken = (change: Partial<View>): View => ({ ...activity, ...change });
  const [first, second] = pupilEvents(
    ['Moved', { pupil: 'ann', school: 'a' }],
    ['Moved', { pupil: 'bob', school: 'b' }],
  ) as [EventEnvelope, EventEnvelope];
  const turned = [
    { ...second, position: 1 },
    { ...first, position: 2 },
  ];
  const dumpOf = async (view: View, ...batches: (readonly EventEnvelope[])[]) =>
    (await foldBatches(view, batches, { cold: true })).dump;

  test('when it lists events of different keys in the order of arrival', async () => {
    const list = broken({
      on: {
        Moved: (doc, event) => ({ seen: [...((doc as { seen?: string[] }).seen ?? []), (event as EventEnvelope).key] }),
      },
    });
    expect(await dumpOf(list, [first, second])).not.toBe(await dumpOf(list, turned));
  });

  test('when it keeps what a store would lose', async () => {
    const lossy = broken({
      on: { Moved: doc => ({ at: new Date(0), was: typeof (doc as { at?: unknown }).at }) },
    });
    expect(await dumpOf(lossy, [first, second])).not.toBe(await dumpOf(lossy, [first], [second]));
  });

  test('when it changes an event', async () => {
    const greedy = broken({ on: { Moved: (doc, event) => Object.assign((event as EventEnvelope).data, doc) } });
    await expect(dumpOf(greedy, [first])).rejects.toThrow('could not fold Moved');
  });
});
