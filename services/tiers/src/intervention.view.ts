import type {
  AddedTier, AssignmentEnded, CohortFormed, Domain, DosageChanged, EventOf, InterventionClosed, InterventionOpened, InterventionPrescribed, InterventionRetired, StudentAssignedToIntervention,
} from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';

type Of<Definition> = EventEnvelope<EventOf<Definition>>;

/** A run, for lists. Its groups and students are read from its stream; here they are counted. */
export type InterventionDoc = {
  interventionId: string;
  run: EventOf<typeof InterventionOpened>['data'] | null;
  closed: string | null;
  cohorts: number;
  /** Students who take part. */
  students: string[];
};

export const interventionView = view<InterventionDoc>({
  name: 'tiers_intervention',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as Of<typeof InterventionClosed>).data.interventionId,
  initial: (interventionId) => ({ interventionId, run: null, closed: null, cohorts: 0, students: [] }),
  on: {
    InterventionOpened(doc, { data }: Of<typeof InterventionOpened>) {
      doc.run = data;
      return doc;
    },
    InterventionClosed(doc, { data }: Of<typeof InterventionClosed>) {
      doc.closed = data.date;
      return doc;
    },
    CohortFormed(doc, _event: Of<typeof CohortFormed>) {
      doc.cohorts++;
      return doc;
    },
    StudentAssignedToIntervention(doc, { data }: Of<typeof StudentAssignedToIntervention>) {
      doc.students = [...new Set([...doc.students, data.studentId])].sort();
      return doc;
    },
    AssignmentEnded(doc, { data }: Of<typeof AssignmentEnded>) {
      doc.students = doc.students.filter((studentId) => studentId !== data.studentId);
      return doc;
    },
  },
  columns: {
    status: (doc) => (doc.run === null ? null : doc.closed === null ? 'open' : 'closed'),
    schoolId: (doc) => doc.run?.schoolId ?? null,
    domain: (doc) => doc.run?.domain ?? null,
    tier: (doc) => doc.run?.tier ?? null,
  },
  indexes: [['status'], ['schoolId', 'status'], ['domain', 'status']],
});

/** One student in one run; the id begins with the student, so that one student's lie together. */
export type AssignmentDoc = {
  interventionId: string;
  studentId: string;
  cohortId: string | null;
  name: string;
  domain: Domain | null;
  tier: AddedTier | null;
  begin: string;
  end: string | null;
  endReason: string | null;
  dosage: EventOf<typeof StudentAssignedToIntervention>['data']['dosage'] | null;
};

export const assignmentView = view<AssignmentDoc>({
  name: 'tiers_assignment',
  version: 1,
  key(event: EventEnvelope<never>) {
    const { studentId, interventionId } = (event as Of<typeof AssignmentEnded>).data;
    return `${studentId}|${interventionId}`;
  },
  initial: () => ({ interventionId: '', studentId: '', cohortId: null, name: '', domain: null, tier: null, begin: '', end: null, endReason: null, dosage: null }),
  on: {
    StudentAssignedToIntervention: (_doc, { data }: Of<typeof StudentAssignedToIntervention>) => ({
      interventionId: data.interventionId, studentId: data.studentId, cohortId: data.cohortId ?? null, name: data.name, domain: data.domain, tier: data.tier,
      begin: data.begin, end: null, endReason: null, dosage: data.dosage,
    }),
    DosageChanged(doc, { data }: Of<typeof DosageChanged>) {
      doc.dosage = data.dosage;
      return doc;
    },
    AssignmentEnded(doc, { data }: Of<typeof AssignmentEnded>) {
      doc.end = data.date;
      doc.endReason = data.reason;
      return doc;
    },
  },
  columns: { studentId: (doc) => doc.studentId, begin: (doc) => doc.begin },
  indexes: [['studentId', 'begin']],
});

export type PrescriptionDoc = EventOf<typeof InterventionPrescribed>['data'] & { retiredFor: string | null };

export const prescriptionView = view<PrescriptionDoc>({
  name: 'tiers_prescription',
  version: 1,
  key: (event: EventEnvelope<never>) => (event as Of<typeof InterventionRetired>).data.prescriptionId,
  initial: (prescriptionId) => ({ prescriptionId, name: '', domain: 'ela', tier: 'more', retiredFor: null }),
  on: {
    InterventionPrescribed: (_doc, { data }: Of<typeof InterventionPrescribed>) => ({ ...data, retiredFor: null }),
    InterventionRetired(doc, { data }: Of<typeof InterventionRetired>) {
      doc.retiredFor = data.reason;
      return doc;
    },
  },
  columns: { domain: (doc) => doc.domain, status: (doc) => (doc.retiredFor === null ? 'active' : 'retired') },
  indexes: [['status'], ['domain', 'status']],
});
