// Appends until it is killed: eight writers, a stream each, commits of one to three events. Prints the id of every commit
// once the store has answered for it. `node append-forever.ts <log file> <name of this run>`
import { instant, systemClock, uuidV7, type Commit } from '@strata/kernel';
import { SqliteEventStore } from '../sqlite-event-store.ts';

const [, , path = '', run = ''] = process.argv;
const store = new SqliteEventStore(path);
const ids = uuidV7();

const commitOf = (stream: string, expectedVersion: number, number: number): Commit => {
  const now = instant(systemClock);
  const event = {
    type: 'LessonHeld',
    schemaVersion: 1,
    topic: 'strata.lessons.lesson.v1',
    key: stream,
    occurredAt: now,
  };
  return {
    commitId: `${stream}-${number}`,
    streamId: stream,
    expectedVersion,
    events: Array.from({ length: 1 + (number % 3) }, () => ({ ...event, id: ids.next(), data: { number } })),
    metadata: { tenant: 'district', actor: 'user:1', source: 'test', recordedAt: now, correlationId: ids.next() },
  };
};

const write = async (stream: string) => {
  for (let version = 0, number = 0; ; number++) {
    const commit = commitOf(stream, version, number);
    const [outcome] = await store.append([commit]);
    if (outcome!.status !== 'appended') throw new Error(`${commit.commitId}: ${outcome!.status}`);
    version = outcome!.version;
    process.stdout.write(`${commit.commitId}\n`);
  }
};

await Promise.all(Array.from({ length: 8 }, (_, writer) => write(`${run}-${writer}`)));
