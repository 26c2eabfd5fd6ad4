import { describe, expect, test } from '@jest/globals';
import { cohorts, meetingOn } from './cohorts.ts';
import { addDays, mondayOf, weekdayOf } from './days.ts';
import { district } from './district.ts';
import type { District } from './district.ts';
import type { ScreenedDomain } from './needs.ts';
import { moves } from './placements.ts';
import { progress } from './progress.ts';
import type { CutScore } from './screenings.ts';
import { INSTRUMENTS, ruleSets, SCREENED_DOMAINS, screenings } from './screenings.ts';
import { membersOn } from './sessions.ts';

const TODAY = '2026-11-23';
const demo = district({ students: 3000, seed: 7, today: TODAY });
const spring = district({ students: 3000, seed: 21, today: '2027-04-14' });
const made = [...moves(demo)];
const groups = [...cohorts(demo)];

/** Shares of core, more and specialized in percent of the students who are screened in the domain. */
function shares(looked: District, domain: ScreenedDomain): number[] {
  const tiers = new Map<number, string>();
  for (const { students } of looked.rosters()) {
    for (const { number, grade } of students) if (INSTRUMENTS[domain].grades.includes(grade)) tiers.set(number, 'core');
  }
  for (const move of moves(looked)) if (move.domain === domain) tiers.set(move.student.number, move.toTier);
  const held = [...tiers.values()];
  return ['core', 'more', 'specialized'].map(tier => (100 * held.filter(value => value === tier).length) / held.length);
}

describe('tiers in the synthetic district', () => {
  test.each(SCREENED_DOMAINS)('come out near 80, 15 and 5 percent in %s', domain => {
    for (const looked of [demo, spring]) {
      const [core, more, specialized] = shares(looked, domain) as [number, number, number];
      expect(Math.abs(core - 80)).toBeLessThan(3);
      expect(Math.abs(more - 15)).toBeLessThan(3);
      expect(Math.abs(specialized - 5)).toBeLessThan(3);
    }
  });

  test('change step by step: each move starts from the tier held, later than the one before, and never after today', () => {
    const held = new Map<string, { tier: string; since: string }>();
    for (const { student, domain, fromTier, toTier, effectiveDate, direction } of made) {
      const key = `${student.sourcedId} ${domain}`;
      const before = held.get(key) ?? { tier: 'core', since: '' };
      expect(fromTier).toBe(before.tier);
      expect(toTier).not.toBe(fromTier);
      expect(direction).toBe(toTier === 'specialized' || fromTier === 'core' ? 'intensify' : 'reduce');
      expect(effectiveDate > before.since && effectiveDate <= TODAY).toBe(true);
      expect(effectiveDate >= student.enrolledOn).toBe(true);
      held.set(key, { tier: toTier, since: effectiveDate });
    }
  });

  test.each(['2026-11-23', '2026-09-09', '2026-12-16', '2027-02-18', '2027-05-21'])(
    'move this week, both ways, when looked at on %s',
    today => {
      const week = [...moves(district({ students: 3000, seed: 7, today }))].filter(
        ({ effectiveDate }) => effectiveDate >= mondayOf(today),
      );
      expect(week.length).toBeGreaterThan(5);
      expect(week.length).toBeLessThan(200);
      expect(new Set(week.map(({ direction }) => direction)).size).toBe(2);
    },
  );

  test('are decided by somebody who works at the school', () => {
    const staff = new Set([...demo.rosters()].flatMap(roster => roster.staff.map(({ sourcedId }) => sourcedId)));
    expect(made.filter(({ decidedBy }) => !staff.has(decidedBy))).toEqual([]);
  });
});

describe('screenings in the synthetic district', () => {
  const cuts = new Map<string, CutScore>(
    ruleSets().flatMap(({ domain, cutScores }) =>
      cutScores.map(cut => [`${domain} ${cut.period} ${cut.grade}`, cut] as const),
    ),
  );
  const everybody = new Map(
    [...demo.rosters()].flatMap(({ students, classes }) =>
      students.map(student => [student.sourcedId, { student, classes }] as const),
    ),
  );

  test('have a cut score for every grade and a date between enrolment and today', () => {
    const all = [...screenings(demo)];
    expect(all.length).toBeGreaterThan(7500);
    const wrong = all.filter(({ studentSourcedId, domain, period, date }) => {
      const student = everybody.get(studentSourcedId)?.student;
      return !student || !cuts.has(`${domain} ${period} ${student.grade}`) || date > TODAY || date < student.enrolledOn;
    });
    expect(wrong).toEqual([]);
  });

  test('show one class in which under 80 percent meet the benchmark, and hardly another', () => {
    const met = new Map<string, boolean[]>();
    for (const { studentSourcedId, domain, period, score } of screenings(demo)) {
      const { student, classes } = everybody.get(studentSourcedId) ?? {};
      const klass = student?.classes
        .map(index => classes?.[index])
        .find(candidate => candidate?.course.subject === domain);
      const cut = cuts.get(`${domain} ${period} ${student?.grade}`);
      if (klass && cut) met.set(klass.sourcedId, [...(met.get(klass.sourcedId) ?? []), score >= cut.benchmark]);
    }
    const share = (results: readonly boolean[]) => results.filter(Boolean).length / results.length;
    const low = [...met.values()].filter(results => share(results) < 0.8);
    expect(low.some(results => results.length > 15 && share(results) < 0.6)).toBe(true);
    expect(low.length).toBeLessThan(met.size * 0.05);
  });

  test('are repeated in winter once winter has come', () => {
    const periods = (today: string) =>
      new Set([...screenings(district({ students: 300, seed: 7, today }))].map(({ period }) => period));
    expect([...periods(TODAY)]).toEqual(['fall']);
    expect([...periods('2027-03-05')]).toEqual(['fall', 'winter']);
  });
});

describe('intervention groups in the synthetic district', () => {
  test('stay within the size and the domain of what is prescribed', () => {
    for (const { members, prescription, school } of groups) {
      expect(members.length).toBeLessThanOrEqual(prescription.dosage.maxGroupSize);
      for (const { episode } of members)
        expect(episode).toMatchObject({
          domain: prescription.domain,
          tier: prescription.tier,
          student: { schoolIndex: school.index },
        });
    }
  });

  test('never want a student, a tutor or a teacher in two places at once', () => {
    const day = '2026-11-19';
    const busy = new Map<string, { start: number; end: number }[]>();
    for (const cohort of groups.filter(({ prescription }) => prescription.days.includes(weekdayOf(day)))) {
      const meeting = meetingOn(cohort, day);
      for (const who of [cohort.leaderId, ...membersOn(cohort, day).map(({ sourcedId }) => sourcedId)])
        busy.set(who, [...(busy.get(who) ?? []), meeting]);
    }
    const overlapping = [...busy.values()].filter(meetings =>
      meetings.some((a, i) => meetings.slice(i + 1).some(b => a.start < b.end && b.start < a.end)),
    );
    expect(overlapping).toEqual([]);
  });

  test('serve everybody who holds more than core for longer than a week', () => {
    const served = new Set(
      groups.flatMap(({ members }) =>
        members.map(({ episode }) => `${episode.student.sourcedId} ${episode.domain} ${episode.tier}`),
      ),
    );
    const waiting = made
      .filter(({ toTier, effectiveDate }) => toTier !== 'core' && effectiveDate < addDays(TODAY, -7))
      .filter(({ student, domain, toTier }) => !served.has(`${student.sourcedId} ${domain} ${toTier}`));
    expect(waiting).toEqual([]);
  });

  test('measure progress from a baseline on school days up to today', () => {
    const all = [...progress(demo, groups)];
    expect(all.length).toBeGreaterThan(800);
    expect(
      all.every(({ baseline, goal, scores }) => goal > baseline && scores.every(({ date }) => date <= TODAY)),
    ).toBe(true);
    expect(all.filter(({ scores }) => scores.length >= 4).length).toBeGreaterThan(300);
  });
});
