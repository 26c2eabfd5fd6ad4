import { view, type EventEnvelope } from '@strata/kernel';
import { staff, type StaffEvent, type StaffState } from '../staff.decider.ts';

export type StaffDoc = StaffState & {
  /** When the last event was recorded: whoever keeps a copy asks for what is newer. */
  readonly seen: string;
};

const fold = (doc: StaffDoc, event: EventEnvelope<StaffEvent>): StaffDoc => ({ ...staff.evolve(doc, event), seen: event.recordedAt });

export const staffView = view<StaffDoc>({
  name: 'rosters_staff',
  version: 1,
  key: (event: EventEnvelope<StaffEvent>) => event.data.staffId,
  initial: () => ({ ...staff.initialState, seen: '' }),
  on: { StaffRegistered: fold, StaffChanged: fold, StaffLeft: fold },
  columns: { seen: (doc) => doc.seen },
  indexes: [['seen']],
  scopes: () => ['district'],
});
