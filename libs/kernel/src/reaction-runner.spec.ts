import { afterEach, describe, expect, test } from '@jest/globals';
import { cursorEventFeed } from './cursor-event-feed.ts';
import { uuidV7, type Clock } from './clock.ts';
import type { Message } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { Commit } from './event-store.ts';
import { executeAll, type Execution, type Task } from './execute.ts';
import { inMemoryCheckpoints } from './in-memory-checkpoints.ts';
import { inMemoryEventStore } from './in-memory-event-store.ts';
import { ReactionRunner, type ReactionPorts } from './reaction-runner.ts';
import { inMemoryViews } from './testing/in-memory-views.ts';
import { view, type Reaction } from './view.ts';

type Asked = EventEnvelope<Message<'Asked', { pupil: string; question: string }>>;

/** Says whatever it is told to; `forbidden` is against the rules, `broken` is a bug. */
const speaker: Task['decider'] = {
  initialState: undefined,
  decide(_state, { data }) {
    const { text } = data as { text?: string };
    if (text === 'forbidden') throw new DomainError('NOT_ALLOWED');
    if (text === 'broken' && faults.decider) throw new TypeError('text is torn');
    return [data as Message];
  },
  evolve: state => state,
};

const faults = { decider: true, reaction: true };

const say = (streamId: string, event: Message & { text?: string }, commitId?: string): Task => ({
  decider: speaker,
  streamId,
  command: { type: 'Say', data: event },
  metadata: { actor: 'test', source: 'test', correlationId: 'test' },
  ...(commitId !== undefined && { commitId }),
});

/** How many questions a pupil has asked. */
const questions = view<{ asked: number }>({
  name: 'questions',
  version: 1,
  on: { Asked: doc => ({ asked: doc.asked + 1 }) },
  key: ({ data }: Asked) => data.pupil,
  initial: () => ({ asked: 0 }),
});

/** Answers every question, and says how many the pupil has asked by now. */
const answering: Reaction<Task> = {
  group: 'answers',
  topics: ['strata.test.question.v1'],
  handles: ['Asked'],
  needs: ({ data }: Asked) => [{ view: 'questions', id: data.pupil }],
  react({ data: { pupil, question } }: Asked, document) {
    if (question === 'torn' && faults.reaction) throw new Error('the question is torn');
    const { asked } = document('questions', pupil) as { asked: number };
    return [say(`answers-${pupil}`, { type: 'Answered', data: { pupil, question, asked }, text: question })];
  },
};

const catalogue = {
  spec: (type: string) => ({
    type,
    schemaVersion: 1,
    topic: `strata.test.${type === 'Asked' ? 'question' : 'answer'}.v1`,
    key: (data: object) => (data as { pupil: string }).pupil,
  }),
};

const school = () => {
  const clock: Clock = { now: () => Date.UTC(2026, 8, 1) };
  const store = inMemoryEventStore();
  const execution: Execution = { store, catalogue, clock, ids: uuidV7(), tenant: 'test' };
  const views = inMemoryViews([questions], store);
  const checkpoints = inMemoryCheckpoints();
  const refused: string[] = [];
  const parked: string[] = [];
  const stopped: string[] = [];
  const start = (ports: Partial<ReactionPorts> = {}) => {
    const runner = new ReactionRunner(answering, {
      feed: cursorEventFeed(store, { pollMs: 20 }),
      checkpoints,
      views,
      execution,
      onRefused: ({ code }, { key }) => void refused.push(`${key} ${code}`),
      onParked: ({ key, reason }) => void parked.push(`${key} ${reason}`),
      onStopped: ({ message }) => void stopped.push(message),
      retryPauses: [1, 1],
      ...ports,
    });
    running.push(runner);
    return runner;
  };
  /** Asks, each in a commit of its own; answers with the last position. */
  const ask = async (...asked: readonly (readonly [pupil: string, question: string])[]) => {
    await executeAll(
      execution,
      asked.map(([pupil, question]) => say(`questions-${pupil}`, { type: 'Asked', data: { pupil, question } })),
    );
    return store.head();
  };
  const answers = () =>
    store
      .readAll(0, 1000)
      .filter(({ type }) => type === 'Answered')
      .map(({ data }) => Object.values(data as object).join(' '));
  /** Waits until the reaction has noted that it is past this position, or past where the log ends then. */
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await new Promise(resolve => void setImmediate(resolve));
  };
  const handled = (position: number) => until(async () => ((await checkpoints.read('answers'))[0] ?? 0) >= position);
  return { store, execution, views, checkpoints, refused, parked, stopped, start, ask, answers, handled, until };
};

let running: ReactionRunner[] = [];
afterEach(async () => {
  for (const runner of running) await runner.close();
  running = [];
  Object.assign(faults, { decider: true, reaction: true });
});

describe('a reaction', () => {
  test('answers events in their order, with documents that hold the event', async () => {
    const { start, ask, answers, handled } = school();
    await ask(['ann', 'why'], ['bob', 'how']);
    start();
    await handled(2);
    await handled(await ask(['ann', 'when']));
    expect(answers()).toEqual(['ann why 1', 'bob how 1', 'ann when 2']);
  });

  test('does nothing twice, even when the note of how far it was is lost', async () => {
    const { start, ask, answers, handled, checkpoints } = school();
    const position = await ask(['ann', 'why'], ['bob', 'how']);
    const first = start();
    await handled(position);
    await first.close();
    await checkpoints.reset('answers');
    start();
    await handled(position);
    expect(answers()).toEqual(['ann why 1', 'bob how 1']);
  });

  test('goes on after a restart where it was', async () => {
    const { start, ask, answers, handled, checkpoints } = school();
    const first = start();
    await handled(await ask(['ann', 'why']));
    await first.close();
    const note = await checkpoints.read('answers');
    start();
    await handled(await ask(['bob', 'how']));
    expect(note[0]).toBeGreaterThan(0);
    expect(answers()).toEqual(['ann why 1', 'bob how 1']);
  });

  test('tells of a command that a rule refuses, and goes on', async () => {
    const { start, ask, answers, handled, refused } = school();
    start();
    await handled(await ask(['ann', 'forbidden'], ['ann', 'why']));
    expect(refused).toEqual(['ann NOT_ALLOWED']);
    expect(answers()).toEqual(['ann why 2']);
  });

  test.each([
    ['the reaction', 'torn', 'ann Error: the question is torn'],
    ['a decider', 'broken', 'ann TypeError: text is torn'],
  ])(
    'parks an event that %s throws at, and the later ones of its key; other keys go on',
    async (_who, question, reason) => {
      const { start, ask, answers, handled, parked } = school();
      const runner = start();
      await handled(await ask(['ann', 'why'], ['ann', question], ['bob', 'how'], ['ann', 'when']));
      await handled(await ask(['ann', 'where']));
      expect(answers()).toEqual(['ann why 3', 'bob how 1']);
      expect(parked).toEqual([reason]);
      expect((await runner.parked()).map(({ event }) => (event as unknown as Asked).data.question)).toEqual([
        question,
        'when',
        'where',
      ]);
    },
  );

  test('takes parked events up again in order once the fault is mended, also after a restart', async () => {
    const { start, ask, answers, handled } = school();
    const first = start();
    await handled(await ask(['ann', 'torn'], ['ann', 'broken'], ['ann', 'why']));
    await first.close();
    const runner = start();
    await handled(await ask(['ann', 'when']));
    expect(await runner.retry('ann')).toBe(0);
    faults.reaction = false;
    expect(await runner.retry('ann')).toBe(1);
    expect((await runner.parked()).map(({ reason }) => reason)).toEqual([
      'TypeError: text is torn',
      'Waits for an earlier event of its key.',
      'Waits for an earlier event of its key.',
    ]);
    expect(await runner.discard('ann')).toBe(2);
    expect(await runner.parked()).toEqual([]);
    await handled(await ask(['ann', 'where']));
    expect(answers()).toEqual(['ann torn 4', 'ann why 4', 'ann when 4', 'ann where 5']);
  });

  test('tries again what met a passing fault', async () => {
    const { start, ask, answers, handled, execution, parked } = school();
    let faultsLeft = 2;
    const store = failing(execution.store, () => {
      if (faultsLeft-- > 0) throw new Error('a wire was loose');
    });
    start({ execution: { ...execution, store } });
    await handled(await ask(['ann', 'why']));
    expect([answers(), parked]).toEqual([['ann why 1'], []]);
  });

  test('waits out a disk that refuses, and leaves nothing out', async () => {
    const { start, ask, answers, handled, execution, stopped } = school();
    let refusals = 1;
    const store = failing(execution.store, () => {
      if (refusals-- > 0) throw new DomainError('STORE_UNAVAILABLE', 'unavailable', 'The disk is full.');
    });
    start({ execution: { ...execution, store } });
    await handled(await ask(['ann', 'why']));
    expect([answers(), stopped]).toEqual([['ann why 1'], ['The disk is full.']]);
  });

  test('begins again when the log is an older copy', async () => {
    const { start, ask, answers, handled, checkpoints, stopped, until } = school();
    await ask(['ann', 'why']);
    await checkpoints.write('answers', { 0: 1000 });
    start();
    await until(() => answers().length > 0);
    await handled(1);
    expect(answers()).toEqual(['ann why 1']);
    expect(stopped).toHaveLength(1);
  });
});

/** The store itself, which may fail before it appends an answer. */
const failing = (store: Execution['store'], fault: () => void): Execution['store'] => ({
  read: (...asked) => store.read(...asked),
  readMany: streamIds => store.readMany(streamIds),
  findCommits: commitIds => store.findCommits(commitIds),
  async append(commits: readonly Commit[]) {
    fault();
    return store.append(commits);
  },
});
