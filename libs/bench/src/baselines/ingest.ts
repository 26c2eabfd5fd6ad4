// The straight line: Fastify, zod and node:sqlite, and nothing between them. It checks the same fields, makes the same rows
// with the same indexes, and answers when they are on disk, one group commit for all requests of a turn of the event
// loop. It knows no provider, no agreement, no session that came before, and no views.
// `node ingest.ts <file>` prints its address.
import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';
import { sessionHeld } from '@strata/contracts';
import { uuidV7 } from '@strata/kernel';
import { z } from 'zod';
import { LOG_TABLE, openRaw } from './raw-log.ts';

const events = z
  .array(
    z.object({
      specversion: z.literal('1.0'),
      id: z.string().min(1).max(255),
      source: z.string().min(1).max(512),
      type: z.literal('org.strata.session.held.v1'),
      time: z.string(),
      datacontenttype: z.string(),
      data: sessionHeld,
    }),
  )
  .max(500);
type Event = z.output<typeof events>[number];
type Row = [id: string, stream: string, version: number, types: string, body: string];

const PROVIDER = 'abcdefghijkl';
const ids = uuidV7();
const db: DatabaseSync = openRaw(process.argv[2] ?? '');
db.exec(LOG_TABLE);
const insert = db.prepare(
  `INSERT INTO commits(position, id, stream, expected_version, version, types, body) VALUES (?, ?, ?, 0, ?, ?, ?)
   ON CONFLICT(id) DO NOTHING ON CONFLICT(stream, expected_version) DO NOTHING`,
);
const digest = (text: string, length: number) => hash('sha256', text, 'base64url').slice(0, length);

const rowOf = ({ source, id, data }: Event, batchId: string, recordedAt: string): Row => {
  const sessionId = digest(`${PROVIDER}\n${data.providerSessionId}`, 20);
  const { students, actualStart, actualEnd, status: _held, isSubstituteTutor, tutorId, ...about } = data;
  const day = actualStart.slice(0, 10);
  const held = {
    sessionId,
    providerId: PROVIDER,
    ...about,
    tier: 'more',
    staffIds: [tutorId],
    actualStart,
    actualEnd,
    substitute: isSubstituteTutor,
  };
  const attended = students.map(({ attendance, ...student }) => ({
    sessionId,
    ...student,
    category: attendance,
    providerId: PROVIDER,
    tutorId,
    tier: 'more',
    domain: data.domain,
    locationKind: data.locationKind,
    start: actualStart,
    end: actualEnd,
  }));
  const stored = [
    [ids.next(), 1, 'strata.sessions.session.v1', sessionId, actualStart, day, held],
    ...attended.map(one => [ids.next(), 1, 'strata.sessions.session.v1', one.studentId, actualStart, day, one]),
  ];
  const contentHash = hash('sha256', JSON.stringify(data), 'base64url');
  const head = [1, 'district', `provider:${PROVIDER}`, 'provider', recordedAt, batchId, batchId, null, contentHash];
  const types = ['SessionHeld', ...attended.map(() => 'StudentAttendanceRecorded')];
  const body = JSON.stringify([...head, ...stored]);
  return [`event-${digest(`${source}\n${id}`, 26)}`, `session-${sessionId}`, stored.length, types.join(','), body];
};

const submissionOf = (batchId: string, recordedAt: string, received: number): Row => {
  const data = {
    batchId,
    providerId: PROVIDER,
    door: 'events',
    received,
    accepted: received,
    duplicates: 0,
    rejected: 0,
  };
  const event = [ids.next(), 1, 'strata.sessions.submission.v1', PROVIDER, 0, null, data];
  const head = [1, 'district', `provider:${PROVIDER}`, 'provider', recordedAt, batchId, null, null, null];
  return [ids.next(), `submission-${batchId}`, 1, 'SubmissionAccepted', JSON.stringify([...head, event])];
};

type Waiting = { readonly rows: readonly Row[]; resolve(stored: number): void; reject(error: unknown): void };
let waiting: Waiting[] = [];
let position = 0;

const write = (): void => {
  const group = waiting;
  waiting = [];
  try {
    db.exec('BEGIN IMMEDIATE');
    const stored = group.map(({ rows }) => {
      let count = 0;
      for (const [id, stream, version, types, body] of rows) {
        const { changes } = insert.run(position + version, id, stream, version, types, body);
        if (changes === 0) continue;
        position += version;
        count++;
      }
      return count;
    });
    db.exec('COMMIT');
    group.forEach(({ resolve }, index) => resolve(stored[index]!));
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const { reject } of group) reject(error);
  }
};

const append = (rows: readonly Row[]): Promise<number> =>
  new Promise((resolve, reject) => {
    if (waiting.push({ rows, resolve, reject }) === 1) setImmediate(write);
  });

const app = Fastify({ bodyLimit: 1024 * 1024 });
app.addContentTypeParser(
  'application/cloudevents-batch+json',
  { parseAs: 'string' },
  app.getDefaultJsonParser('error', 'error'),
);
app.post('/v1/events', async (request, reply) => {
  const read = events.safeParse(request.body);
  if (!read.success) return reply.code(422).send({ issues: read.error.issues });
  const batchId = ids.next();
  const recordedAt = new Date().toISOString();
  const rows = read.data.map(event => rowOf(event, batchId, recordedAt));
  const stored = await append([...rows, submissionOf(batchId, recordedAt, rows.length)]);
  const accepted = stored - 1;
  return reply.code(202).send({ batchId, accepted, duplicates: rows.length - accepted, rejected: [] });
});
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
