import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decider, Message } from './decider.ts';
import type { Catalogue } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { EventStore } from './event-store.ts';
import { execute, executeAll, type Execution, type Task, type TaskResult } from './execute.ts';
import { uuidV7 } from './clock.ts';
import { inMemoryEventStore } from './in-memory-event-store.ts';

type Seats = { taken: number };
type Take = Message<'TakeSeats', { seats: number }>;
type Close = Message<'CloseRoom', object>;
type Taken = Message<'SeatsTaken', { seats: number; kind?: string }>;

/** A room of ten seats: enough of a rule to be refused by, and a command whose outcome may hold already. */
const room: Decider<Seats, Take | Close, Taken> = {
  initialState: { taken: 0 },
  decide(state, command) {
    if (command.type === 'CloseRoom') return [];
    if (state.taken + command.data.seats > 10) throw new DomainError('ROOM_FULL');
    return [{ type: 'SeatsTaken', data: { seats: command.data.seats } }];
  },
  evolve: (state, event) => ({ taken: state.taken + event.data.seats }),
};

const catalogue: Catalogue = {
  spec: type => ({
    type,
    schemaVersion: 3,
    topic: 'strata.rooms.room.v1',
    key: data => `seats-${(data as Taken['data']).seats}`,
    effectiveDate: data => ((data as Taken['data']).seats === 2 ? '2026-09-02' : undefined),
  }),
};

const at = Date.parse('2026-09-01T08:00:00Z');
const on = (store: EventStore = inMemoryEventStore()): Execution => ({
  store,
  catalogue,
  clock: { now: () => at },
  ids: uuidV7({ now: () => at }),
  tenant: 'district',
});

const metadata = { actor: 'user:1', source: 'test', correlationId: 'c' };
const take = (streamId: string, seats: number, more: Partial<Task> = {}): Task =>
  ({ decider: room, streamId, command: { type: 'TakeSeats', data: { seats } }, metadata, ...more }) as unknown as Task;
const statuses = (results: readonly TaskResult[]) =>
  results.map(result => (result.status === 'refused' ? result.error.code : result.status));

test('a command becomes events with everything that the catalogue knows of them', async () => {
  const execution = on();
  const result = await execute(execution, take('room-1', 2));
  expect(result).toMatchObject({ status: 'appended', version: 1, position: 1 });
  const { events } = await execution.store.read('room-1');
  expect(events).toEqual([
    {
      id: expect.stringMatching(/-7/),
      type: 'SeatsTaken',
      schemaVersion: 3,
      topic: 'strata.rooms.room.v1',
      key: 'seats-2',
      occurredAt: '2026-09-01T08:00:00.000Z',
      effectiveDate: '2026-09-02',
      data: { seats: 2 },
      tenant: 'district',
      ...metadata,
      recordedAt: '2026-09-01T08:00:00.000Z',
      stream: 'room-1',
      version: 1,
      position: 1,
    },
  ]);
});

test('a refusal is thrown for one command, and touches its own task only among many', async () => {
  const execution = on();
  await expect(execute(execution, take('room-1', 11))).rejects.toMatchObject({ code: 'ROOM_FULL' });
  const results = await executeAll(execution, [take('room-1', 4), take('room-2', 11), take('room-3', 1)]);
  expect(statuses(results)).toEqual(['appended', 'ROOM_FULL', 'appended']);
});

test('commands for one stream are decided one after another', async () => {
  const execution = on();
  const results = await executeAll(execution, [take('room-1', 6), take('room-1', 5), take('room-1', 4)]);
  expect(statuses(results)).toEqual(['appended', 'ROOM_FULL', 'appended']);
  expect((await execution.store.read('room-1')).version).toBe(2);
});

test('a command whose outcome holds already changes nothing', async () => {
  const execution = on();
  await execute(execution, take('room-1', 1));
  const close = { ...take('room-1', 0), command: { type: 'CloseRoom', data: {} } };
  expect(await execute(execution, close)).toEqual({ status: 'unchanged', version: 1 });
});

test('a command that is sent again under its id is stored once, even when it would be refused by now', async () => {
  const execution = on();
  const task = take('room-1', 9, { commitId: 'once', metadata: { ...metadata, contentHash: 'digest' } });
  await execute(execution, task);
  const again = await execute(execution, task);
  expect(again).toMatchObject({
    status: 'duplicate',
    commit: { commitId: 'once', metadata: { contentHash: 'digest' } },
  });
  expect(statuses(await executeAll(on(), [task, task, take('room-1', 1)]))).toEqual([
    'appended',
    'duplicate',
    'appended',
  ]);
});

test('whoever saw an older version is told of the newer one instead of being retried', async () => {
  const execution = on();
  await execute(execution, take('room-1', 1));
  const stale = execute(execution, take('room-1', 1, { expectedVersion: 0 }));
  await expect(stale).rejects.toMatchObject({
    code: 'VERSION_MISMATCH',
    kind: 'conflict',
    details: { actualVersion: 1 },
  });
  expect(await execute(execution, take('room-1', 1, { expectedVersion: 1 }))).toMatchObject({ status: 'appended' });
});

/** A store in which others append to the stream between reading and appending, as often as told. */
const contended = (times: number) => {
  const store = inMemoryEventStore();
  const others = on(store);
  let left = times;
  const append: EventStore['append'] = async commits => {
    if (left-- > 0) await execute({ ...others, store }, take(commits[0]!.streamId, 1));
    return store.append(commits);
  };
  return { ...store, append };
};

test('a decision that lost a race is made again on what is there now', async () => {
  const execution = on(contended(4));
  expect(await execute(execution, take('room-1', 1))).toMatchObject({ status: 'appended', version: 5 });
  await expect(execute(on(contended(4)), take('room-1', 7))).rejects.toMatchObject({ code: 'ROOM_FULL' });
});

test('losing every race is told to the caller, and nothing is stored of it', async () => {
  const execution = on(contended(5));
  await expect(execute(execution, take('room-1', 1))).rejects.toMatchObject({
    code: 'TOO_MANY_WRITERS',
    kind: 'unavailable',
  });
  expect((await execution.store.read('room-1')).version).toBe(5);
});

test('a commit that won the race under the same id is a duplicate and no refusal', async () => {
  const store = inMemoryEventStore();
  let raced = false;
  const append: EventStore['append'] = async commits => {
    if (!raced) {
      raced = true;
      await execute(on(store), take('room-1', 10, { commitId: 'once' }));
    }
    return store.append(commits);
  };
  const result = await execute(on({ ...store, append }), take('room-1', 10, { commitId: 'once' }));
  expect(result).toMatchObject({ status: 'duplicate', commit: { commitId: 'once' } });
});

test('an error that is no refusal is a bug, and is thrown', async () => {
  const broken = { ...room, decide: () => JSON.parse('{') as Taken[] };
  await expect(executeAll(on(), [{ ...take('room-1', 1), decider: broken } as unknown as Task])).rejects.toThrow(
    SyntaxError,
  );
});

test('however many take seats at the same time, no room is ever overfull', async () => {
  const wishes = fc.array(fc.record({ room: fc.constantFrom('a', 'b'), seats: fc.integer({ min: 1, max: 5 }) }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(wishes, async list => {
      const execution = on();
      const results = await Promise.all(list.map(wish => executeAll(execution, [take(wish.room, wish.seats)])));
      for (const name of ['a', 'b']) {
        const given = list.filter((wish, index) => wish.room === name && results[index]![0]!.status === 'appended');
        const { events } = await execution.store.read(name);
        const sum = (seats: readonly number[]) => seats.reduce((total, each) => total + each, 0);
        expect(sum(events.map(event => (event.data as Taken['data']).seats))).toBe(sum(given.map(wish => wish.seats)));
        expect(sum(given.map(wish => wish.seats))).toBeLessThanOrEqual(10);
      }
    }),
    { numRuns: 30 },
  );
});
