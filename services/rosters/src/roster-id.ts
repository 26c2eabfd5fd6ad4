import { hash } from 'node:crypto';

/** What a `sourcedId` may name; the same text may name a school and a student. */
export type RosterKind = 'school' | 'session' | 'class' | 'student' | 'staff';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 20;

/**
 * Our id of a record: 20 characters of lower-case base32 (RFC 4648), the first 100 bits of SHA-256 over kind and
 * `sourcedId`. Derived and not drawn, so that a roster imported again, here or after a crash, names the same records.
 */
export const rosterId = (kind: RosterKind, sourcedId: string): string => {
  const digest = hash('sha256', `${kind}|${sourcedId}`, 'buffer');
  let id = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; id.length < LENGTH; ) {
    if (bits < 5) {
      held = ((held << 8) | digest[at++]!) & 0xfff;
      bits += 8;
    }
    bits -= 5;
    id += ALPHABET[(held >> bits) & 31];
  }
  return id;
};

/** The stream that holds what is known of a record. */
export const streamOf = {
  import: (importId: string): string => `import-${importId}`,
  school: (schoolId: string): string => `school-${schoolId}`,
  session: (sessionId: string): string => `academic-session-${sessionId}`,
  class: (classId: string): string => `class-${classId}`,
  student: (studentId: string): string => `student-${studentId}`,
  staff: (staffId: string): string => `staff-${staffId}`,
  /** A month each: a class day of seven periods is 140 facts a month, and a student's own stream stays short. */
  attendance: (studentId: string, date: string): string => `attendance-${studentId}-${date.slice(0, 7)}`,
};
