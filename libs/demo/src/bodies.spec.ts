import { describe, expect, test } from '@jest/globals';
import {
  agreementBody,
  attendanceBody,
  bellSchedulesBody,
  calendarBody,
  cancelBody,
  classAttendanceBody,
  cloudEvent,
  interventionBody,
  placementBody,
  prescriptionBody,
  ruleSetBody,
  screeningsBody,
  sessionBody,
} from '@strata/contracts';
import {
  absenceBodyOf,
  agreementBodyOf,
  attendanceBodyOf,
  bellSchedulesBodyOf,
  calendarBodyOf,
  cancellationBodyOf,
  interventionBodyOf,
  placementBodyOf,
  prescriptionBodies,
  screeningBodyOf,
  staffSessionBodyOf,
} from './bodies.ts';
import { cohorts } from './cohorts.ts';
import { district } from './district.ts';
import { liveDay } from './live-day.ts';
import { moves } from './placements.ts';
import { agreementsOf, PROVIDERS } from './providers.ts';
import { ruleSets, screenings } from './screenings.ts';
import { sessionHistory } from './session-history.ts';
import { sessionsOf } from './sessions.ts';
import { schoolDaysBetween } from './school-year.ts';

const demo = district({ students: 900, seed: 5, today: '2026-11-23' });
const groups = [...cohorts(demo)];
const ids = {
  student: (id: string) => id,
  school: (id: string) => id,
  staff: (id: string) => id,
  schoolSourcedId: 'sch-001',
};
const same = (sourcedId: string) => sourcedId;

interface Schema {
  safeParse: (value: unknown) => { success: boolean; error?: { message: string } };
}
/** What the contract says against the bodies; empty when it takes all of them. */
function faults(schema: Schema, bodies: readonly unknown[]): string[] {
  expect(bodies.length).toBeGreaterThan(0);
  return [...new Set(bodies.flatMap(body => schema.safeParse(body).error?.message ?? []))];
}

describe('what the demo posts fits the contract', () => {
  test('of rosters: bell schedules, calendar, absences', () => {
    const student = demo.roster(0).students[0];
    expect(faults(bellSchedulesBody, [bellSchedulesBodyOf(demo)])).toEqual([]);
    expect(faults(calendarBody, [calendarBodyOf(demo)])).toEqual([]);
    expect(faults(classAttendanceBody, student ? [absenceBodyOf(student, '2026-11-20', ids)] : [])).toEqual([]);
  });

  test('of tiers: rule sets, screenings, placements, interventions', () => {
    expect(
      faults(
        ruleSetBody,
        ruleSets().map(({ cutScores }) => ({ cutScores })),
      ),
    ).toEqual([]);
    expect(
      faults(
        screeningsBody,
        [...screenings(demo)].map(screening => screeningBodyOf(screening, ids)),
      ),
    ).toEqual([]);
    expect(
      faults(
        placementBody,
        [...moves(demo)].map(move => placementBodyOf(move, ids)),
      ),
    ).toEqual([]);
    expect(faults(prescriptionBody, prescriptionBodies())).toEqual([]);
    const runs = [...Map.groupBy(groups, ({ runKey }) => runKey).values()];
    expect(
      faults(
        interventionBody,
        runs.map(run => interventionBodyOf(run, ids)),
      ),
    ).toEqual([]);
  });

  test('of sessions: agreements, and what the school’s own staff record', () => {
    const days = schoolDaysBetween(demo.year, '2026-10-26', '2026-11-20');
    const own = groups
      .filter(({ provider }) => provider === null)
      .flatMap(cohort => [...sessionsOf(cohort, days, demo)]);
    expect(
      faults(
        agreementBody,
        agreementsOf(demo, groups).map(agreement => agreementBodyOf(agreement, ids)),
      ),
    ).toEqual([]);
    expect(
      faults(
        sessionBody,
        own.map(session => staffSessionBodyOf(session, ids)),
      ),
    ).toEqual([]);
    expect(
      faults(
        attendanceBody,
        own.filter(({ outcome }) => outcome === 'held').map(session => attendanceBodyOf(session, ids)),
      ),
    ).toEqual([]);
    expect(
      faults(
        cancelBody,
        own.filter(({ outcome }) => outcome === 'cancelled' || outcome === 'no_show').map(cancellationBodyOf),
      ),
    ).toEqual([]);
  });

  test('of the provider door: the history and a live day, but not what is wrong on purpose', () => {
    const sent = PROVIDERS.flatMap(provider => [
      ...sessionHistory(demo, {
        provider,
        cohorts: groups,
        from: '2026-10-26',
        to: '2026-11-20',
        scheduledUntil: '2026-11-28',
        ids: same,
      }),
    ]);
    const good = sent.filter(({ expected }) => expected === 'accepted').map(({ event }) => event);
    expect(faults(cloudEvent, good)).toEqual([]);
    expect(
      faults(
        cloudEvent,
        [...liveDay(demo, '2026-11-23', { count: 300, cohorts: groups, ids: same })].map(({ event }) => event),
      ),
    ).toEqual([]);
    const wrong = sent.filter(({ event }) => /negative-minutes|unknown-type$/.test(event.id)).map(({ event }) => event);
    expect(wrong.filter(event => cloudEvent.safeParse(event).success)).toEqual([]);
  });
});
