import type { EventOf, ScreeningCorrected, ScreeningRecorded, SupportConcernRaised, TierRecommended } from '@strata/contracts';
import { assertNever, type Decider, type Message } from '@strata/kernel';
import { recommend, type ClassFigures, type Rules, type Screening } from './recommendation.ts';
import { refusal } from './refusal.ts';

export type Concern = EventOf<typeof SupportConcernRaised>['data'];
export type Recommendation = EventOf<typeof TierRecommended>['data'];

/** `correctionReason` allows it to differ from what was recorded for the instrument and period before. */
export type RecordScreening = Message<'RecordScreening', Screening & { readonly correctionReason?: string | undefined }>;
export type CorrectScreening = Message<
  'CorrectScreening',
  { readonly screeningId: string; readonly score?: number | undefined; readonly percentile?: number | undefined; readonly date?: string | undefined; readonly reason: string }
>;
export type RaiseConcern = Message<'RaiseConcern', Concern>;
/** Sent by a rule, never by a person. Without `fromTier`, the tier of the recommendation that it takes the place of. */
export type RecommendTier = Message<
  'RecommendTier',
  { readonly recommendationId: string; readonly screeningId: string; readonly fromTier?: Recommendation['fromTier'] | undefined; readonly rules?: Rules | undefined; readonly classFigures?: ClassFigures | undefined }
>;
export type ScreeningCommand = RecordScreening | CorrectScreening | RaiseConcern | RecommendTier;
export type ScreeningEvent = EventOf<typeof ScreeningRecorded> | EventOf<typeof ScreeningCorrected> | EventOf<typeof SupportConcernRaised> | EventOf<typeof TierRecommended>;

export type ScreeningState = {
  /** One per instrument and period of a school year. */
  readonly screenings: ReadonlyMap<string, Screening>;
  /** Everything that each of them has ever said, to tell a repeat from news. */
  readonly said: ReadonlySet<string>;
  readonly concerns: readonly Concern[];
  /** The latest of each screening. */
  readonly recommendations: ReadonlyMap<string, Recommendation>;
};

/** The domain of a concern may be open: it then has a stream of its own. */
export const screeningStream = (studentId: string, domain?: string): string => `screening-${studentId}-${domain ?? 'general'}`;

/** What is known of one student's need in one domain: screenings, concerns, and what the rule proposes. */
export const screening: Decider<ScreeningState, ScreeningCommand, ScreeningEvent> = {
  initialState: { screenings: new Map(), said: new Set(), concerns: [], recommendations: new Map() },

  decide(state, command) {
    switch (command.type) {
      case 'RecordScreening':
        return record(state, command.data);
      case 'CorrectScreening':
        return correct(state, command.data);
      case 'RaiseConcern':
        return raise(state, command.data);
      case 'RecommendTier':
        return propose(state, command.data);
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ScreeningRecorded':
        return withScreening(state, event.data);
      case 'ScreeningCorrected': {
        const { before: _before, reason: _reason, ...data } = event.data;
        return withScreening(state, data);
      }
      case 'SupportConcernRaised':
        return { ...state, concerns: [...state.concerns, event.data] };
      case 'TierRecommended': {
        const of = screeningOf(event.data);
        return of === undefined ? state : { ...state, recommendations: new Map(state.recommendations).set(of, event.data) };
      }
      default:
        return assertNever(event);
    }
  },
};

const record = (state: ScreeningState, { correctionReason, ...sent }: RecordScreening['data']): ScreeningEvent[] => {
  const held = state.screenings.get(windowOf(sent));
  if (!held) {
    if (byId(state, sent.screeningId)) throw refusal('SCREENING_ID_TAKEN', '/screeningId', 'Another screening has this id. Leave it out, and we make one.', 'conflict');
    return [{ type: 'ScreeningRecorded', data: sent }];
  }
  if (saidOf(held) === saidOf(sent)) return [];
  if (correctionReason === undefined) {
    if (state.said.has(saidOf(sent))) return []; // what it said before it was corrected, sent again
    throw refusal('SCREENING_ALREADY_RECORDED', '/score', 'This instrument and period are recorded with another score, percentile or date. To correct them, say why in correctionReason.', 'conflict');
  }
  return [corrected(held, sent, correctionReason)];
};

const correct = (state: ScreeningState, { screeningId, reason, ...fields }: CorrectScreening['data']): ScreeningEvent[] => {
  const held = byId(state, screeningId);
  if (!held) throw refusal('SCREENING_NOT_FOUND', '/screeningId', 'There is no screening of this id for this student and domain.', 'not-found');
  const { score = held.score, percentile = held.percentile, date = held.date } = fields;
  const sent = { ...held, score, date, ...(percentile !== undefined && { percentile }) };
  return saidOf(held) === saidOf(sent) ? [] : [corrected(held, sent, reason)];
};

/** Keeps the id, the grade and the class: a correction is about what was measured, not about where the child is now. */
const corrected = (held: Screening, { score, percentile, date }: Screening, reason: string): ScreeningEvent => {
  const { percentile: percentileBefore, ...rest } = held;
  const before = { score: held.score, ...(percentileBefore !== undefined && { percentile: percentileBefore }), date: held.date };
  return { type: 'ScreeningCorrected', data: { ...rest, score, ...(percentile !== undefined && { percentile }), date, before, reason } };
};

const raise = ({ concerns }: ScreeningState, data: Concern): ScreeningEvent[] => {
  if (concerns.some(concern => isSameConcern(concern, data))) return [];
  if (concerns.some(({ concernId }) => concernId === data.concernId)) throw refusal('CONCERN_ID_TAKEN', '/concernId', 'Another concern has this id. Leave it out, and we make one.', 'conflict');
  return [{ type: 'SupportConcernRaised', data }];
};

/**
 * One screening can change what others of the year say (there are enough of them now, two instruments disagree): those
 * of the same day and later, which were judged without it, are judged again. So the order of arrival does not matter.
 */
const propose = (state: ScreeningState, data: RecommendTier['data']): ScreeningEvent[] => {
  const of = byId(state, data.screeningId);
  if (!of) return [];
  const others = [...state.screenings.values()].filter(one => one !== of && one.schoolYear === of.schoolYear && one.date >= of.date);
  return [
    ...proposeOne(state, of, data),
    ...others.flatMap(({ screeningId, ...rest }, index) => {
      const last = state.recommendations.get(screeningId);
      if (!last) return []; // not judged yet: its own turn comes
      return proposeOne(state, { screeningId, ...rest }, { rules: data.rules, classFigures: classIn(last), recommendationId: `${data.recommendationId}.${index + 1}` });
    }),
  ];
};

const proposeOne = (state: ScreeningState, of: Screening, { recommendationId, fromTier, rules, classFigures }: Omit<RecommendTier['data'], 'screeningId'>): ScreeningEvent[] => {
  const last = state.recommendations.get(of.screeningId);
  const from = fromTier ?? last?.fromTier;
  if (from === undefined) return [];
  const verdict = recommend({ screening: of, history: [...state.screenings.values()], fromTier: from, rules, classFigures });
  const { studentId, domain, date } = of;
  const data: Recommendation = { recommendationId, studentId, domain, fromTier: from, ...verdict, date };
  return last && proposalOf(last) === proposalOf(data) ? [] : [{ type: 'TierRecommended', data }];
};

/** What a recommendation knew of the class. */
const classIn = ({ evidence }: Recommendation): ClassFigures | undefined => {
  const found = evidence.find(({ kind }) => kind === 'class');
  if (found?.classId === undefined || found.screened === undefined || found.meetingBenchmark === undefined) return undefined;
  return { classId: found.classId, screened: found.screened, meetingBenchmark: found.meetingBenchmark };
};

/** The screening that a recommendation is about. */
export const screeningOf = ({ evidence }: Pick<Recommendation, 'evidence'>): string | undefined => evidence.find(({ kind }) => kind === 'screening')?.screeningId;

const withScreening = (state: ScreeningState, data: Screening): ScreeningState => ({
  ...state,
  screenings: new Map(state.screenings).set(windowOf(data), data),
  said: new Set(state.said).add(saidOf(data)),
});

const byId = ({ screenings }: ScreeningState, id: string): Screening | undefined => [...screenings.values()].find(({ screeningId }) => screeningId === id);

const windowOf = ({ instrument, schoolYear, period }: Screening): string => `${schoolYear}|${period}|${instrument}`;

const saidOf = (data: Screening): string => JSON.stringify([windowOf(data), data.date, data.score, data.percentile ?? null]);

/** The same person saying the same on the same day. */
export const isSameConcern = (one: Concern, other: Concern): boolean => concernOf(one) === concernOf(other);

const concernOf = ({ raisedBy, date, noteFingerprint }: Concern): string => JSON.stringify([raisedBy, date, noteFingerprint ?? null]);

/** The class goes on being screened: as long as the verdict is the same, new counts alone are no new recommendation. */
const proposalOf = ({ fromTier, toTier, ruleSetVersion, evidenceState, evidence, why, date }: Recommendation): string => {
  const own = evidence.filter(({ kind }) => kind === 'screening');
  return JSON.stringify([fromTier, toTier, ruleSetVersion, evidenceState, own, evidenceState === 'class_wide_issue' ? null : why, date]);
};
