import { setTimeout as wait } from 'node:timers/promises';
import { absenceBodyOf, bellSchedulesBodyOf, calendarBodyOf } from './bodies.ts';
import type { IdOf, RosterIds } from './bodies.ts';
import type { District } from './district.ts';
import type { HttpClient } from './http-client.ts';
import { inBatches, inParallel } from './http-client.ts';
import type { Day } from './days.ts';
import type { Loading } from './load-demo.ts';
import { oneRosterZip } from './oneroster-files.ts';
import { isAbsent } from './sessions.ts';

interface ImportReport {
  status: 'running' | 'completed' | 'held' | 'rejected';
  errors?: readonly { file: string; row?: number; field?: string; code: string; message: string }[];
  progress?: { done: number; total: number };
}

interface Page {
  items: readonly Record<string, string>[];
  next?: string;
}

const POLL_MILLISECONDS = 150;
const PAGE_SIZE = 500;

/** Imports the district's OneRoster package and waits until it is in. @throws Error when it is rejected or held. */
export async function importRoster({ client, district, tell }: Loading): Promise<void> {
  const accepted = await client.send({
    method: 'POST',
    path: '/v1/imports?mode=strict&fileName=demo-district.zip',
    stream: oneRosterZip(district),
    contentType: 'application/zip',
  });
  const { importId } = accepted.body as { importId: string };
  for (;;) {
    const report = await client.get<ImportReport>(`/v1/imports/${importId}`);
    tell('roster', report.progress?.done ?? 0, report.progress?.total ?? 0);
    if (report.status === 'completed') return;
    if (report.status !== 'running') {
      const { file, row, field, code } = report.errors?.[0] ?? { file: '', code: '' };
      throw new Error(`the demo roster was ${report.status}: ${[file, row, field, code].filter(Boolean).join(' ')}`);
    }
    await wait(POLL_MILLISECONDS);
  }
}

/** Our ids of everybody in the roster, once all of them are on the lists. */
export async function readIds({ client, district }: Loading): Promise<RosterIds> {
  const students = district.options.students;
  const staff = [...district.rosters()].reduce((sum, roster) => sum + roster.staff.length, district.office.length);
  return {
    student: await idsOf(client, { path: '/v1/students', field: 'studentId', atLeast: students }),
    staff: await idsOf(client, { path: '/v1/staff', field: 'staffId', atLeast: staff }),
    school: await idsOf(client, { path: '/v1/schools', field: 'schoolId', atLeast: district.schools.length }),
  };
}

export async function loadSchedules({ client, district, tell }: Loading): Promise<void> {
  await client.post('/v1/bell-schedules', bellSchedulesBodyOf(district));
  await client.post('/v1/calendar', calendarBodyOf(district));
  tell('schedules', 1, 1);
}

/** Who was absent on the given days: the rest were there, and nobody writes that down. */
export async function loadAbsences(
  { client, district, tell }: Loading,
  ids: RosterIds,
  days: readonly Day[],
): Promise<void> {
  const bodies = [...absences(district, ids, days)];
  let done = 0;
  await inParallel(inBatches(bodies, 500), 2, async batch => {
    await client.post('/v1/attendance', batch);
    tell('absences', (done += batch.length), bodies.length);
  });
}

function* absences(district: District, ids: RosterIds, days: readonly Day[]): Generator<object> {
  for (const { students, school } of district.rosters()) {
    for (const student of students) {
      const missed = days.filter(day => day >= student.enrolledOn && isAbsent(student, day, district.options.seed));
      for (const day of missed) yield absenceBodyOf(student, day, { ...ids, schoolSourcedId: school.sourcedId });
    }
  }
}

async function idsOf(client: HttpClient, list: { path: string; field: string; atLeast: number }): Promise<IdOf> {
  for (;;) {
    const ids = await pagesOf(client, list);
    if (ids.size >= list.atLeast) {
      return sourcedId => {
        const found = ids.get(sourcedId);
        if (found === undefined) throw new Error(`${list.path} does not list ${sourcedId}`);
        return found;
      };
    }
    await wait(POLL_MILLISECONDS);
  }
}

async function pagesOf(
  client: HttpClient,
  { path, field }: { path: string; field: string },
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  let cursor = '';
  do {
    const page = await client.get<Page>(
      `${path}?limit=${PAGE_SIZE}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const item of page.items) ids.set(item['sourcedId'] ?? '', item[field] ?? '');
    cursor = page.next ?? '';
  } while (cursor !== '');
  return ids;
}
