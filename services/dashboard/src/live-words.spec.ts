import { describe, expect, test } from '@jest/globals';
import { liveWords } from './live-words.ts';

const answeredAt = '2026-10-05T10:42:00';
const at = (connection: 'connecting' | 'live' | 'offline', lagSeconds = 0) =>
  liveWords({ connection, lagSeconds, answeredAt });

describe('the live mark', () => {
  test('says live when the figures are of now', () => {
    expect(at('live', 0.4)).toMatchObject({ state: 'live', words: 'live' });
  });

  test('says how far behind the figures are', () => {
    expect(at('live', 4)).toMatchObject({ state: 'behind', words: '4 s behind' });
    expect(at('live', 600).words).toBe('10 min behind');
  });

  test('says offline with the time of the last update, however small the lag was then', () => {
    expect(at('offline', 4).state).toBe('offline');
    expect(at('offline').words).toMatch(/^offline, last update 10:42\sAM$/);
    expect(liveWords({ connection: 'offline', lagSeconds: 0, answeredAt: undefined }).words).toBe('offline');
  });

  test('always has a reason to give', () => {
    for (const connection of ['connecting', 'live', 'offline'] as const) expect(at(connection).reason).toMatch(/\.$/);
  });
});
