import { describe, expect, test } from '@jest/globals';
import { dropOf } from './import-plan.ts';
import { isOtherPerson, keptProfile, withDemographics, withOldDemographics } from './roster-facts.ts';
import type { StudentComparison } from './student-changes.ts';
import { supportUseOf } from './support-use.ts';

describe('What the time of a class counts for', () => {
  const use = (title: string, more: { courseTitle?: string; subjects?: string[]; subjectCodes?: string[] } = {}) => supportUseOf({ title, subjects: [], subjectCodes: [], ...more });

  test.each([
    ['Algebra I', {}, 'core'], ['ENG-1', { subjects: ['English/Language Arts I (9th grade)'] }, 'core'], ['Period 2', { subjectCodes: ['02052'] }, 'core'], ['Grade 3 A', { subjectCodes: ['73033'] }, 'core'],
    ['Band', {}, 'elective'], ['PE 7', {}, 'elective'], ['Period 6', { subjectCodes: ['05101'] }, 'elective'], ['Spanish 2', {}, 'elective'],
    ['Reading Intervention', {}, 'more'], ['Math 7', { courseTitle: 'Tier 2 Math' }, 'more'], ['WIN Block', {}, 'intervention_block'], ['MTSS', {}, 'intervention_block'],
    ['Resource Room', {}, 'specialized'], ['Special Education Reading', {}, 'specialized'], ['Voracious Badger', { subjects: ['Homeroom'] }, 'other'], ['Advisory', {}, 'other'],
    ['Winter Sports', {}, 'other'], ['Partial Studies', {}, 'other'],
  ] as const)('%s %j: %s', (title, more, expected) => expect(use(title, more as object)).toBe(expected));
});

describe('A profile', () => {
  const ana = keptProfile({ givenName: 'Ana', familyName: 'López', birthDate: '2018-03-09', sex: 'female', phone: '555', username: 'ana', preferredGivenName: 'Nita' });

  test('keeps names, birth date, sex and mail address, and nothing else', () => expect(ana).toEqual({ givenName: 'Ana', familyName: 'López', preferredName: 'Nita', birthDate: '2018-03-09', sex: 'female' }));

  test('is the same text whatever order it was made in, so that its fingerprint is the same', () => {
    const told = keptProfile({ givenName: 'Ana', familyName: 'López', preferredGivenName: 'Nita' });
    expect(JSON.stringify(withOldDemographics(told, ana))).toBe(JSON.stringify(ana));
    expect(JSON.stringify(withDemographics(told, { sex: 'female', birthDate: '2018-03-09' }))).toBe(JSON.stringify(ana));
  });

  test.each([
    ['a marriage', { familyName: 'Smith' }, false], ['a correction of the given name', { givenName: 'Anna' }, false], ['accents', { givenName: 'ANÁ', familyName: 'lopez' }, false],
    ['both names with the same birth date', { givenName: 'Bo', familyName: 'Ng' }, false], ['both names and the birth date', { givenName: 'Bo', familyName: 'Ng', birthDate: '2017-01-01' }, true],
    ['both names without a birth date', { givenName: 'Bo', familyName: 'Ng', birthDate: undefined }, true],
  ])('after %s is somebody else: %s', (_, more, expected) => expect(isOtherPerson(ana, { ...ana, ...more } as typeof ana)).toBe(expected));
});

describe('The limit of what may end without a person', () => {
  const seen = (more: Partial<StudentComparison>): StudentComparison => ({ differs: new Uint8Array(), missing: [], known: 1000, openSeats: 1000, enrolled: 1000, leaving: 0, others: 0, destroyed: 0, ...more });

  test('is not passed at exactly so many percent, and is by one more', () => {
    expect(dropOf(seen({}), 100, [], 10).reason).toBeUndefined();
    expect(dropOf(seen({}), 101, [], 10)).toMatchObject({ activeEnrollments: 1000, endingEnrollments: 101, percentEnding: 10.1, reason: expect.stringContaining('101 of 1000 class enrollments would end') });
  });
  test('counts students who leave where there are no classes', () =>
    expect(dropOf(seen({ openSeats: 0, leaving: 500 }), 0, [], 10)).toMatchObject({ percentEnding: 50, reason: expect.stringContaining('500 of 1000 students would leave') }));
  test('can be set', () => expect(dropOf(seen({}), 300, [], 30).reason).toBeUndefined());
  test('does not matter for the first roster, but an empty bulk file does', () => {
    expect(dropOf(undefined, 0, [], 10)).toEqual({ activeEnrollments: 0, endingEnrollments: 0, percentEnding: 0 });
    expect(dropOf(undefined, 0, ['users.csv', 'classes.csv'], 10).reason).toContain('users.csv, classes.csv have no rows');
  });
});
