import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromLocal, inZone, offsetAt, toZone } from './school-time.ts';

const at = (instant: string) => Date.parse(instant);

describe('the local time of a school', () => {
  test.each([
    ['America/New_York', '2026-10-06T01:30:00Z', '2026-10-05T21:30:00-04:00'],
    ['America/New_York', '2026-12-01T14:00:00Z', '2026-12-01T09:00:00-05:00'],
    ['Asia/Kolkata', '2026-10-05T20:00:00.250Z', '2026-10-06T01:30:00.250+05:30'],
    ['UTC', '2026-10-05T20:00:00Z', '2026-10-05T20:00:00+00:00'],
  ])('in %s %s is %s', (zone, instant, local) => {
    expect(inZone(zone, at(instant))).toBe(local);
    expect(toZone(zone, instant)).toBe(local);
    expect(toZone(zone, local)).toBe(local);
  });

  test('is written in one way however it was sent', () => {
    expect(toZone('America/New_York', '2026-10-05T09:30:00-04:00')).toBe('2026-10-05T09:30:00-04:00');
    expect(toZone('America/New_York', '2026-10-05T08:30-05:00')).toBe('2026-10-05T09:30:00-04:00');
    expect(toZone('America/New_York', '2026-10-05t09:30:00-04:00')).toBe('2026-10-05T09:30:00-04:00');
  });

  test('changes with the seasons, to the second', () => {
    const change = at('2026-11-01T06:00:00Z'); // 02:00 daylight time becomes 01:00
    expect([offsetAt('America/New_York', change - 1), offsetAt('America/New_York', change)]).toEqual([-240, -300]);
  });

  test.each([
    ['2026-10-05', '2026-10-05T04:00:00Z'],
    ['2026-10-05T09:30', '2026-10-05T13:30:00Z'],
    ['2026-10-05T09:30:15', '2026-10-05T13:30:15Z'],
    ['2026-11-01T01:30', '2026-11-01T05:30:00Z'], // comes twice: the first
    ['2026-11-01T03:00', '2026-11-01T08:00:00Z'],
    ['2027-03-14T02:30', '2027-03-14T07:30:00Z'], // is skipped: as if clocks had not moved
    ['2027-03-14T03:30', '2027-03-14T07:30:00Z'],
  ])('%s in New York is %s', (local, instant) => expect(fromLocal('America/New_York', local)).toBe(at(instant)));

  test.each(['2026-02-30', '2026-13-01', 'soon', ''])('%p is no day', (local) => expect(fromLocal('America/New_York', local)).toBeNaN());

  test('leads back to the instant it was made from', () => {
    const zones = fc.constantFrom('America/New_York', 'America/Phoenix', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    fc.assert(fc.property(zones, fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') }), (zone, instant) => {
      const local = inZone(zone, instant);
      expect(at(local)).toBe(instant);
      expect(toZone(zone, local)).toBe(local);
    }));
  });
});
