import { hash } from 'node:crypto';

/** What a provider of the benchmarks sends: tutoring sessions that were held, with three students each. */
export type HeldSession = {
  readonly id: string;
  readonly students: readonly string[];
  /** Milliseconds: when it began. It lasted half an hour. */
  readonly startedAt: number;
  readonly minutes?: number;
};

export const SOURCE = 'urn:bench:provider';
const HALF_HOUR = 30 * 60_000;
const DAY = 24 * 60 * 60_000;

const instant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** A CloudEvent of the provider door. `id` names the event and the session. */
export const heldEvent = ({ id, students, startedAt, minutes = 28 }: HeldSession): object => ({
  specversion: '1.0',
  id,
  source: SOURCE,
  type: 'org.strata.session.held.v1',
  time: instant(startedAt + HALF_HOUR),
  datacontenttype: 'application/json',
  data: {
    providerSessionId: `ps-${id}`,
    scheduledStart: instant(startedAt),
    scheduledEnd: instant(startedAt + HALF_HOUR),
    actualStart: instant(startedAt),
    actualEnd: instant(startedAt + HALF_HOUR),
    groupId: `group-${students[0]}`,
    interventionCode: 'tutoring-core-1',
    domain: 'math',
    modality: 'in_person',
    locationKind: 'pull_out',
    tutorId: `tutor-${students[0]}`,
    isSubstituteTutor: false,
    status: 'held',
    students: students.map(studentId => ({
      studentId,
      attendance: 'present',
      minutesPresent: minutes,
      softwareMinutes: 0,
      skills: ['4.NF.B.3'],
      exitTicket: { score: 4, max: 5 },
    })),
  },
});

/** Midnight, UTC, of the day before yesterday: sessions of the benchmarks lie in the weeks before it. */
export const lastSchoolDay = (now: number): number => now - (now % DAY) - 2 * DAY;

/** The three students of a session, in turn. */
export const studentsOf = (students: readonly string[], number: number): string[] =>
  [0, 1, 2].map(place => students[(number * 3 + place) % students.length]!);

const NUMBER = '@@';
const DATE = '2000-01-01';
const DATE_MARK = '##';
const DAYS = 180;

/**
 * Bodies of batches, made fast enough that the generator costs the server little of the machine: everything but the
 * number and the date of a batch is written once. Batch after batch, each student has one session a school day.
 */
export const batchBodies = (
  students: readonly string[],
  { size, run, now }: { size: number; run: string; now: number },
): ((number: number) => string) => {
  const midday = Date.parse(`${DATE}T16:00:00Z`);
  const aDay = Math.ceil(students.length / 3 / size);
  const templates = Array.from({ length: aDay }, (_, template) => {
    const events = Array.from({ length: size }, (_, place) => {
      const number = template * size + place;
      const startedAt = midday + (number % 6) * HALF_HOUR;
      return heldEvent({ id: `${run}-${NUMBER}-${place}`, students: studentsOf(students, number), startedAt });
    });
    return JSON.stringify(events).replaceAll(DATE, DATE_MARK).split(NUMBER);
  });
  const first = lastSchoolDay(now) - DAYS * DAY;
  const offset = hash('sha256', run, 'buffer').readUInt16BE() % DAYS;
  return number => {
    const day = (Math.floor(number / aDay) + offset) % DAYS;
    const date = new Date(first + day * DAY).toISOString().slice(0, 10);
    return templates[number % aDay]!.join(String(number)).replaceAll(DATE_MARK, date);
  };
};
