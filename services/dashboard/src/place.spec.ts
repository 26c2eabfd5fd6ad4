import { describe, expect, test } from '@jest/globals';
import { placeOf, placeWords, tabLink, tabOf, withQuery } from './place.ts';

const overview = {
  schools: [{ schoolId: 'sch-1', name: 'Heron Creek Elementary', grades: ['03' as const], students: 381 }],
};

describe('the place in the address', () => {
  test('tiers say it in the path, the other tabs in the query', () => {
    expect(placeOf('/schools/sch-1/grades/03', '')).toEqual({ school: 'sch-1', grade: '03' });
    expect(placeOf('/movement', 'school=sch-1&grade=03')).toEqual({ school: 'sch-1', grade: '03' });
    expect(placeOf('/', '')).toEqual({});
  });

  test.each(['tiers', 'movement', 'students'] as const)('the same place is found again behind the link of %s', tab => {
    const place = { school: 'a/b ü', grade: '03' };
    const [path, query] = tabLink(tab, place).split('?');
    expect(placeOf(path!, query ?? '')).toEqual(place);
    expect(tabOf(path!)).toBe(tab);
  });

  test('a grade without its school is left out of a link', () => {
    expect(tabLink('students', { grade: '03' })).toBe('/students');
  });

  test('time, providers and data are of the district', () => {
    expect(tabLink('providers', { school: 'sch-1' })).toBe('/providers');
    expect(tabLink('time', { school: 'sch-1' })).toBe('/time');
    expect(tabOf('/data/imports/imp-1')).toBe('data');
    expect(tabOf('/nowhere')).toBeUndefined();
  });

  test('empty filters leave no trace in the address', () => {
    expect(withQuery('/students', { school: undefined, tier: '' })).toBe('/students');
    expect(withQuery('/students', { domain: 'math', tier: 'more' })).toBe('/students?domain=math&tier=more');
  });
});

describe('the place in words', () => {
  test('names district, school and grade', () => {
    expect(placeWords({}, overview)).toEqual({ title: 'District', inText: 'in the district' });
    expect(placeWords({}, { ...overview, districtName: 'Cedar Prairie' }).title).toBe('Cedar Prairie');
    expect(placeWords({ school: 'sch-1' }, overview).inText).toBe('at Heron Creek Elementary');
    expect(placeWords({ school: 'sch-1', grade: '03' }, overview)).toEqual({
      title: 'Grade 3, Heron Creek Elementary',
      inText: 'in grade 3 at Heron Creek Elementary',
    });
  });

  test('has words for a school that is not known yet', () => {
    expect(placeWords({ school: 'sch-9' }, undefined).inText).toBe('at this school');
  });
});
