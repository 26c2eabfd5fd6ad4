import { describe, expect, test } from '@jest/globals';
import { replay } from '@strata/kernel';
import { specify } from '@strata/kernel/testing';
import fc from 'fast-check';
import type { Rules, Screening } from './recommendation.ts';
import { screening, type Concern, type RecommendTier, type ScreeningEvent } from './screening.decider.ts';

const { given } = specify(screening);
const data: Screening = { screeningId: 'scr-1', studentId: 's1', domain: 'ela', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', date: '2026-09-10', score: 380, percentile: 30, gradeLevel: '03', classId: 'c1' };
const record = (change: Partial<Screening> & { correctionReason?: string } = {}) => ({ type: 'RecordScreening' as const, data: { ...data, ...change } });
const recorded = (change: Partial<Screening> = {}): ScreeningEvent => ({ type: 'ScreeningRecorded', data: { ...data, ...change } });
const corrected = (change: Partial<Screening> = {}, before = { score: 380, percentile: 30, date: '2026-09-10' }): ScreeningEvent => ({
  type: 'ScreeningCorrected',
  data: { ...data, ...change, before, reason: 'scored twice' },
});

describe('recording a screening', () => {
  test('keeps it', () => given().when(record()).then(recorded()));

  test('again records nothing, whatever id it comes with', () => given(recorded()).when(record({ screeningId: 'scr-9' })).then());

  test('of another period, year or instrument is another screening', () => {
    for (const change of [{ period: 'winter' }, { schoolYear: '2027-2028' }, { instrument: 'Teller' }] as const)
      given(recorded()).when(record({ ...change, screeningId: 'scr-2' })).then(recorded({ ...change, screeningId: 'scr-2' }));
  });

  test('with another score is refused without a reason', () => given(recorded()).when(record({ score: 390 })).thenRejected('SCREENING_ALREADY_RECORDED'));

  test('with another score and a reason corrects it, and keeps what it was', () =>
    given(recorded()).when(record({ screeningId: 'scr-9', score: 390, correctionReason: 'scored twice' })).then(corrected({ score: 390 })));

  test('as it was before a correction is a repeat, not news', () => given(recorded(), corrected({ score: 390 })).when(record()).then());

  test('cannot take the id of another', () => given(recorded()).when(record({ period: 'winter' })).thenRejected('SCREENING_ID_TAKEN'));
});

describe('correcting a screening', () => {
  const correct = (change: object = {}) => ({ type: 'CorrectScreening' as const, data: { screeningId: 'scr-1', reason: 'scored twice', ...change } });

  test('says what it was and why', () => given(recorded()).when(correct({ score: 390, date: '2026-09-11' })).then(corrected({ score: 390, date: '2026-09-11' })));

  test('again records nothing', () => given(recorded(), corrected({ score: 390 })).when(correct({ score: 390 })).then());

  test('is refused where there is none', () => given().when(correct({ score: 390 })).thenRejected('SCREENING_NOT_FOUND'));
});

describe('raising a concern', () => {
  const concern: Concern = { concernId: 'k1', studentId: 's1', domain: 'ela', raisedBy: 'teacher-4', date: '2026-09-20', note: 'sealed-1', noteFingerprint: 'f1' };
  const raised: ScreeningEvent = { type: 'SupportConcernRaised', data: concern };
  const raise = (change: Partial<Concern> = {}) => ({ type: 'RaiseConcern' as const, data: { ...concern, ...change } });

  test('keeps it', () => given().when(raise()).then(raised));
  test('again records nothing, though the note was sealed anew', () => given(raised).when(raise({ concernId: 'k2', note: 'sealed-2' })).then());
  test('cannot take the id of another', () => given(raised).when(raise({ date: '2026-09-21' })).thenRejected('CONCERN_ID_TAKEN'));
});

describe('proposing a tier', () => {
  const rules: Rules = { version: 1, cutScores: [{ instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 }], minimumScreenings: 1, classWideBenchmarkPercent: 80 };
  const recommend = (change: Partial<RecommendTier['data']> = {}): RecommendTier => ({ type: 'RecommendTier', data: { recommendationId: 'rec-1', screeningId: 'scr-1', fromTier: 'core', rules, ...change } });
  const own = { kind: 'screening', screeningId: 'scr-1', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', score: 380, percentile: 30, gradeLevel: '03', benchmark: 400, specialized: 370 } as const;
  const recommended: ScreeningEvent = {
    type: 'TierRecommended',
    data: {
      recommendationId: 'rec-1', studentId: 's1', domain: 'ela', fromTier: 'core', toTier: 'more', ruleSetVersion: 1, evidenceState: 'sufficient', evidence: [own],
      why: 'Reader in fall: 380 does not meet the benchmark of 400. The rule proposes more support.', date: '2026-09-10',
    },
  };
  const classFigures = { classId: 'c1', screened: 20, meetingBenchmark: 10 };
  const classWide: ScreeningEvent = {
    type: 'TierRecommended',
    data: {
      ...recommended.data, recommendationId: 'rec-2', toTier: 'core', evidenceState: 'class_wide_issue',
      evidence: [own, { kind: 'class', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', ...classFigures }],
      why: '10 of the 20 students screened in this class meet the benchmark; at least 80 % are expected. Look at core teaching for the whole class first.',
    },
  };

  test('follows from the screening and the rules', () => given(recorded()).when(recommend()).then(recommended));

  test('twice records nothing', () => given(recorded(), recommended).when(recommend({ recommendationId: 'rec-2' })).then());

  test('is made again when the screening was corrected', () =>
    given(recorded(), recommended, corrected({ score: 405 })).when(recommend({ recommendationId: 'rec-2' })).then({
      type: 'TierRecommended',
      data: {
        ...recommended.data, recommendationId: 'rec-2', toTier: 'core', evidence: [{ ...own, score: 405 }],
        why: 'Reader in fall: 405 meets the benchmark of 400. The rule proposes staying with core alone.',
      },
    }));

  test('is taken up again when the class turns out to be the issue, from the tier it spoke of', () =>
    given(recorded(), recommended).when(recommend({ recommendationId: 'rec-2', fromTier: undefined, classFigures })).then(classWide));

  test('of a class-wide issue is not repeated with every further classmate', () =>
    given(recorded(), recommended, classWide).when(recommend({ recommendationId: 'rec-3', classFigures: { ...classFigures, screened: 21 } })).then());

  test('needs a screening to speak of', () => {
    given().when(recommend()).then();
    given(recorded()).when(recommend({ fromTier: undefined })).then();
  });

  test('is taken up again when another instrument of the day disagrees, and when enough screenings have come', () => {
    const two: Rules = { ...rules, cutScores: [...rules.cutScores, { instrument: 'Teller', period: 'fall', grade: '03', benchmark: 50, specialized: 20 }] };
    const teller = recorded({ screeningId: 'scr-2', instrument: 'Teller', score: 60 });
    const states = (history: ScreeningEvent[], by: Rules) =>
      screening.decide(replay(screening, history), recommend({ recommendationId: 'rec-2', screeningId: 'scr-2', rules: by })).map(({ data: made }) => [(made as { recommendationId: string }).recommendationId, (made as { evidenceState: string }).evidenceState]);
    expect(states([recorded(), recommended, teller], two)).toEqual([['rec-2', 'cannot_tell'], ['rec-2.1', 'cannot_tell']]);
    const thin: ScreeningEvent = { ...recommended, data: { ...recommended.data, evidenceState: 'cannot_tell', toTier: 'core' } } as ScreeningEvent;
    const agreeing = recorded({ screeningId: 'scr-2', instrument: 'Teller', score: 30 });
    expect(states([recorded(), thin, agreeing], { ...two, minimumScreenings: 2 })).toEqual([['rec-2', 'sufficient'], ['rec-2.1', 'sufficient']]);
  });

  test('does not depend on the order in which the screenings of a student arrive', () => {
    const kinds = fc.record({ instrument: fc.constantFrom('Reader', 'Teller'), period: fc.constantFrom('fall', 'winter'), date: fc.constantFrom('2026-09-10', '2026-09-12', '2027-01-10'), score: fc.integer({ min: 350, max: 420 }) });
    const cuts = (['Reader', 'Teller'] as const).flatMap((instrument) => (['fall', 'winter'] as const).map((period) => ({ instrument, period, grade: '03' as const, benchmark: 400, specialized: 370 })));
    const set = fc.uniqueArray(kinds, { maxLength: 4, selector: ({ instrument, period }) => instrument + period });
    const judged = (screenings: readonly Screening[], by: Rules) => {
      const history: ScreeningEvent[] = [];
      const run = (command: Parameters<typeof screening.decide>[1]) => history.push(...screening.decide(replay(screening, history), command));
      screenings.forEach((one, index) => {
        run({ type: 'RecordScreening', data: one });
        run(recommend({ recommendationId: `rec-${index}`, screeningId: one.screeningId, rules: by }));
      });
      const { recommendations } = replay(screening, history);
      return [...recommendations].map(([id, { recommendationId: _id, ...rest }]) => [id, rest]).sort();
    };
    fc.assert(
      fc.property(set.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), fc.integer({ min: 1, max: 3 }), ([list, shuffled], minimumScreenings) => {
        const asScreening = (one: (typeof list)[number]): Screening => ({ ...data, ...one, screeningId: `${one.instrument}-${one.period}` });
        const by: Rules = { ...rules, cutScores: cuts, minimumScreenings };
        // Which of two disagreeing instruments is named first is a matter of taste.
        const told = (screenings: readonly Screening[]) => JSON.stringify(judged(screenings, by)).replaceAll(/"why":"[^"]*disagree[^"]*"/g, '');
        expect(told(shuffled.map(asScreening))).toBe(told(list.map(asScreening)));
      }),
    );
  });
});
