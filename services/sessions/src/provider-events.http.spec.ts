import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { held, ofType, startDoor, type Door } from './testing/door.ts';

let door: Door;
beforeEach(async () => {
  door = await startDoor();
});
afterAll(() => door.close());

describe('a batch of events', () => {
  test('is in when the answer comes, as one record of the session and one per student', async () => {
    const answer = await door.post([held()]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } });
    expect(door.facts()).toEqual([
      { type: 'SessionHeld', data: expect.objectContaining({ providerId: door.providerId, providerSessionId: 's-1', domain: 'math', tier: 'more', actualStart: '2026-10-05T08:30:00-05:00' }) },
      { type: 'StudentAttendanceRecorded', data: expect.objectContaining({ studentId: 'stu-1', tier: 'more', category: 'present', minutesPresent: 30, softwareMinutes: 0, locationKind: 'pull_out' }) },
      { type: 'StudentAttendanceRecorded', data: expect.objectContaining({ studentId: 'stu-2', tier: 'specialized', category: 'tardy', minutesPresent: 22, softwareMinutes: 5 }) },
    ]);
    expect(ofType(door.events(), 'SubmissionAccepted')).toHaveLength(1);
  });
});
