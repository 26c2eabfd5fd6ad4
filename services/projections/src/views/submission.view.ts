import { view } from '@strata/kernel';
import type { Envelope, EventHandlers } from './event-handlers.ts';

export type RejectedEvent = { at: string; index: number; eventId?: string; source?: string; eventType?: string; code: string; detail: string; pointers: string[] };

/** One batch that a provider posted: how much of it was taken, and why the rest was not. */
export type SubmissionDoc = { providerId: string; at: string; accepted: number; duplicates: number; rejected: RejectedEvent[] };

const on: EventHandlers<SubmissionDoc> = {
  SubmissionAccepted: (doc, { data, recordedAt }) => Object.assign(doc, { providerId: data.providerId, at: recordedAt, accepted: data.accepted, duplicates: data.duplicates }),
  SubmissionRejected: (doc, { data, recordedAt }) => {
    const { index, eventId, source, eventType, problem } = data;
    const rejected: RejectedEvent = {
      at: recordedAt, index, code: problem.code, detail: problem.detail, pointers: problem.errors?.map(({ pointer }) => pointer) ?? [],
      ...(eventId !== undefined && { eventId }), ...(source !== undefined && { source }), ...(eventType !== undefined && { eventType }),
    };
    return Object.assign(doc, { providerId: data.providerId, at: recordedAt, rejected: [...doc.rejected.filter((other) => other.index !== index), rejected].sort((a, b) => a.index - b.index) });
  },
};

export const submissionView = view<SubmissionDoc>({
  name: 'submission',
  version: 1,
  on,
  key: ({ data }: Envelope<'SubmissionAccepted'>) => data.batchId,
  initial: () => ({ providerId: '', at: '', accepted: 0, duplicates: 0, rejected: [] }),
  columns: {
    providerId: ({ providerId }) => providerId,
    at: ({ at }) => at,
    /** The provider, for batches in which something was rejected: the list that somebody works off. */
    rejectedFor: ({ providerId, rejected }) => (rejected.length > 0 ? providerId : null),
  },
  indexes: [['providerId', 'at'], ['rejectedFor', 'at']],
  rollups: {
    counts: {
      dimensions: ['providerId'],
      measures: ['accepted', 'duplicates', 'rejected'],
      of: ({ providerId, accepted, duplicates, rejected }) => [{ key: { providerId }, add: { accepted, duplicates, rejected: rejected.length } }],
    },
    rejections: {
      dimensions: ['providerId', 'code'],
      measures: ['events'],
      of: ({ providerId, rejected }) => rejected.map(({ code }) => ({ key: { providerId, code }, add: { events: 1 } })),
    },
  },
  scopes: ({ providerId }) => ['quality', `provider/${providerId}`],
});
