import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { expectedOf, Ledger, type Entry } from './ledger.ts';
import { underNewIds, Workload } from './workload.ts';

const held = (session: string, date: string, minutes: Record<string, number>): Entry => ({
  kind: 'held',
  event: session,
  session,
  date,
  minutes,
});

describe('the ledger of the kill runs', () => {
  test('sessions count in the week of their Monday, for the provider and for each student', () => {
    const { provider, students } = expectedOf([
      held('a', '2026-10-05', { ada: 20, ben: 30 }),
      held('b', '2026-10-11', { ada: 10 }),
      held('c', '2026-10-12', { ada: 5 }),
    ]);
    expect([...provider]).toEqual([
      ['2026-10-05', { sessions: 2, attended: 3, minutes: 60 }],
      ['2026-10-12', { sessions: 1, attended: 1, minutes: 5 }],
    ]);
    expect(students.get('ada')!.get('2026-10-05')).toEqual({ sessions: 2, attended: 2, minutes: 30 });
  });

  test('a correction replaces the minutes of its student, and a void takes the session away', () => {
    const entries: Entry[] = [
      held('a', '2026-10-05', { ada: 20, ben: 30 }),
      held('b', '2026-10-06', { ada: 10 }),
      { kind: 'corrected', event: 'a-corrected', session: 'a', student: 'ada', minutes: 5 },
      { kind: 'voided', event: 'b-voided', session: 'b' },
    ];
    expect([...expectedOf(entries).provider.values()]).toEqual([{ sessions: 1, attended: 2, minutes: 35 }]);
  });

  test('placements keep the order in which they were acknowledged', () => {
    const placed = (tier: string, from: string): Entry => ({
      kind: 'placed',
      student: 'ada',
      domain: 'math',
      tier,
      from,
    });
    const { placements } = expectedOf([placed('more', '2026-09-01'), placed('core', '2026-10-01')]);
    expect(placements.get('ada')!.get('math')).toEqual([
      { tier: 'more', from: '2026-09-01' },
      { tier: 'core', from: '2026-10-01' },
    ]);
  });

  test('what was written is read again, and each event is asked for once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'strata-ledger-'));
    try {
      const ledger = new Ledger(join(folder, 'ledger.jsonl'));
      const entries = [held('a', '2026-10-05', { ada: 20 })];
      ledger.write(entries);
      expect(ledger.read()).toEqual(entries);
      expect([ledger.acknowledged, ledger.takeEvents(), ledger.takeEvents()]).toEqual([1, ['a'], []]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the load of the kill runs', () => {
  const workload = (heldOnly: boolean) =>
    new Workload({
      lane: 'audit-0',
      students: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap(id => [1, 2, 3].map(n => id + n)),
      seed: 5,
      heldOnly,
      now: Date.parse('2026-10-30T12:00:00Z'),
    });

  test('no event id comes twice, and every event has its line for the ledger', () => {
    const load = workload(false);
    const actions = Array.from({ length: 200 }, () => load.next());
    const events = actions.flatMap(action =>
      action.kind === 'batch' ? action.events.map(event => (event as { id: string }).id) : [],
    );
    const entries = actions.flatMap(action => (action.kind === 'batch' ? action.entries : []));
    expect(new Set(events).size).toBe(events.length);
    expect(entries.map(entry => (entry.kind === 'placed' ? '' : entry.event))).toEqual(events);
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['held', 'corrected', 'voided']));
    expect(actions.some(({ kind }) => kind === 'placement')).toBe(true);
  });

  test('the same seed gives the same load', () => {
    const [one, other] = [workload(true), workload(true)];
    expect(Array.from({ length: 5 }, () => one.next())).toEqual(Array.from({ length: 5 }, () => other.next()));
  });

  test('a careless repeat names the same students under other ids', () => {
    const action = workload(true).next();
    const again = underNewIds(action, 1);
    if (action.kind !== 'batch' || again.kind !== 'batch') throw new Error('Only batches here.');
    const [first, second] = [action.events[0], again.events[0]] as {
      id: string;
      data: { providerSessionId: string; students: unknown };
    }[];
    expect(second!.id).not.toBe(first!.id);
    expect(second!.data.providerSessionId).not.toBe(first!.data.providerSessionId);
    expect(second!.data.students).toEqual(first!.data.students);
  });
});
