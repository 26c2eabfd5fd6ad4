import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { catalogue, type TierEvent } from '@strata/contracts';
import { executeAll, type Catalogue, type EventEnvelope } from '@strata/kernel';
import { ReactionsModule } from '@strata/runtime';
import type { TestApp } from '@strata/runtime/testing';
import { enrol, startTiers } from './testing/roster.ts';
import { recommendAfterScreening, tiersReactions } from './tiers.reactions.ts';

const rules = { cutScores: [{ instrument: 'Reader', period: 'fall', grade: '03', benchmark: 400, specialized: 370 }] };
const students = Array.from({ length: 12 }, (_, index) => `s${String(index).padStart(2, '0')}`);
let app: TestApp;
let read = 0;
beforeEach(async () => {
  read = 0;
  app = await startTiers();
  await enrol(app, students);
  await app.http('PUT', '/v1/rule-sets/ela', { body: rules });
});
afterEach(() => app.close());

/** Runs the reaction over everything that is new in the log, one event after the other, until nothing comes of it. */
const react = async (from = read): Promise<void> => {
  const on = { store: app.engine.store, catalogue: catalogue as unknown as Catalogue, clock: app.clock, ids: app.engine.ids, tenant: 'test' };
  for (read = from; read < app.events().length; read++) {
    const event = app.events()[read]! as EventEnvelope<never>;
    if (!recommendAfterScreening.handles.includes((event as EventEnvelope).type)) continue;
    await app.caughtUp();
    const documents = new Map<string, unknown>();
    for (const { view, id } of recommendAfterScreening.needs!(event)) documents.set(`${view}/${id}`, (await app.engine.views.load(view, [id]))[0]);
    const asked = (view: string, id: string) => {
      if (!documents.has(`${view}/${id}`)) throw new Error(`${view} was not announced`);
      return documents.get(`${view}/${id}`);
    };
    await executeAll(on, recommendAfterScreening.react(event, asked));
  }
};

const screen = (student: string, score: number, change: object = {}) =>
  app.http('POST', '/v1/screenings', { body: { student, domain: 'ela', instrument: 'Reader', period: 'fall', date: '2026-09-10', score, ...change } });
const recommendations = () => app.events().filter(({ type }) => type === 'TierRecommended').map(({ data }) => data as Extract<TierEvent, { type: 'TierRecommended' }>['data']);
const statesOf = () => new Map(recommendations().map(({ studentId, evidenceState }) => [studentId, evidenceState]));

describe('after a screening the rule', () => {
  test('recommends a tier with its evidence, and places nobody', async () => {
    await screen('s00', 380);
    await react();
    expect(recommendations()).toMatchObject([{ studentId: 's00', fromTier: 'core', toTier: 'more', evidenceState: 'sufficient', ruleSetVersion: 1, evidence: [{ kind: 'screening', score: 380, benchmark: 400 }, { kind: 'class', classId: 'class-1', screened: 1, meetingBenchmark: 0 }] }]);
    const event = app.events().find(({ type }) => type === 'TierRecommended')!;
    expect(event).toMatchObject({ actor: 'rule', causationId: app.events().find(({ type }) => type === 'ScreeningRecorded')!.id });
    expect((await app.http('GET', '/v1/students/s00/placements/ela')).body).toMatchObject({ tier: 'core', placements: [] });
  });

  test('goes by the tier held on the day of the screening', async () => {
    const body = { reasonCode: 'team_review', decidedBy: 'team-1' };
    await app.http('PUT', '/v1/students/s00/placements/ela', { body: { ...body, tier: 'specialized', effectiveDate: '2026-09-01' } });
    await app.http('PUT', '/v1/students/s00/placements/ela', { body: { ...body, tier: 'more', effectiveDate: '2026-09-20' } });
    await screen('s00', 410);
    await react();
    expect(recommendations()).toMatchObject([{ fromTier: 'specialized', toTier: 'core' }]);
  });

  test('says that it cannot tell where no rule set was published', async () => {
    await screen('s00', 380, { domain: 'math' });
    await react();
    expect(recommendations()).toMatchObject([{ domain: 'math', evidenceState: 'cannot_tell', toTier: 'core', ruleSetVersion: 0 }]);
  });

  test('recommends again when the screening is corrected', async () => {
    await screen('s00', 380);
    await react();
    await screen('s00', 360, { correctionReason: 'scored twice' });
    await react();
    expect(recommendations().map(({ toTier }) => toTier)).toEqual(['more', 'specialized']);
    expect((await app.http('GET', '/v1/students/s00/screenings')).body).toMatchObject({ domains: [{ screenings: [{ score: 360, recommendation: { toTier: 'specialized', why: expect.stringContaining('360 is below 370') } }] }, {}, {}, {}] });
  });

  test('recommends nothing twice when it sees the same events again', async () => {
    await screen('s00', 380);
    await react();
    const events = app.events().length;
    await react(0);
    expect(app.events()).toHaveLength(events);
  });
});

describe('when less than 80 % of a class meets the benchmark', () => {
  test('nobody is singled out, also those who were screened first', async () => {
    for (const [index, student] of students.entries()) {
      await screen(student, index < 3 ? 380 : 410);
      await react();
    }
    expect(new Set(statesOf().values())).toEqual(new Set(['class_wide_issue']));
    expect(recommendations().filter(({ evidenceState }) => evidenceState === 'class_wide_issue').every(({ fromTier, toTier }) => fromTier === toTier)).toBe(true);
  });

  test('it makes no difference whether the whole class is in the log before the rule looks', async () => {
    for (const [index, student] of students.entries()) await screen(student, index < 3 ? 380 : 410);
    await react();
    expect(new Set(statesOf().values())).toEqual(new Set(['class_wide_issue']));
    expect(recommendations()).toHaveLength(students.length);
  });

  test('the recommendations of students come back when corrections lift the class', async () => {
    for (const [index, student] of students.entries()) await screen(student, index < 3 ? 380 : 410);
    await react();
    await screen('s00', 420, { correctionReason: 'scored twice' });
    await react();
    expect(new Set(statesOf().values())).toEqual(new Set(['sufficient']));
    expect(recommendations().findLast(({ studentId }) => studentId === 's01')).toMatchObject({ toTier: 'more' });
  });

  test('a class of fewer than ten says nothing', async () => {
    for (const student of students.slice(0, 9)) await screen(student, 380);
    await react();
    expect(new Set(statesOf().values())).toEqual(new Set(['sufficient']));
  });
});

test('in a running house the rule speaks by itself, of a whole class that is screened in one file', async () => {
  await app.close();
  app = await startTiers([ReactionsModule.for(tiersReactions)]);
  await enrol(app, students);
  await app.http('PUT', '/v1/rule-sets/ela', { body: rules });
  const rows = students.map((student, index) => `sis-${student},ela,Reader,fall,2026-2027,2026-09-10,${index < 3 ? 380 : 410},`);
  const text = ['student,domain,instrument,period,schoolYear,date,score,percentile', ...rows].join('\n');
  expect((await app.http('POST', '/v1/screenings', { body: text, headers: { 'content-type': 'text/csv' } })).status).toBe(200);
  await app.until(() => statesOf().size === students.length && [...statesOf().values()].every((state) => state === 'class_wide_issue'));
  expect((await app.http('GET', '/v1/students/s00/screenings')).body).toMatchObject({ domains: [{ screenings: [{ recommendation: { toTier: 'core', evidenceState: 'class_wide_issue' } }] }, {}, {}, {}] });
});
