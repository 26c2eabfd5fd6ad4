import { describe, expect, test } from '@jest/globals';
import { catalogue } from '@strata/contracts';
import { inMemoryEventStore, inMemoryVault, uuidV7, type Catalogue } from '@strata/kernel';
import fc from 'fast-check';
import { scopeOf } from './agreements.ts';
import { ProviderDoor, type Verdict } from './provider-door.ts';

const clock = { now: () => Date.parse('2026-10-05T20:00:00Z') };
const students = ['stu-1', 'stu-2', 'stu-3'];
const scope = scopeOf({
  providerId: 'p1', name: 'Ready', keys: [],
  agreements: [{ agreementId: 'a1', purposes: [{ domain: 'math', tier: 'more' }], students: new Map(students.map((studentId) => [studentId, { studentId }])), begin: '2026-09-01', ended: false, timeZone: 'America/Chicago' }],
});

/** A door on a log of its own. */
const newDoor = () => {
  const store = inMemoryEventStore();
  const door = new ProviderDoor({ store, catalogue: catalogue as unknown as Catalogue, clock, ids: uuidV7(), tenant: 'test' }, inMemoryVault(), clock);
  let batches = 0;
  return {
    post: (events: readonly object[], dryRun = false) =>
      door.receive({ batchId: `b${++batches}`, sender: { providerId: 'p1', scope }, events: JSON.parse(JSON.stringify(events)) as unknown[], by: { actor: 'provider:p1', source: 'spec', correlationId: 'c' }, dryRun }),
    /** What the log says of each session, in its order. */
    facts: () => {
      const bySession: Record<string, unknown[]> = {};
      for (const { type, data, stream, topic } of store.readAll(0, Number.MAX_SAFE_INTEGER)) if (topic === 'strata.sessions.session.v1') (bySession[stream] ??= []).push({ type, data });
      return bySession;
    },
    length: () => store.readAll(0, Number.MAX_SAFE_INTEGER).length,
  };
};

type Sent = { specversion: '1.0'; id: string; source: string; type: string; time: string; data: { providerSessionId: string } };
const RANK = ['org.strata.session.scheduled.v1', 'org.strata.session.held.v1', 'org.strata.session.cancelled.v1', 'org.strata.attendance.corrected.v1', 'org.strata.session.voided.v1'];
const hour = fc.integer({ min: 8, max: 12 }).map((value) => String(value).padStart(2, '0'));
const group = fc.subarray([...students, 'stranger'], { minLength: 1 });
const minutes = fc.integer({ min: 0, max: 3 }).map((value) => value * 10);
const plan = fc.record({ scheduledStart: hour.map((value) => `2026-10-05T${value}:00:00-05:00`), students: group.map((ids) => ids.map((studentId) => ({ studentId }))) })
  .map((data) => ({ ...data, scheduledEnd: '2026-10-05T13:00:00-05:00' }));
const attendance = fc.tuple(group, minutes).map(([ids, minutesPresent]) => ids.map((studentId) => ({ studentId, attendance: 'present', minutesPresent })));
const data = fc.oneof(
  plan.map((facts) => ({ type: RANK[0]!, facts: facts as object })),
  fc.record({ students: attendance, actualStart: hour.map((value) => `2026-10-05T${value}:00:00-05:00`) }).map((facts) => ({ type: RANK[1]!, facts: { ...facts, actualEnd: '2026-10-05T13:00:00-05:00' } })),
  fc.record({ status: fc.constantFrom('cancelled', 'no_show') }).map((facts) => ({ type: RANK[2]!, facts })),
  plan.map((facts) => ({ type: RANK[2]!, facts: { ...facts, cancelledBy: 'school' } })),
  fc.record({ students: attendance, reason: fc.constant('late') }).map((facts) => ({ type: RANK[3]!, facts })),
  fc.constant({ type: RANK[4]!, facts: { reason: 'twice' } }),
);
/** Events about a few sessions, each with a time and an id of its own; some are sent twice. */
const batch = fc.array(fc.record({ session: fc.integer({ min: 1, max: 3 }), event: data, again: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 12 }).map((made) =>
  made.flatMap(({ session, event, again }, place): Sent[] => {
    const sent: Sent = { specversion: '1.0', id: `e${place}`, source: '/s', type: event.type, time: `2026-10-05T15:${String(place).padStart(2, '0')}:00Z`, data: { providerSessionId: `x${session}`, ...event.facts } };
    return again === 0 ? [sent, { ...sent }] : [sent];
  }));
const rankOf = ({ type }: Sent) => [0, 1, 1, 2, 3][RANK.indexOf(type)]!;
const inOrder = (events: readonly Sent[]) => [...events].sort((a, b) => rankOf(a) - rankOf(b) || (a.time < b.time ? -1 : 1));

const told = (verdicts: readonly Verdict[]) => verdicts.map((verdict) => `${verdict.id} ${verdict.status === 'rejected' ? verdict.error.code : verdict.status}`);
const count = (verdicts: readonly Verdict[], status: Verdict['status']) => verdicts.filter((verdict) => verdict.status === status).length;

describe('any batch', () => {
  test('gets one verdict per event, in the order of the events', () =>
    fc.assert(fc.asyncProperty(batch, async (events) => {
      const verdicts = await newDoor().post(events);
      expect(verdicts.map(({ index }) => index)).toEqual(events.map((_, index) => index));
      expect(count(verdicts, 'accepted') + count(verdicts, 'duplicate') + count(verdicts, 'rejected')).toBe(events.length);
    })));

  test('posted twice is recorded once', () =>
    fc.assert(fc.asyncProperty(batch, async (events) => {
      const door = newDoor();
      const first = await door.post(events);
      const [facts, length] = [door.facts(), door.length()];
      const second = await door.post(events);
      expect(door.facts()).toEqual(facts);
      expect(door.length()).toBe(length);
      expect(count(second, 'accepted')).toBe(0);
      expect(count(second, 'rejected')).toBe(count(first, 'rejected'));
    })));

  test('shuffled says the same', () =>
    fc.assert(fc.asyncProperty(batch, fc.infiniteStream(fc.nat()), async (events, order) => {
      const [straight, shuffled] = [newDoor(), newDoor()];
      const before = told(await straight.post(events)).sort();
      const mixed = events.map((event) => ({ event, at: order.next().value as number })).sort((a, b) => a.at - b.at).map(({ event }) => event);
      expect(told(await shuffled.post(mixed)).sort()).toEqual(before);
      expect(shuffled.facts()).toEqual(straight.facts());
    })));

  test('sent in parts, what came first first, says the same', () =>
    fc.assert(fc.asyncProperty(batch, fc.integer({ min: 1, max: 5 }), async (events, size) => {
      const [whole, parts] = [newDoor(), newDoor()];
      await whole.post(events);
      const ordered = inOrder(events);
      for (let start = 0; start < ordered.length; start += size) await parts.post(ordered.slice(start, start + size));
      expect(parts.facts()).toEqual(whole.facts());
    })));

  test('gets the verdicts in a trial that it gets in earnest', () =>
    fc.assert(fc.asyncProperty(batch, batch, async (before, events) => {
      const door = newDoor();
      await door.post(before);
      const length = door.length();
      const trial = await door.post(events, true);
      expect(door.length()).toBe(length);
      expect(told(trial)).toEqual(told(await door.post(events)));
    })));
});

test('two deliveries of the same batch at the same time are recorded once', async () => {
  const door = newDoor();
  const held = { specversion: '1.0', id: 'e1', source: '/s', type: RANK[1], data: { providerSessionId: 'x1', actualStart: '2026-10-05T08:00:00-05:00', actualEnd: '2026-10-05T08:30:00-05:00', students: [{ studentId: 'stu-1', attendance: 'present', minutesPresent: 30 }] } };
  const verdicts = (await Promise.all([door.post([held]), door.post([held])])).flat();
  expect(verdicts.map(({ status }) => status).sort()).toEqual(['accepted', 'duplicate']);
  expect(door.length()).toBe(2);
});
