import { describe, expect, test } from '@jest/globals';
import { schoolHoursOn } from './bell-schedules.ts';
import { cohorts } from './cohorts.ts';
import { addDays } from './days.ts';
import { district } from './district.ts';
import { liveDay } from './live-day.ts';
import { agreementsOf, PROVIDERS } from './providers.ts';
import { sessionHistory } from './session-history.ts';
import type { Sent } from './session-history.ts';
import { schoolDaysBetween } from './school-year.ts';
import { sessionsOf } from './sessions.ts';

const TODAY = '2026-11-23';
const FROM = '2026-09-28';
const demo = district({ students: 3000, seed: 7, today: TODAY });
const groups = [...cohorts(demo)];
const ids = (sourcedId: string) => sourcedId;
const history = (of = demo, own = groups): Sent[] =>
  PROVIDERS.flatMap(provider => [
    ...sessionHistory(of, { provider, cohorts: own, from: FROM, to: '2026-11-20', scheduledUntil: '2026-11-28', ids }),
  ]);
const sent = history();

describe('sessions of the synthetic district', () => {
  const days = schoolDaysBetween(demo.year, FROM, TODAY);
  const all = groups.flatMap(cohort => [...sessionsOf(cohort, days, demo)]);

  test('lie on school days, inside school hours or within an hour of them', () => {
    const outside = all.filter(({ day, scheduled, cohort }) => {
      const hours = schoolHoursOn(cohort.school, day);
      const around =
        cohort.slot.locationKind === 'before_school' || cohort.slot.locationKind === 'after_school' ? 60 : 0;
      return !days.includes(day) || scheduled.start < hours.start - around || scheduled.end > hours.end + around;
    });
    expect(outside).toEqual([]);
    expect(all.length).toBeGreaterThan(15_000);
  });

  test('never count more minutes than the session lasted, and none for a student who was away', () => {
    const wrong = all.filter(({ presences, actual }) =>
      presences.some(
        ({ attendance, minutesPresent, softwareMinutes }) =>
          minutesPresent + softwareMinutes > (attendance.endsWith('absence') ? 0 : actual.end - actual.start),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('are mostly held, sometimes cancelled, missed or never logged', () => {
    const share = (outcome: string) => all.filter(session => session.outcome === outcome).length / all.length;
    expect(share('held')).toBeGreaterThan(0.85);
    for (const outcome of ['cancelled', 'no_show', 'unlogged']) expect(share(outcome)).toBeGreaterThan(0.005);
  });
});

describe('what the providers send', () => {
  test('speaks only of students of their own agreement, except where it is wrong on purpose', () => {
    for (const { provider, students } of agreementsOf(demo, groups)) {
      const own = new Set(students.map(({ sourcedId }) => sourcedId));
      expect(own.size).toBeGreaterThan(100);
      const strangers = sent
        .filter(({ event, expected }) => event.source === provider.source && expected === 'accepted')
        .flatMap(({ event }) =>
          ((event.data['students'] ?? []) as { studentId: string }[]).map(({ studentId }) => studentId),
        )
        .filter(studentId => !own.has(studentId));
      expect(strangers).toEqual([]);
    }
  });

  test('uses every accepted id once and carries no name', () => {
    const accepted = sent
      .filter(({ expected }) => expected === 'accepted')
      .map(({ event }) => `${event.source} ${event.id}`);
    expect(new Set(accepted).size).toBe(accepted.length);
    const words = new Set(JSON.stringify(sent).match(/\p{L}{4,}/gu));
    const names = [...demo.rosters()]
      .flatMap(({ students }) => students.map(({ name }) => name.family))
      .filter(name => words.has(name));
    expect(names).toEqual([]);
  });

  test('holds all kinds of events, and a few that must be refused', () => {
    expect(new Set(sent.map(({ event }) => event.type))).toEqual(
      new Set(
        [
          'session.scheduled',
          'session.held',
          'session.cancelled',
          'session.voided',
          'attendance.corrected',
          'session.paused',
        ].map(kind => `org.strata.${kind}.v1`),
      ),
    );
    expect(sent.filter(({ expected }) => expected === 'rejected')).toHaveLength(12);
    expect(sent.filter(({ expected }) => expected === 'duplicate')).toHaveLength(2);
  });

  test('is the same, byte for byte, when made again', () => {
    const again = district(demo.options);
    expect(JSON.stringify(history(again, [...cohorts(again)]))).toBe(JSON.stringify(sent));
  });
});

describe('a live day', () => {
  const live = (count: number, day = TODAY) => [...liveDay(demo, day, { count, cohorts: groups, ids })];

  test('reports sessions in the order in which they end, with the offset of the school', () => {
    const dues = live(100).map(({ dueAt }) => dueAt);
    expect(dues).toHaveLength(100);
    expect([...dues].sort()).toEqual(dues);
    expect(dues[0]).toMatch(/^2026-11-23T\d\d:\d\d:00-06:00$/);
  });

  test('does not run dry for a long demonstration', () => {
    const moments = live(600);
    expect(moments).toHaveLength(600);
    expect(new Set(moments.map(({ event }) => event.id)).size).toBe(600);
  });

  test('stays silent on a day without school', () => {
    expect(live(10, '2026-11-26')).toEqual([]);
    expect(live(10, addDays(TODAY, -1))).toEqual([]);
  });
});
