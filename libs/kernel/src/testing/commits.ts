import { uuidV7 } from '../clock.ts';
import type { CommitMetadata, NewEvent } from '../envelope.ts';
import type { Commit } from '../event-store.ts';

const ids = uuidV7();

export type CommitDetails = {
  readonly commitId?: string;
  readonly metadata?: Partial<CommitMetadata>;
  /** One event each; what is left out is filled in. */
  readonly events?: readonly Partial<NewEvent>[];
};

/** A commit for tests of logs and feeds. Without details: one event, fresh ids. */
export const commitOn = (streamId: string, expectedVersion: number, details: CommitDetails = {}): Commit => ({
  commitId: details.commitId ?? ids.next(),
  streamId,
  expectedVersion,
  events: (details.events ?? [{}]).map(event => ({
    id: ids.next(),
    type: 'LessonHeld',
    schemaVersion: 1,
    topic: 'strata.lessons.lesson.v1',
    key: streamId,
    occurredAt: '2026-09-01T08:00:00.000Z',
    data: { minutes: 30 },
    ...event,
  })),
  metadata: {
    tenant: 'district',
    actor: 'user:1',
    source: 'test',
    recordedAt: '2026-09-01T08:00:00.000Z',
    correlationId: ids.next(),
    ...details.metadata,
  },
});

/** As many events as asked for, told apart by their number. */
export const lessons = (count: number): Partial<NewEvent>[] =>
  Array.from({ length: count }, (_, number) => ({ data: { number } }));
