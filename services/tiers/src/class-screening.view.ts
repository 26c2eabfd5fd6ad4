import type { EventOf, EvidenceState, Grade, ScreeningRecorded, TierRecommended } from '@strata/contracts';
import { view, type EventEnvelope } from '@strata/kernel';
import { bandOf, cutOf, isClassWide, type ClassFigures, type Rules, type Screening } from './recommendation.ts';
import { screeningOf } from './screening.decider.ts';

type ScreenedStudent = {
  screeningId: string;
  studentId: string;
  instrument: string;
  gradeLevel: Grade | null;
  score: number;
  percentile: number | null;
  /** What the rule last said of this screening. */
  said: EvidenceState | null;
};
/** One class, domain and screening period: what everybody scored, as facts. What they mean depends on the rule set. */
export type ClassScreeningDoc = { classId: string; screened: ScreenedStudent[] };

type Recommended = EventEnvelope<EventOf<typeof TierRecommended>>;

export const classScreeningId = ({ classId, domain, schoolYear, period }: Pick<Screening, 'classId' | 'domain' | 'schoolYear' | 'period'>): string => `${schoolYear}|${period}|${domain}|${classId}`;

const recorded = (doc: ClassScreeningDoc, { data }: EventEnvelope<EventOf<typeof ScreeningRecorded>>): ClassScreeningDoc => {
  const { screeningId, studentId, instrument, gradeLevel = null, score, percentile = null, classId } = data;
  const held = doc.screened.find((one) => one.screeningId === screeningId && one.studentId === studentId);
  doc.classId = classId!;
  return put(doc, { screeningId, studentId, instrument, gradeLevel: gradeLevel ?? null, score, percentile: percentile ?? null, said: held?.said ?? null });
};

export const classScreeningView = view<ClassScreeningDoc>({
  name: 'tiers_class_screening',
  version: 1,
  key(event: EventEnvelope<never>) {
    const { type, data } = event as EventEnvelope<EventOf<typeof ScreeningRecorded>> | Recommended;
    if (type !== 'TierRecommended') return data.classId === undefined ? [] : classScreeningId(data);
    const evidence = data.evidence.find(({ kind }) => kind === 'class');
    if (evidence?.classId === undefined || evidence.schoolYear === undefined || evidence.period === undefined) return [];
    return classScreeningId({ classId: evidence.classId, domain: data.domain, schoolYear: evidence.schoolYear, period: evidence.period });
  },
  initial: () => ({ classId: '', screened: [] }),
  on: {
    ScreeningRecorded: recorded,
    ScreeningCorrected: recorded,
    TierRecommended(doc, { data }: Recommended) {
      const held = doc.screened.find((one) => one.studentId === data.studentId && one.screeningId === screeningOf(data));
      return held ? put(doc, { ...held, said: data.evidenceState }) : doc;
    },
  },
});

/** Sorted, so that the document does not depend on who of the class came first. */
const put = (doc: ClassScreeningDoc, entry: ScreenedStudent): ClassScreeningDoc => {
  const place = doc.screened.findIndex((one) => orderOf(one) >= orderOf(entry));
  if (place < 0) doc.screened.push(entry);
  else doc.screened.splice(place, orderOf(doc.screened[place]!) === orderOf(entry) ? 1 : 0, entry);
  return doc;
};

const orderOf = ({ studentId, screeningId }: ScreenedStudent): string => `${studentId} ${screeningId}`;

/** How the class did on one instrument; scores that no cut judges say nothing of the benchmark and are left out. */
export const classFiguresOf = ({ classId, screened }: ClassScreeningDoc, screening: Pick<Screening, 'instrument' | 'period'>, rules: Rules): ClassFigures => {
  const figures = { classId, screened: 0, meetingBenchmark: 0 };
  for (const { instrument, gradeLevel, score, percentile } of screened) {
    if (instrument !== screening.instrument) continue;
    const measured = { instrument, period: screening.period, gradeLevel: gradeLevel ?? undefined, score, percentile: percentile ?? undefined };
    const cut = cutOf(rules, measured);
    if (!cut) continue;
    figures.screened++;
    if (bandOf(measured, cut) === 'core') figures.meetingBenchmark++;
  }
  return figures;
};

/** Classmates to whom the rule said something else of the class than it would now. */
export const outdatedIn = ({ screened }: ClassScreeningDoc, { instrument }: Pick<Screening, 'instrument'>, figures: ClassFigures, rules: Rules): readonly Pick<ScreenedStudent, 'studentId' | 'screeningId'>[] => {
  const outdated: EvidenceState = isClassWide(figures, rules) ? 'sufficient' : 'class_wide_issue';
  return screened.filter((one) => one.instrument === instrument && one.said === outdated);
};
