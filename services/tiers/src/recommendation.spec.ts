import { describe, expect, test } from '@jest/globals';
import { TIERS, type Tier } from '@strata/contracts';
import fc from 'fast-check';
import { rankOf, tiersHeld } from './placement-course.ts';
import { CLASS_MINIMUM, cutOf, recommend, type Question, type Rules, type Screening } from './recommendation.ts';

const screening: Screening = { screeningId: 'scr-1', studentId: 's1', domain: 'ela', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', date: '2026-09-10', score: 380, gradeLevel: '03' };
const rules: Rules = {
  version: 4,
  cutScores: [{ instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 }],
  minimumScreenings: 1,
  classWideBenchmarkPercent: 80,
};
const ask = (change: Partial<Question> = {}) => recommend({ screening, history: [change.screening ?? screening], fromTier: 'core', rules, ...change });
const scored = (score: number): Screening => ({ ...screening, score });

describe('what the rule proposes', () => {
  test.each([
    [400, 'core', 'Reader in fall: 400 meets the benchmark of 400. The rule proposes staying with core alone.'],
    [399, 'more', 'Reader in fall: 399 does not meet the benchmark of 400. The rule proposes more support.'],
    [370, 'more', 'Reader in fall: 370 does not meet the benchmark of 400. The rule proposes more support.'],
    [369, 'specialized', 'Reader in fall: 369 is below 370, where specialized support begins. The rule proposes specialized support.'],
  ])('a score of %i: %s', (score, toTier, why) =>
    expect(ask({ screening: scored(score) })).toMatchObject({ toTier, evidenceState: 'sufficient', why, ruleSetVersion: 4 }));

  test('carries the scores and cuts that it goes by', () =>
    expect(ask().evidence).toEqual([
      { kind: 'screening', screeningId: 'scr-1', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', score: 380, gradeLevel: '03', benchmark: 400, specialized: 370 },
    ]));

  test('less support is proposed too', () =>
    expect(ask({ screening: scored(410), fromTier: 'specialized' })).toMatchObject({ toTier: 'core', evidenceState: 'sufficient' }));

  test('an instrument that counts problems is read the other way round', () => {
    const counting = { ...rules, cutScores: [{ instrument: 'Reader', period: 'fall', grade: '03', benchmark: 3, specialized: 9, lowerIsBetter: true }] } as Rules;
    const tierAt = (score: number) => ask({ rules: counting, screening: scored(score) }).toTier;
    expect([3, 4, 9, 10].map(tierAt)).toEqual(['core', 'more', 'more', 'specialized']);
  });

  test('national percentiles stand in where there is no cut score', () => {
    const national = { ...rules, cutScores: [], percentileCuts: { benchmark: 40, specialized: 10 } };
    expect(ask({ rules: national, screening: { ...screening, percentile: 9 } })).toMatchObject({ toTier: 'specialized', evidenceState: 'sufficient' });
    expect(ask({ rules: national })).toMatchObject({ toTier: 'core', evidenceState: 'cannot_tell' });
  });
});

describe('when the rule cannot tell', () => {
  const tells = (change: Partial<Question>) => ask({ fromTier: 'more', ...change });

  test.each<[string, Partial<Question>, string]>([
    ['no rule set', { rules: undefined }, 'No rule set for reading has been published yet, so the rule cannot tell.'],
    ['another instrument', { screening: { ...screening, instrument: 'Other' } }, 'There is no cut score for Other in fall of grade 03, so the rule cannot tell yet.'],
    ['another grade', { screening: { ...screening, gradeLevel: '04' } }, 'There is no cut score for Reader in fall of grade 04, so the rule cannot tell yet.'],
    ['an unknown grade', { screening: { ...screening, gradeLevel: undefined } }, "The student's grade is not known, so no cut score applies and the rule cannot tell yet."],
    ['too few screenings', { rules: { ...rules, minimumScreenings: 2 } }, '1 of the 2 screenings that the rule asks for is recorded this school year, so the rule cannot tell yet.'],
  ])('for %s it says so and proposes no move', (_what, change, why) =>
    expect(tells(change)).toMatchObject({ toTier: 'more', evidenceState: 'cannot_tell', why }));

  test('a screening of last year, or one that came later, does not count as evidence', () => {
    const asked = { ...rules, minimumScreenings: 2 };
    const lastYear = { ...screening, screeningId: 'scr-0', schoolYear: '2025-2026', date: '2026-05-10' };
    const winter = { ...screening, screeningId: 'scr-2', period: 'winter', date: '2027-01-10' } as const;
    expect(tells({ rules: asked, history: [lastYear, screening, winter] }).evidenceState).toBe('cannot_tell');
    expect(tells({ rules: asked, history: [screening, { ...screening, screeningId: 'scr-3', instrument: 'Teller' }] }).evidenceState).toBe('sufficient');
  });

  test('two instruments of one period that disagree are no evidence; a period before is none against it', () => {
    const two = { ...rules, cutScores: [...rules.cutScores, { instrument: 'Teller', period: 'fall', grade: '03', benchmark: 50, specialized: 20 } as const] };
    const teller = { ...screening, screeningId: 'scr-2', instrument: 'Teller', score: 55 };
    expect(tells({ rules: two, history: [screening, teller] })).toMatchObject({ toTier: 'more', evidenceState: 'cannot_tell', why: 'Reader and Teller disagree this fall, so the rule cannot tell yet.' });
    expect(tells({ rules: two, history: [screening, { ...teller, score: 40 }] }).evidenceState).toBe('sufficient');
  });
});

describe('when less than 80 % of a class meets the benchmark', () => {
  const classOf = (screened: number, meetingBenchmark: number) => ({ classId: 'c1', screened, meetingBenchmark });

  test('core teaching is looked at first', () =>
    expect(ask({ classFigures: classOf(20, 15) })).toMatchObject({
      toTier: 'core', evidenceState: 'class_wide_issue',
      why: '15 of the 20 students screened in this class meet the benchmark; at least 80 % are expected. Look at core teaching for the whole class first.',
    }));

  test('80 % is enough', () => expect(ask({ classFigures: classOf(20, 16) }).evidenceState).toBe('sufficient'));

  test('fewer than ten screened students say nothing of a class', () => {
    expect(ask({ classFigures: classOf(9, 0) }).evidenceState).toBe('sufficient');
    expect(ask({ classFigures: classOf(10, 0) }).evidenceState).toBe('class_wide_issue');
  });

  test('the figures of the class are part of the evidence', () =>
    expect(ask({ classFigures: classOf(20, 15) }).evidence[1]).toEqual({ kind: 'class', instrument: 'Reader', period: 'fall', schoolYear: '2026-2027', classId: 'c1', screened: 20, meetingBenchmark: 15 }));
});

describe('whatever was screened', () => {
  const instrument = fc.constantFrom('Reader', 'Teller');
  const grade = fc.constantFrom('02', '03', undefined);
  const anyScreening = fc.record({
    screeningId: fc.uuid(), studentId: fc.constant('s1'), domain: fc.constant('ela'), instrument, period: fc.constantFrom('fall', 'winter'), schoolYear: fc.constantFrom('2025-2026', '2026-2027'),
    date: fc.constantFrom('2026-09-01', '2026-09-10', '2027-01-10'), score: fc.integer({ min: 300, max: 500 }), percentile: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }), gradeLevel: grade,
  }) as fc.Arbitrary<Screening>;
  const cuts = fc.tuple(fc.integer({ min: 300, max: 500 }), fc.integer({ min: 0, max: 100 }));
  const anyRules = fc.record({
    version: fc.integer({ min: 1, max: 9 }),
    cutScores: fc.uniqueArray(fc.tuple(instrument, fc.constantFrom('fall', 'winter'), fc.constantFrom('02', '03'), cuts).map(([name, period, of, [benchmark, less]]) => ({ instrument: name, period, grade: of, benchmark, specialized: benchmark - less })), { selector: (one) => `${one.instrument}${one.period}${one.grade}` }),
    percentileCuts: fc.option(fc.constant({ benchmark: 40, specialized: 10 }), { nil: undefined }),
    minimumScreenings: fc.integer({ min: 1, max: 3 }),
    classWideBenchmarkPercent: fc.constantFrom(0, 80, 100),
  }) as fc.Arbitrary<Rules>;
  const anyClass = fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => ({ classId: 'c1', screened: Math.max(a, b), meetingBenchmark: Math.min(a, b) }));
  const anyQuestion = fc
    .record({ screening: anyScreening, others: fc.array(anyScreening, { maxLength: 4 }), fromTier: fc.constantFrom<Tier>(...TIERS), rules: fc.option(anyRules, { nil: undefined }), classFigures: fc.option(anyClass, { nil: undefined }) })
    .map(({ others, ...rest }): Question => ({ ...rest, history: [...others, rest.screening] }));

  test('the rule moves nobody on thin evidence', () =>
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const { toTier, evidenceState } = recommend(question);
        if (evidenceState !== 'sufficient') return expect(toTier).toBe(question.fromTier);
        const { rules: known, screening: of, history, classFigures } = question;
        const seen = history.filter((one) => one.schoolYear === of.schoolYear && one.date <= of.date);
        expect(known && cutOf(known, of)).toBeDefined();
        expect(seen.length).toBeGreaterThanOrEqual(known!.minimumScreenings);
        const share = classFigures && classFigures.screened >= CLASS_MINIMUM ? (classFigures.meetingBenchmark * 100) / classFigures.screened : 100;
        expect(share).toBeGreaterThanOrEqual(known!.classWideBenchmarkPercent);
      }),
    ));

  test('core is never dropped', () => fc.assert(fc.property(anyQuestion, (question) => expect(tiersHeld(recommend(question).toTier)).toContain('core'))));

  test('a better score never brings more support', () =>
    fc.assert(
      fc.property(anyQuestion, fc.nat(100), fc.nat(60), (question, gain, percentiles) => {
        const { screening: of, history } = question;
        const better = { ...of, score: of.score + gain, ...(of.percentile !== undefined && { percentile: Math.min(100, of.percentile + percentiles) }) };
        const now = recommend(question);
        const then = recommend({ ...question, screening: better, history: [...history.filter((one) => one !== of), better] });
        if (now.evidenceState === 'sufficient' && then.evidenceState === 'sufficient') expect(rankOf(then.toTier)).toBeLessThanOrEqual(rankOf(now.toTier));
      }),
    ));

  test('the sentence never holds an id', () =>
    fc.assert(fc.property(anyQuestion, (question) => expect(recommend(question).why).not.toContain(question.screening.screeningId))));
});
