import { hash } from 'node:crypto';
import { catalogue, type Domain, type Grade, type StrataEvent } from '@strata/contracts';
import { toNewEvent, uuidV7, type Commit } from '@strata/kernel';

/** What a district's log holds after some time, made without its services: for a log of a million events in seconds. */

export type Pupil = { readonly studentId: string; readonly schoolId: string; readonly grade: Grade };

const ids = uuidV7();
const DAY = 24 * 60 * 60_000;
const PROVIDER = 'benchprovide';
const CLASSES_EACH = 7;
const PUPILS_A_CLASS = 25;
const PUPILS_A_SCHOOL = 800;
const GRADES: readonly Grade[] = ['KG', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];

/** 20 characters, as ids of the house are; the same text gives the same id. */
export const idOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 20);

type Told = {
  readonly streamId: string;
  readonly events: readonly StrataEvent[];
  readonly at: number;
  readonly version?: number;
};

const commitOf = ({ streamId, events, at, version = 0 }: Told): Commit => {
  const recordedAt = new Date(at).toISOString();
  const made = events.map(event => toNewEvent({ catalogue, ids }, event, recordedAt));
  const metadata = { tenant: 'district', actor: 'owner', source: 'bench', recordedAt, correlationId: ids.next() };
  return { commitId: ids.next(), streamId, expectedVersion: version, events: made, metadata };
};

export const pupils = (count: number): Pupil[] =>
  Array.from({ length: count }, (_, number) => {
    const school = Math.floor(number / PUPILS_A_SCHOOL);
    return {
      studentId: idOf(`student ${number}`),
      schoolId: idOf(`school ${school}`),
      grade: GRADES[number % GRADES.length]!,
    };
  });

/** Schools, classes, and every pupil with seven classes. Profiles are the caller's: they must be sealed. */
export function* rosterCommits(all: readonly Pupil[], profiles: readonly string[], at: number): Generator<Commit> {
  for (const schoolId of new Set(all.map(pupil => pupil.schoolId))) {
    const data = {
      schoolId,
      sourcedId: `sch-${schoolId}`,
      name: `School ${schoolId.slice(0, 4)}`,
      kind: 'school' as const,
    };
    yield commitOf({ streamId: `school-${schoolId}`, events: [{ type: 'SchoolDefined', data }], at });
  }
  for (let first = 0; first < all.length; first += PUPILS_A_CLASS) {
    for (let period = 0; period < CLASSES_EACH; period++) yield classCommit(all[first]!, first, period, at);
  }
  for (const [number, pupil] of all.entries()) yield studentCommit(pupil, { number, profile: profiles[number]!, at });
}

const classIdOf = (first: number, period: number): string => idOf(`class ${first} ${period}`);

const classCommit = ({ schoolId }: Pupil, first: number, period: number, at: number): Commit => {
  const classId = classIdOf(first, period);
  const data = {
    classId,
    schoolId,
    sourcedId: `cls-${first}-${period}`,
    title: `Class ${first}-${period}`,
    periodNames: [String(period + 1)],
    sessionIds: [idOf('year')],
    homeroom: period === 0,
    supportUse: 'core' as const,
  };
  return commitOf({ streamId: `class-${classId}`, events: [{ type: 'ClassScheduled', data }], at });
};

const studentCommit = (
  pupil: Pupil,
  { number, profile, at }: { number: number; profile: string; at: number },
): Commit => {
  const { studentId, schoolId, grade: gradeLevel } = pupil;
  const begin = new Date(at).toISOString().slice(0, 10);
  const first = number - (number % PUPILS_A_CLASS);
  const seats = Array.from({ length: CLASSES_EACH }, (_, period): StrataEvent => ({
    type: 'ClassEnrollmentStarted',
    data: { studentId, enrollmentId: `enr-${number}-${period}`, classId: classIdOf(first, period), schoolId, begin },
  }));
  const profileFingerprint = hash('sha256', profile, 'base64url').slice(0, 22);
  const events: StrataEvent[] = [
    {
      type: 'StudentRegistered',
      data: { studentId, sourcedId: `stu-${number}`, gradeLevel, profile, profileFingerprint },
    },
    { type: 'StudentEnrolled', data: { studentId, schoolId, begin, gradeLevel } },
    ...seats,
  ];
  return commitOf({ streamId: `student-${studentId}`, events, at });
};

/** A placement above core for one in five, and a fall screening for one in `everyNth`, each in two domains. */
export function* supportCommits(all: readonly Pupil[], at: number, everyNth = 1): Generator<Commit> {
  const date = new Date(at).toISOString().slice(0, 10);
  for (const [number, { studentId, grade }] of all.entries()) {
    for (const domain of ['ela', 'math'] as const) {
      const screening = { studentId, grade, domain, date, number };
      const streamId = `screening-${studentId}-${domain}`;
      if (number % everyNth === 0) yield commitOf({ streamId, events: [screened(screening)], at });
      const standing = (number * 7 + (domain === 'ela' ? 0 : 31)) % 100;
      const placement = { studentId, domain, effectiveDate: date, most: standing < 5 };
      if (standing < 20)
        yield commitOf({ streamId: `placement-${studentId}-${domain}`, events: [placed(placement)], at });
    }
  }
}

type Screened = { studentId: string; grade: Grade; domain: Domain; date: string; number: number };

const screened = ({ studentId, grade: gradeLevel, domain, date, number }: Screened): StrataEvent => ({
  type: 'ScreeningRecorded',
  data: {
    screeningId: idOf(`screening ${studentId} ${domain}`),
    studentId,
    domain,
    instrument: domain === 'ela' ? 'oral-reading' : 'computation',
    period: 'fall',
    schoolYear: date.slice(0, 4),
    date,
    score: 60 + ((number * 13) % 80),
    percentile: (number * 7) % 100,
    gradeLevel,
  },
});

type Placed = { studentId: string; domain: Domain; effectiveDate: string; most: boolean };

const placed = ({ studentId, domain, effectiveDate, most }: Placed): StrataEvent => ({
  type: 'TierAssigned',
  data: {
    placementId: idOf(`placement ${studentId} ${domain}`),
    studentId,
    domain,
    fromTier: 'core',
    toTier: most ? 'specialized' : 'more',
    direction: 'intensify',
    effectiveDate,
    reasonCode: 'screening',
    decidedBy: idOf('counselor'),
    evidence: [idOf(`screening ${studentId} ${domain}`)],
  },
});

/**
 * Tutoring sessions with three students each, day after day up to `until`: planned, held, in every fiftieth case
 * corrected, and the receipt of the batch in which each fifty came.
 */
export function* sessionCommits(
  all: readonly Pupil[],
  { count, until }: { count: number; until: number },
): Generator<Commit> {
  const groups = Math.ceil(all.length / 15); // a fifth of the pupils, in groups of three
  for (let number = 0; number < count; number++) {
    const day = Math.floor(number / groups);
    const start = until - (Math.ceil(count / groups) - day) * DAY;
    const group = number % groups;
    const members = [0, 1, 2].map(place => all[(group * 15 + place * 5) % all.length]!);
    yield* sessionOf({ number, start, members, group });
    if (number % 50 === 49) yield receiptOf(number, start);
  }
}

type Meeting = { number: number; start: number; members: readonly Pupil[]; group: number };

function* sessionOf({ number, start, members, group }: Meeting): Generator<Commit> {
  const sessionId = idOf(`session ${number}`);
  const [actualStart, actualEnd] = [start, start + DAY / 48].map(at => new Date(at).toISOString()) as [string, string];
  const shared = {
    sessionId,
    providerId: PROVIDER,
    domain: 'math' as const,
    tier: 'more' as const,
    locationKind: 'pull_out' as const,
  };
  const about = {
    ...shared,
    providerSessionId: `ps-${number}`,
    groupId: `group-${group}`,
    interventionCode: 'tutoring-core-1',
    staffIds: [`tutor-${group % 400}`],
  };
  const plan = { scheduledStart: actualStart, scheduledEnd: actualEnd };
  const streamId = `session-${sessionId}`;
  const studentIds = members.map(({ studentId }) => studentId);
  yield commitOf({
    streamId,
    at: start - 3 * DAY,
    events: [{ type: 'SessionScheduled', data: { ...about, ...plan, studentIds } }],
  });
  const attended = studentIds.map(studentId => ({
    ...shared,
    studentId,
    tutorId: about.staffIds[0],
    start: actualStart,
    end: actualEnd,
    category: 'present' as const,
    minutesPresent: 28,
    softwareMinutes: 0,
    skills: ['4.NF.B.3'],
    exitTicket: { score: 4, max: 5 },
  }));
  const held: StrataEvent[] = [
    { type: 'SessionHeld', data: { ...about, ...plan, actualStart, actualEnd, substitute: false } },
    ...attended.map((data): StrataEvent => ({ type: 'StudentAttendanceRecorded', data })),
  ];
  yield commitOf({ streamId, at: start, version: 1, events: held });
  if (number % 50 !== 7) return;
  const before = { category: 'present' as const, minutesPresent: 28, softwareMinutes: 0 };
  const { skills: _skills, exitTicket: _ticket, ...told } = attended[0]!;
  const data = { ...told, category: 'tardy' as const, minutesPresent: 20, before, reason: 'tutor_corrected_log' };
  yield commitOf({ streamId, at: start + DAY, version: 5, events: [{ type: 'AttendanceCorrected', data }] });
}

const receiptOf = (number: number, at: number): Commit => {
  const batchId = idOf(`batch ${number}`);
  const data = {
    batchId,
    providerId: PROVIDER,
    door: 'events' as const,
    received: 50,
    accepted: 50,
    duplicates: 0,
    rejected: 0,
  };
  return commitOf({ streamId: `submission-${batchId}`, events: [{ type: 'SubmissionAccepted', data }], at });
};
