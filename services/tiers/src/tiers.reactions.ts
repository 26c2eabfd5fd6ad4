import type { EventOf, Evidence, ScreeningCorrected, ScreeningRecorded, TierRecommended } from '@strata/contracts';
import type { EventEnvelope, Reaction, Task } from '@strata/kernel';
import { classFiguresOf, classScreeningId, outdatedIn, type ClassScreeningDoc } from './class-screening.view.ts';
import { tierOn } from './placement-course.ts';
import { placementId, type PlacementDoc, type RuleSetDoc } from './placement.view.ts';
import type { Rules, Screening } from './recommendation.ts';
import { screening, screeningStream, type Recommendation, type RecommendTier } from './screening.decider.ts';

type Screened = EventEnvelope<EventOf<typeof ScreeningRecorded> | EventOf<typeof ScreeningCorrected>>;
type Recommended = EventEnvelope<EventOf<typeof TierRecommended>>;
type Documents = (view: string, id: string) => unknown;
/** One class, domain, period and instrument, whoever of it was screened. */
type Screen = Pick<Screening, 'domain' | 'schoolYear' | 'period' | 'instrument' | 'classId'>;

/**
 * The rule proposes a tier after every screening. When a screening turns a class into a class-wide issue, or out of
 * one, what was said of its classmates is taken up again; and whatever was said is held against the class once more,
 * because the class may have changed while it was being said. A team decides: no placement changes here.
 */
export const recommendAfterScreening: Reaction<Task> = {
  group: 'tiers-recommend',
  topics: ['strata.tiers.screening.v1'],
  handles: ['ScreeningRecorded', 'ScreeningCorrected', 'TierRecommended'],

  needs(event: EventEnvelope<never>) {
    const { type, data } = event as Screened | Recommended;
    const screen = type === 'TierRecommended' ? screenOf(data) : data;
    const ofClass = screen?.classId === undefined ? [] : [{ view: 'tiers_rule_set', id: data.domain }, { view: 'tiers_class_screening', id: classScreeningId(screen) }];
    if (type === 'TierRecommended') return ofClass;
    return [{ view: 'tiers_rule_set', id: data.domain }, { view: 'tiers_placement', id: placementId(data.studentId, data.domain) }, ...ofClass.slice(1)];
  },

  react(event: EventEnvelope<never>, document) {
    const known = event as Screened | Recommended;
    return known.type === 'TierRecommended' ? afterRecommendation(known, document) : afterScreening(known, document);
  },
};

export const tiersReactions: readonly Reaction<Task>[] = [recommendAfterScreening];

const afterScreening = (event: Screened, document: Documents): Task[] => {
  const { data } = event;
  const placed = document('tiers_placement', placementId(data.studentId, data.domain)) as PlacementDoc | undefined;
  const fromTier = tierOn(placed?.placements ?? [], data.date);
  const { rules, classFigures, outdated } = classOf(data, document);
  const own = taskOf(event, data.studentId, { recommendationId: event.id, screeningId: data.screeningId, fromTier, rules, classFigures });
  const mates = outdated.filter(({ studentId }) => studentId !== data.studentId);
  return [own, ...mates.map(({ studentId, screeningId }) => taskOf(event, studentId, { recommendationId: `${event.id}-${digest(studentId)}`, screeningId, rules, classFigures }))];
};

const afterRecommendation = (event: Recommended, document: Documents): Task[] => {
  const { studentId } = event.data;
  const screen = screenOf(event.data);
  if (!screen) return [];
  const { rules, classFigures, outdated } = classOf(screen, document);
  return outdated
    .filter((one) => one.studentId === studentId)
    .map(({ screeningId }) => taskOf(event, studentId, { recommendationId: event.id, screeningId, rules, classFigures }));
};

const classOf = (screen: Screen, document: Documents) => {
  const rules: Rules | undefined = (document('tiers_rule_set', screen.domain) as RuleSetDoc | undefined)?.current ?? undefined;
  const mates = screen.classId === undefined ? undefined : (document('tiers_class_screening', classScreeningId(screen)) as ClassScreeningDoc | undefined);
  if (!rules || !mates) return { rules, outdated: [] };
  const classFigures = classFiguresOf(mates, screen, rules);
  return { rules, classFigures, outdated: outdatedIn(mates, screen, classFigures, rules) };
};

const screenOf = ({ domain, evidence }: Recommendation): Screen | undefined => {
  const found: Evidence | undefined = evidence.find(({ kind }) => kind === 'class');
  if (found?.classId === undefined || found.schoolYear === undefined || found.period === undefined || found.instrument === undefined) return undefined;
  return { domain, classId: found.classId, schoolYear: found.schoolYear, period: found.period, instrument: found.instrument };
};

/** The commit id follows from the event and the student: the same event, seen again, recommends nothing twice. */
const taskOf = ({ id, correlationId, traceparent, data: { domain } }: Screened | Recommended, studentId: string, data: RecommendTier['data']): Task => {
  const command: RecommendTier = { type: 'RecommendTier', data };
  return {
    decider: screening as unknown as Task['decider'],
    streamId: screeningStream(studentId, domain),
    command,
    commitId: `recommend-${data.recommendationId}`,
    metadata: { actor: 'rule', source: 'tiers', correlationId, causationId: id, ...(traceparent !== undefined && { traceparent }) },
  };
};

/** FNV-1a, 32 bits: tells the students of one class apart within an id of 64 characters. */
const digest = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};
