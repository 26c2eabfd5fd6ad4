import type { EventEnvelope } from '../envelope.ts';
import type { LogReader } from '../log-reader.ts';
import { view, type View } from '../view.ts';

/** A small world to try view stores with: pupils move between schools and read pages. */
export type PupilDoc = { school: string; pages: number[]; nickname: string | null };

type Moved = EventEnvelope<{ type: 'Moved'; data: { pupil: string; school: string } }>;
type Read = EventEnvelope<{ type: 'Read'; data: { pupil: string; pages: number } }>;
type Named = EventEnvelope<{ type: 'Named'; data: { pupil: string; nickname: string } }>;
type Left = EventEnvelope<{ type: 'Left'; data: { pupil: string } }>;

/** One document per pupil. `Spoilt` cannot be folded, unless its data says that it was mended. */
export const pupils: View = view<PupilDoc>({
  name: 'pupils',
  version: 1,
  on: {
    Moved: (doc, { data }: Moved) => Object.assign(doc, { school: data.school }),
    Read: (doc, { data }: Read) => {
      doc.pages.push(data.pages);
      return doc;
    },
    Named: (doc, { data }: Named) => Object.assign(doc, { nickname: data.nickname }),
    Left: doc => Object.assign(doc, { school: '', pages: [], nickname: null }),
    Spoilt: doc => {
      doc.pages.push(1_000_000); // half the work is done when it fails
      if (spoiltFails.now) throw new Error('a page is torn');
      return doc;
    },
  },
  key: ({ data }: Moved | Read | Named | Left) => data.pupil,
  initial: () => ({ school: '', pages: [], nickname: null }),
  empty: doc => doc.school === '' && doc.pages.length === 0 && doc.nickname === null,
  columns: { school: doc => doc.school, pages: doc => doc.pages.length, nickname: doc => doc.nickname },
  indexes: [['school', 'pages'], ['nickname']],
  rollups: {
    reading: {
      dimensions: ['school', 'habit'],
      measures: ['pages'],
      of: doc => {
        if (doc.school === '') return [];
        const pages = doc.pages.reduce((sum, count) => sum + count, 0);
        return [{ key: { school: doc.school, habit: pages > 100 ? 'avid' : 'casual' }, add: { pages } }];
      },
    },
  },
  scopes: (doc, id) => [`school/${doc.school}`, `pupil/${id}`],
});

/** A fault in the code of the view above, which an operator mends before trying again. */
export const spoiltFails = { now: true };

/** One document per school and event type: fed by the events of many keys. */
export const activity: View = view<{ count: number }>({
  name: 'activity',
  version: 1,
  on: Object.fromEntries(
    ['Moved', 'Read', 'Named', 'Left'].map(type => [type, (doc: { count: number }) => ({ count: doc.count + 1 })]),
  ),
  key: event => ['all', (event as EventEnvelope).type],
  initial: () => ({ count: 0 }),
});

/** Events of this world, in the order of the log. */
export const pupilEvents = (
  ...facts: readonly (readonly [type: string, data: { pupil: string; [field: string]: unknown }])[]
): EventEnvelope[] =>
  facts.map(([type, data], index) => ({
    id: `00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
    type,
    schemaVersion: 1,
    topic: 'strata.test.pupil.v1',
    key: data.pupil,
    tenant: 'test',
    actor: 'test',
    source: 'test',
    correlationId: 'test',
    stream: `pupil-${data.pupil}`,
    version: facts.slice(0, index + 1).filter(([, other]) => other.pupil === data.pupil).length,
    position: index + 1,
    occurredAt: '2026-09-01T08:00:00.000Z',
    recordedAt: new Date(Date.UTC(2026, 8, 1, 8, 0, index)).toISOString(),
    data,
  }));

/** A log of given events that grows by `add`, with positions of its own. */
export const logOf = (
  ...start: readonly EventEnvelope[]
): LogReader & { add(...events: readonly EventEnvelope[]): void } => {
  const events: EventEnvelope[] = [];
  const add = (...more: readonly EventEnvelope[]) => {
    for (const event of more) events.push({ ...event, position: events.length + 1 });
  };
  add(...start);
  return {
    add,
    head: () => events.length,
    readAll: (after, limit, types) =>
      structuredClone(
        events.filter(event => event.position > after && (types?.includes(event.type) ?? true)).slice(0, limit),
      ),
  };
};
