import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NameIndex, wordsOf, type Person } from './name-index.ts';

type Names = { givenName: string; familyName: string; middleName?: string; preferredName?: string };
type Put = readonly [Person, Names];
const person = (sourcedId: string, names: Names, more: Partial<Person> = {}): Put => [{ id: `id-${sourcedId}`, sourcedId, schoolIds: ['s1'], groups: ['04'], ...more }, names];
const indexOf = (...people: Put[]): NameIndex => {
  const index = new NameIndex((sourcedId) => `id-${sourcedId}`);
  for (const one of people) index.put(...one);
  return index;
};
const found = (index: NameIndex, search: string): string[] => index.find({ search, limit: 50 }).people.map(({ sourcedId }) => sourcedId);

const ana = person('1', { givenName: 'Ana', familyName: 'López García', middleName: 'María' });
const bao = person('2', { givenName: 'Bảo', familyName: 'Nguyễn', preferredName: 'Bo' }, { schoolIds: ['s2'], groups: ['05'] });
const siobhan = person('3', { givenName: 'Siobhán', familyName: "O'Brien-Smith" });
const yuki = person('4', { givenName: '雪', familyName: '大田' });

describe('Finding people by name', () => {
  const index = indexOf(ana, bao, siobhan, yuki);

  test.each([
    ['a family name', 'lopez', ['1']], ['its second part', 'garc', ['1']], ['a given name with its accents', 'Ana', ['1']], ['a middle name', 'maría', ['1']],
    ['a preferred name', 'bo', ['2']], ['letters with several marks', 'nguyen', ['2']], ['names typed with marks', 'NGUYỄN', ['2']], ['an apostrophe left out', 'obrien', ['3']],
    ['an apostrophe typed', "o'brien", ['3']], ['the part after a hyphen', 'smith', ['3']], ['a hyphen typed', 'brien-smith', ['3']], ['given and family name in any order', 'garcia an', ['1']],
    ['one letter', 'n', ['2']], ['another script', '大', ['4']], ['the whole sourcedId', '3', ['3']], ['nothing that is there', 'zz', []], ['the middle of a name', 'opez', []], ['marks alone', '--', []],
  ])('works by %s', (_, search, expected) => expect(found(index, search)).toEqual(expected));

  test('lists by family name, then given name, without case and accents', () =>
    expect(found(indexOf(person('a', { givenName: 'Zoë', familyName: 'abbott' }), person('b', { givenName: 'Ada', familyName: 'Ábbott' }), person('c', { givenName: 'Bo', familyName: 'Aaron' })), '')).toEqual(['c', 'b', 'a']));

  test('can be kept to a school and to a grade', () => {
    expect(index.find({ school: 's2', limit: 50 }).people).toEqual([expect.objectContaining({ sourcedId: '2' })]);
    expect(index.find({ search: 'n', group: '04', limit: 50 }).total).toBe(0);
  });

  test('refuses a cursor of somebody who left', () =>
    expect(() => index.find({ limit: 1, after: 'id-9' })).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }) as unknown as Error));

  test('forgets whoever left, and the former name of whoever changed it', () => {
    const changing = indexOf(ana, bao);
    changing.remove('id-2');
    changing.put(...person('1', { givenName: 'Ana', familyName: 'Married' }));
    expect([found(changing, 'nguyen'), found(changing, 'lopez'), found(changing, 'married'), changing.size]).toEqual([[], [], ['1'], 1]);
  });
});

const names = fc.record({ givenName: fc.constantFrom('Ana', 'Bo', 'Ángel', 'an', 'X'), familyName: fc.constantFrom('Nguyen', 'López', "O'Neil", 'de la Cruz', 'Ng') });

describe('The name index', () => {
  test('finds exactly those of whom every typed word begins some part of a name, whatever was put and removed before', () =>
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.option(names, { freq: 5 })), { maxLength: 60 }), fc.constantFrom('a', 'an', 'ng', 'o', 'one', 'lo an', 'de', 'cr la', 'x y'), (steps, search) => {
      const index = indexOf();
      const truth = new Map<string, Names>();
      for (const [id, name] of steps) {
        if (name) index.put(...person(String(id), name));
        else index.remove(`id-${id}`);
        if (name) truth.set(String(id), name);
        else truth.delete(String(id));
      }
      const expected = [...truth].filter(([, { givenName, familyName }]) => wordsOf(search).every((word) => wordsOf(`${givenName} ${familyName}`).some((part) => part.startsWith(word))));
      expect(found(index, search).sort()).toEqual(expected.map(([id]) => id).sort());
    })));

  test('pages through everybody once, in one order', () =>
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 40 }), fc.array(names, { minLength: 40, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), fc.constantFrom('', 'n'), (ids, of, limit, search) => {
      const index = indexOf(...ids.map((id, place) => person(String(id), of[place]!)));
      const whole = index.find({ search, limit: 1000 });
      const paged: string[] = [];
      let after: string | undefined;
      do {
        const page = index.find({ search, limit, after });
        paged.push(...page.people.map(({ id }) => id));
        expect(page.total).toBe(whole.total);
        after = page.next;
      } while (after !== undefined);
      expect(paged).toEqual(whole.people.map(({ id }) => id));
    })));
});
