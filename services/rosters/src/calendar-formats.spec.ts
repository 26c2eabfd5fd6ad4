import { describe, expect, test } from '@jest/globals';
import { daysOfBody, daysOfCsv, daysOfEdFi } from './calendar-formats.ts';

describe('Calendar dates', () => {
  test('as JSON, Ed-Fi and CSV say the same', () => {
    const wanted = [
      { school: '255901001', day: { date: '2026-11-26', instructional: false, note: 'Holiday' } },
      { school: '255901001', day: { date: '2026-11-30', instructional: true } },
    ];
    const plain = (days: { school: string; day: object }[]) => days.map(({ school, day }) => ({ school, day }));
    expect(plain(daysOfBody({ dates: [{ school: '255901001', date: '2026-11-26', instructional: false, note: 'Holiday' }, { school: '255901001', date: '2026-11-30', instructional: true }] }))).toEqual(wanted);
    expect(plain(daysOfCsv('school,date,instructional,note\n255901001,2026-11-26,FALSE,Holiday\n255901001,2026-11-30,true,\n'))).toEqual(wanted);
    const descriptor = (word: string) => ({ calendarEventDescriptor: `uri://ed-fi.org/CalendarEventDescriptor#${word}` });
    expect(plain(daysOfEdFi({
      calendarDates: [
        { calendarReference: { schoolId: 255901001 }, date: '2026-11-26', calendarEvents: [descriptor('Holiday')] },
        { calendarReference: { schoolId: 255901001 }, date: '2026-11-30', calendarEvents: [descriptor('Instructional day')] },
      ],
    }))).toEqual(wanted);
  });

  test('of Ed-Fi are instructional when one of their events is', () => {
    const [day] = daysOfEdFi({ calendarDates: [{ calendarReference: { schoolId: '1' }, date: '2026-10-07', calendarEvents: [{ calendarEventDescriptor: 'x#Teacher only day' }, { calendarEventDescriptor: 'x#Make-up day' }] }] });
    expect(day!.day).toEqual({ date: '2026-10-07', instructional: true, note: 'Make-up day' });
  });

  test('in CSV name row and field of every cell that does not fit', () => {
    const read = () => daysOfCsv('school,date,instructional\n,2026-02-30,perhaps\nsch-1,11/26/2026,true\n');
    expect(read).toThrow(expect.objectContaining({
      code: 'CALENDAR_INVALID',
      details: { faults: [
        expect.objectContaining({ pointer: 'calendar.csv:2:school' }), expect.objectContaining({ pointer: 'calendar.csv:2:date' }),
        expect.objectContaining({ pointer: 'calendar.csv:2:instructional' }), expect.objectContaining({ pointer: 'calendar.csv:3:date' }),
      ] },
    }) as unknown as Error);
  });
});
