import { existsSync, rmSync } from 'node:fs';
import { view, type EventEnvelope, type View } from '@strata/kernel';

export type RoomDoc = { lessons: number; minutes: number };

type Lesson = EventEnvelope<{ type: 'LessonHeld'; data: { minutes: number; torn?: string; deadly?: string } }>;

/**
 * One document per room. Two faults that a real view must never have, for tests: while the file named in `torn` is there,
 * the fold throws; the file named in `deadly` ends the whole thread, once.
 */
export const rooms: View = view<RoomDoc>({
  name: 'rooms',
  version: 1,
  on: {
    LessonHeld: (doc, { data }: Lesson) => {
      if (data.torn !== undefined && existsSync(data.torn)) throw new Error('the page is torn');
      if (data.deadly !== undefined && existsSync(data.deadly)) {
        rmSync(data.deadly);
        process.exit(3);
      }
      return { lessons: doc.lessons + 1, minutes: doc.minutes + data.minutes };
    },
  },
  key: event => (event as EventEnvelope).key,
  initial: () => ({ lessons: 0, minutes: 0 }),
  columns: { minutes: doc => doc.minutes },
  indexes: [['minutes']],
  rollups: {
    total: {
      dimensions: ['all'],
      measures: ['minutes'],
      of: ({ minutes }) => [{ key: { all: 'all' }, add: { minutes } }],
    },
  },
  scopes: (_doc, id) => [`room/${id}`],
});
