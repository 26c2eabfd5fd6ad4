import { view, type EventEnvelope } from '@strata/kernel';
import { student, type StudentEvent, type StudentState } from '../student.decider.ts';

/** What the student's decider knows, so that a roster is compared without reading a single stream; and the sealed profile. */
export type StudentDoc = StudentState & {
  readonly profile: string;
  /** When the last event that changed profile or schools was recorded: whoever keeps a copy asks for what is newer. */
  readonly seen: string;
};

const fold = (doc: StudentDoc, event: EventEnvelope<StudentEvent>): StudentDoc => ({ ...doc, ...student.evolve(doc, event) });

const foldSeen = (doc: StudentDoc, event: EventEnvelope<StudentEvent>): StudentDoc => ({ ...fold(doc, event), seen: event.recordedAt });

const foldProfile = (doc: StudentDoc, event: EventEnvelope<Extract<StudentEvent, { data: { profile: string } }>>): StudentDoc =>
  ({ ...foldSeen(doc, event), profile: event.data.profile });

export const studentView = view<StudentDoc>({
  name: 'rosters_student',
  version: 1,
  key: (event: EventEnvelope<StudentEvent>) => event.data.studentId,
  initial: () => ({ ...student.initialState, profile: '', seen: '' }),
  on: {
    StudentRegistered: foldProfile,
    StudentProfileChanged: foldProfile,
    StudentEnrolled: foldSeen,
    StudentWithdrawn: foldSeen,
    ClassEnrollmentStarted: fold,
    ClassEnrollmentChanged: fold,
    ClassEnrollmentEnded: fold,
    GuardianLinked: fold,
    GuardianUnlinked: fold,
  },
  columns: { seen: (doc) => doc.seen },
  indexes: [['seen']],
  rollups: {
    enrolled: {
      dimensions: ['schoolId'],
      measures: [],
      of: (doc) => doc.schools.map(([schoolId]) => ({ key: { schoolId }, add: {} })),
    },
  },
  scopes: () => ['district'],
});
