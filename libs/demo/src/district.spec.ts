import { describe, expect, test } from '@jest/globals';
import { bellSchedules, calendar } from './bell-schedules.ts';
import { weekdayOf } from './days.ts';
import { district } from './district.ts';
import { BLOCKS, WIN } from './sections.ts';

const OPTIONS = { students: 3000, seed: 7, today: '2026-11-23' };
const demo = district(OPTIONS);
const rosters = [...demo.rosters()];

describe('the synthetic district', () => {
  test('has eight schools for 3,000 students, every student in exactly one', () => {
    expect(demo.schools.map(({ level }) => level).sort()).toEqual([
      'elementary',
      'elementary',
      'elementary',
      'elementary',
      'high',
      'high',
      'middle',
      'middle',
    ]);
    expect(new Set(demo.schools.map(({ name }) => name)).size).toBe(8);
    const ids = rosters.flatMap(({ students }) => students.map(({ sourcedId }) => sourcedId));
    expect(ids).toHaveLength(3000);
    expect(new Set(ids).size).toBe(3000);
  });

  test('teaches every student seven classes, no two of them in one period', () => {
    for (const { students, classes } of rosters) {
      const wrong = students.filter(
        student =>
          new Set(student.classes.map(index => classes[index]?.period ?? 'none')).size !== 7 ||
          student.classes.length !== 7,
      );
      expect(wrong).toEqual([]);
      expect(classes.every(({ period }) => period !== '')).toBe(true);
    }
  });

  test('only has classes of a size that fits a room, in the grades they are meant for', () => {
    for (const { students, classes } of rosters) {
      const grades = Map.groupBy(
        students.flatMap(({ classes: own, grade }) => own.map(index => ({ index, grade }))),
        ({ index }) => index,
      );
      expect(grades.size).toBe(classes.length);
      expect(Math.max(...[...grades.values()].map(seats => seats.length))).toBeLessThanOrEqual(30);
      expect(
        [...grades].filter(([index, seats]) => seats.some(({ grade }) => !classes[index]?.grades.includes(grade))),
      ).toEqual([]);
    }
  });

  test('never asks a teacher to be in two classes at once', () => {
    for (const { classes, staff } of rosters) {
      const known = new Set(staff.map(({ sourcedId }) => sourcedId));
      const booked = classes.flatMap(({ teacherId, coTeacherId, period }) =>
        [teacherId, coTeacherId ?? []].flat().map(id => `${id} ${period}`),
      );
      expect(new Set(booked).size).toBe(booked.length);
      for (const { teacherId } of classes) expect(known).toContain(teacherId);
    }
  });

  test('employs interventionists and counselors who have no section of their own', () => {
    for (const { classes, staff } of rosters) {
      const teaching = new Set(classes.flatMap(({ teacherId }) => teacherId));
      const free = staff.filter(({ sourcedId }) => !teaching.has(sourcedId)).map(({ duty }) => duty);
      expect(free).toEqual(
        expect.arrayContaining(['counseling', 'reading_intervention', 'math_intervention', 'leadership', 'aide']),
      );
    }
  });

  test('is the same every time it is made from the same seed, and another from another', () => {
    const again = district(OPTIONS);
    expect([...again.rosters()]).toEqual(rosters);
    expect(district({ ...OPTIONS, seed: 8 }).roster(0).students[0]).not.toEqual(rosters[0]?.students[0]);
  });

  test('grows to the asked size in number and size of schools', () => {
    const large = district({ ...OPTIONS, students: 40_000 });
    expect(large.schools.length).toBeGreaterThan(40);
    expect(large.schools.reduce((sum, { students }) => sum + students, 0)).toBe(40_000);
    expect(() => district({ ...OPTIONS, students: 12 })).toThrow(RangeError);
  });
});

describe('the school year', () => {
  test('holds the given day, and in summer is the year that has just ended', () => {
    expect(demo.year).toMatchObject({
      title: '2026-2027',
      endYear: 2027,
      firstDay: '2026-08-17',
      lastDay: '2027-06-04',
    });
    expect(district({ ...OPTIONS, today: '2027-07-20' }).year.title).toBe('2026-2027');
    expect(district({ ...OPTIONS, today: '2027-08-30' }).year.title).toBe('2027-2028');
  });

  test('has about 180 school days, none at a weekend or on a holiday', () => {
    const { schoolDays } = demo.year;
    expect(schoolDays.length).toBeGreaterThan(174);
    expect(schoolDays.length).toBeLessThan(188);
    expect(schoolDays.filter(day => ['sat', 'sun'].includes(weekdayOf(day)))).toEqual([]);
    const off = new Set(calendar(demo).map(({ date }) => date));
    expect(schoolDays.filter(day => off.has(day))).toEqual([]);
    expect(off).toContain('2026-11-26');
  });

  test('is divided into semesters and terms that lie inside their parents', () => {
    const byId = new Map(demo.year.sessions.map(session => [session.sourcedId, session]));
    for (const { beginsOn, endsOn, parentSourcedId } of demo.year.sessions) {
      expect(beginsOn < endsOn).toBe(true);
      const parent = parentSourcedId === null ? undefined : byId.get(parentSourcedId);
      if (parent) expect(parent.beginsOn <= beginsOn && endsOn <= parent.endsOn).toBe(true);
    }
  });
});

describe('the bell schedules', () => {
  test('cover every weekday of every school, in order and without overlap', () => {
    for (const { sourcedId } of demo.schools) {
      const own = bellSchedules(demo).filter(schedule => schedule.schoolSourcedId === sourcedId);
      expect(own.flatMap(({ days }) => days).sort()).toEqual(['fri', 'mon', 'thu', 'tue', 'wed']);
      for (const { periods } of own) {
        const clocks = periods.flatMap(({ start, end }) => [start, end]);
        expect([...clocks].sort()).toEqual(clocks);
        expect(periods.every(({ start, end }) => start < end)).toBe(true);
      }
    }
  });

  test('have an intervention block and every period that a class of the school meets in', () => {
    for (const { school, classes } of rosters) {
      for (const { periods } of bellSchedules(demo).filter(
        ({ schoolSourcedId }) => schoolSourcedId === school.sourcedId,
      )) {
        const names = periods.map(({ name }) => name);
        expect(names).toContain(WIN);
        for (const { period } of classes) expect(names).toContain(period);
      }
    }
    expect(rosters[0]?.classes.map(({ period }) => period)).toEqual(expect.arrayContaining([...BLOCKS]));
  });
});
