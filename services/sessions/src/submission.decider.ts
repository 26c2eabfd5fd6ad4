import type { EventOf, SubmissionAccepted, SubmissionRejected, SubmissionRepeated } from '@strata/contracts';
import type { Decider, Message } from '@strata/kernel';

export type SubmissionEvent = EventOf<typeof SubmissionAccepted> | EventOf<typeof SubmissionRejected>;
export type RecordSubmission = Message<'RecordSubmission', { readonly events: readonly SubmissionEvent[] }>;

/** A batch is recorded once, with a verdict on each event that was rejected. */
export const submission: Decider<boolean, RecordSubmission, SubmissionEvent> = {
  initialState: false,
  decide: (recorded, { data }) => (recorded ? [] : data.events),
  evolve: () => true,
};

export type RememberRepeat = Message<'RememberRepeat', EventOf<typeof SubmissionRepeated>['data']>;

/** The id of an event that said what was known already. */
export const repeat: Decider<boolean, RememberRepeat, EventOf<typeof SubmissionRepeated>> = {
  initialState: false,
  decide: (remembered, { data }) => (remembered ? [] : [{ type: 'SubmissionRepeated', data }]),
  evolve: () => true,
};
