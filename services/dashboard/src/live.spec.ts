import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { isAffected, keysOf, paced, type KeyStart } from './live.ts';

const keys = (view: string, scope: string) => keysOf({ view, scope, version: 1 });

describe('what an invalidation fetches again', () => {
  test('a change of a student reaches that student’s page and timeline', () => {
    const starts = keys('student', 'student/stu-1');
    expect(isAffected(['student', 'stu-1'], starts)).toBe(true);
    expect(isAffected(['earlier', 'stu-1', 'cursor'], starts)).toBe(true);
    expect(isAffected(['student', 'stu-2'], starts)).toBe(false);
    expect(isAffected(['tier-board', {}], starts)).toBe(false);
  });

  test('a change in the district reaches the lists that the view feeds, whatever they are filtered by', () => {
    const starts = keys('student', 'district');
    expect(isAffected(['tier-board', { school: 'sch-1' }], starts)).toBe(true);
    expect(isAffected(['movement', { from: '2026-10-05' }], starts)).toBe(true);
    expect(isAffected(['providers'], starts)).toBe(false);
  });

  test('a provider’s batch reaches its page and the list of providers', () => {
    const starts = keys('submission', 'provider/prv-1');
    expect(isAffected(['provider', 'prv-1'], starts)).toBe(true);
    expect(isAffected(['providers'], starts)).toBe(true);
    expect(isAffected(['provider', 'prv-2'], starts)).toBe(false);
  });

  test('an import reaches its page and the state of the data', () => {
    const starts = keys('import', 'import/imp-1');
    expect(isAffected(['import', 'imp-1'], starts)).toBe(true);
    expect(isAffected(['data-quality'], starts)).toBe(true);
  });

  test('an unknown view reaches every list: better once too often than never', () => {
    expect(isAffected(['time', { weeks: 8 }], keys('something_new', 'district'))).toBe(true);
  });

  test('a gap in the feed reaches everything', () => {
    expect(isAffected(['student', 'stu-1'], keys('*', '*'))).toBe(true);
  });
});

describe('the pace of refetching', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  const watched = (isBusy = () => false) => {
    const runs: (readonly KeyStart[])[] = [];
    return { runs, refetch: paced({ isBusy, run: starts => void runs.push(starts) }) };
  };

  test('the first change shows at once', () => {
    const { runs, refetch } = watched();
    refetch([['overview']]);
    expect(runs).toEqual([[['overview']]]);
  });

  test('fifty changes in a second are fetched together, once', () => {
    const { runs, refetch } = watched();
    refetch([['overview']]);
    for (let change = 0; change < 50; change += 1) {
      jest.advanceTimersByTime(10);
      refetch([['time'], ['providers']]);
    }
    expect(runs).toHaveLength(1);
    jest.advanceTimersByTime(1000);
    expect(runs).toEqual([[['overview']], [['time'], ['providers']]]);
  });

  test('a slow answer is waited for, not cancelled, and nothing is lost', () => {
    let busy = true;
    const { runs, refetch } = watched(() => busy);
    refetch([['overview']]);
    jest.advanceTimersByTime(5000);
    expect(runs).toEqual([]);
    busy = false;
    jest.advanceTimersByTime(100);
    expect(runs).toEqual([[['overview']]]);
  });

  test('news about nothing fetches nothing', () => {
    const { runs, refetch } = watched();
    refetch([]);
    jest.advanceTimersByTime(5000);
    expect(runs).toEqual([]);
  });
});
