import { describe, expect, test } from '@jest/globals';
import { localDate } from './dates.ts';
import { currentStatus, isPulseDue, noteAnswering, noteFreshness, noteStream } from './freshness.ts';

const answer = { asOf: '2026-10-05T10:42:00Z', lagSeconds: 0.2, demo: true, timeZone: 'Pacific/Auckland' };

describe('what the live mark knows', () => {
  test('is connecting until the stream opens, then live', () => {
    expect(currentStatus().connection).toBe('connecting');
    noteStream(true);
    expect(currentStatus().connection).toBe('live');
  });

  test('is offline when questions get no answer, though the stream looks open', () => {
    noteStream(true);
    noteAnswering(false);
    expect(currentStatus().connection).toBe('offline');
    noteAnswering(true);
    expect(currentStatus().connection).toBe('live');
  });

  test('learns from every answer how fresh the figures are, whether they are made up, and where the district is', () => {
    noteFreshness(answer);
    expect(currentStatus()).toMatchObject({ asOf: answer.asOf, lagSeconds: 0.2, demo: true });
    expect(localDate('2026-10-05T12:00:00Z')).toBe('2026-10-06');
  });

  test('learns nothing from an answer that does not say', () => {
    noteFreshness({});
    expect(currentStatus().asOf).toBe(answer.asOf);
  });
});

describe('the pulse', () => {
  const at = (seconds: number) => Date.parse(answer.asOf) + seconds * 1000;

  test('asks rarely when all is well, often while the figures catch up', () => {
    expect(isPulseDue({ answeredAt: answer.asOf, lagSeconds: 0 }, at(19))).toBe(false);
    expect(isPulseDue({ answeredAt: answer.asOf, lagSeconds: 0 }, at(20))).toBe(true);
    expect(isPulseDue({ answeredAt: answer.asOf, lagSeconds: 4 }, at(2))).toBe(true);
  });

  test('waits for the first answer', () => {
    expect(isPulseDue({ answeredAt: undefined, lagSeconds: 0 }, at(60))).toBe(false);
  });
});
