import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, dayText, isInstant, nextDay } from './oneroster-dates.ts';
import { ENROLLMENT_ROLE_1_2, gradeOf, GRADES, shapeOf, STATUS, WordReader } from './oneroster-vocabulary.ts';

const isoDay = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-30'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10));

describe('Days', () => {
  test('are read and written as the calendar has them', () => {
    fc.assert(fc.property(isoDay, text => expect(dayText(dayOf(text))).toBe(text)));
  });

  test('are followed by the next day', () => {
    fc.assert(fc.property(isoDay, text => {
      const next = new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10);
      expect(dayText(nextDay(dayOf(text)))).toBe(next);
    }));
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-01', '01-01-2026', '2026/01/01', '20260101', '', '2026-01-011', '2O26-01-01'])('"%s" is none', text => {
    expect(dayOf(text)).toBe(0);
  });

  test('the leap day of 2028 is one, that of 2100 is none', () => {
    expect([dayOf('2028-02-29'), dayOf('2100-02-29')]).toEqual([20280229, 0]);
  });
});

describe('Instants', () => {
  test.each(['2026-09-01T00:00:00Z', '2026-09-01T23:59:59.123Z', '2026-09-01T10:00:00+02:00'])('%s is one', text => expect(isInstant(text)).toBe(true));
  test.each(['2026-09-01', '2026-09-01T24:00:00Z', '2026-09-31T00:00:00Z', '2026-09-01 00:00:00', 'yesterday'])('%s is none', text => expect(isInstant(text)).toBe(false));
});

describe('Grades', () => {
  test('of the list are themselves', () => {
    for (const grade of GRADES) expect(gradeOf(grade)).toBe(grade);
  });
  test.each([['9', '09'], ['kg', 'KG'], ['K', 'KG'], ['other', 'Other'], ['pk', 'PK']])('%s means %s', (text, grade) => expect(gradeOf(text)).toBe(grade));
  test.each(['0', '14', 'nine', '9th', '-1', ''])('"%s" means none', text => expect(gradeOf(text)).toBeUndefined());
});

describe('Words', () => {
  const codeOf = (reader: WordReader, text: string) => {
    const code = reader.code(Buffer.from(text), 0, Buffer.byteLength(text));
    return [code < 0 ? undefined : reader.words[code], reader.issue];
  };

  test('are understood in any case and in their older spelling, every time with the same remark', () => {
    const reader = new WordReader(STATUS);
    for (let i = 0; i < 2; i += 1) {
      expect(codeOf(reader, 'tobedeleted')).toEqual(['tobedeleted', undefined]);
      expect(codeOf(reader, 'toBeDeleted')).toEqual(['tobedeleted', 'VALUE_FORM']);
      expect(codeOf(reader, 'inactive')).toEqual(['tobedeleted', 'VALUE_FORM']);
      expect(codeOf(reader, 'gone')[0]).toBeUndefined();
    }
  });

  test('may be extended where the standard allows it', () => {
    const reader = new WordReader(ENROLLMENT_ROLE_1_2);
    expect(codeOf(reader, 'ext:tutor')).toEqual(['ext:tutor', undefined]);
    expect(codeOf(reader, 'ext:')[0]).toBeUndefined();
    expect(reader.expected()).toBe('administrator, proctor, student, teacher or a token that begins with ext:');
  });

  test('are remembered in bounded memory, and still judged after that', () => {
    const reader = new WordReader(STATUS);
    for (let i = 0; i < 5000; i += 1) expect(codeOf(reader, `x${i}`)[0]).toBeUndefined();
    expect(codeOf(reader, 'ACTIVE')).toEqual(['active', 'VALUE_FORM']);
  });
});

describe('Shapes', () => {
  test.each([['24/12/2022', 'the shape 99/99/9999'], ['Ana Okafor', 'the shape Aaa Aaaaaa'], ['Ōta 太郎', 'the shape Aaa aa'], ['TRUE', '"TRUE"'], ['inactive', '"inactive"']])('of %s is %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });

  test('never tell a letter or a digit, unless the text is a word of a vocabulary', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => {
      const shape = shapeOf(text);
      if (!shape.startsWith('"')) expect(shape.slice('the shape '.length)).not.toMatch(/[^\P{L}Aa]|[^\P{N}9]/u);
    }));
  });
});
