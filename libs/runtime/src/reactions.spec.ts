import { afterEach, describe, expect, test } from '@jest/globals';
import { catalogue } from '@strata/contracts';
import { DomainError, executeAll, type EventEnvelope, type Message, type Reaction, type Task } from '@strata/kernel';
import { ReactionsModule } from './reactions.ts';
import { startApp, type TestApp, type TestEngine } from './testing/index.ts';

type Wish = EventEnvelope<Message<'SupportConcernRaised', { studentId: string; concernId: string }>>;

const concern = (studentId: string, concernId: string) => ({ type: 'SupportConcernRaised', data: { concernId, studentId, raisedBy: 'parent', date: '2026-10-05' } }) as const;
const asks = { initialState: 0, decide: (_: unknown, { data }: Message) => [data as Message], evolve: (count: unknown) => (count as number) + 1 } as unknown as Task['decider'];
const say = (streamId: string, event: Message, commitId?: string): Task =>
  ({ decider: asks, streamId, command: { type: 'Say', data: event }, metadata: { actor: 'test', source: 'spec', correlationId: 'c' }, ...(commitId !== undefined && { commitId }) });

/** Answers every parent's concern with an evaluation request; of `cursed`, it throws. */
const answering = (seen: string[] = []): Reaction<Task> => ({
  group: 'answers',
  topics: [],
  handles: ['SupportConcernRaised'],
  react(event) {
    const { id, data } = event as unknown as Wish;
    if (data.studentId === 'cursed') throw new Error('cannot read this');
    seen.push(data.concernId);
    const request = { type: 'EvaluationRequested', data: { requestId: `answer-${data.concernId}`, studentId: data.studentId, requestedBy: 'rule', date: '2026-10-05' } };
    return [say(`answers-${data.studentId}`, request, `answer-${id}`)];
  },
});

let app: TestApp | undefined;
afterEach(() => app?.close());
const start = async (reaction: Reaction<Task>, engine?: TestEngine): Promise<TestApp> => (app = await startApp({ imports: [ReactionsModule.for([reaction])], ...(engine && { engine }) }));
const tell = async ({ engine }: TestApp, ...events: readonly Message[]): Promise<void> => {
  await executeAll({ store: engine.store, catalogue: catalogue as never, clock: engine.clock, ids: engine.ids, tenant: 'test' }, events.map((event, index) => say(`told-${index}`, event)));
};
const answers = (of: TestApp) => of.events().filter(({ type }) => type === 'EvaluationRequested').map(({ data }) => (data as { requestId: string }).requestId);

describe('reactions', () => {
  test('follow the log of a running application without being asked', async () => {
    const running = await start(answering());
    await tell(running, concern('ana', '1'), concern('bao', '2'));
    await running.until(() => answers(running).length === 2);
    expect(answers(running).sort()).toEqual(['answer-1', 'answer-2']);
  });

  test('go on after a restart where they were', async () => {
    const seen: string[] = [];
    const first = await start(answering(seen));
    await tell(first, concern('ana', '1'));
    await first.until(() => answers(first).length === 1);
    await first.close();
    const second = await start(answering(seen), first.engine);
    await tell(second, concern('bao', '2'));
    await second.until(() => answers(second).length === 2);
    expect(seen).toEqual(['1', '2']);
  });

  test('do nothing twice when the note of where they were is lost', async () => {
    const first = await start(answering());
    await tell(first, concern('ana', '1'));
    await first.until(() => answers(first).length === 1);
    await first.close();
    await first.engine.checkpoints.write('answers', {});
    const seen: string[] = [];
    const second = await start(answering(seen), first.engine);
    await second.until(() => seen.length === 1);
    await second.close();
    expect(answers(second)).toEqual(['answer-1']);
  });

  test('wait out a store that is not there for a while', async () => {
    const running = await start(answering());
    const append = running.engine.store.append.bind(running.engine.store);
    let refusals = 2;
    running.engine.store.append = async (commits) => {
      if (commits.some(({ streamId }) => streamId.startsWith('answers-')) && refusals-- > 0) throw new DomainError('STORE_UNAVAILABLE', 'unavailable', 'The disk is full.');
      return append(commits);
    };
    await tell(running, concern('ana', '1'));
    await running.until(() => answers(running).length === 1);
    expect(refusals).toBeLessThan(0);
  });

  test('leave out an event that they cannot read, and take the later ones', async () => {
    const running = await start(answering());
    await tell(running, concern('cursed', '1'), concern('bao', '2'));
    await running.until(() => answers(running).length === 1);
    expect(answers(running)).toEqual(['answer-2']);
  });

  test('begin at the start of a log that was restored from an older copy', async () => {
    const first = await start(answering());
    await first.close();
    await first.engine.checkpoints.write('answers', { 0: 1_000_000 });
    const second = await start(answering(), first.engine);
    await tell(second, concern('ana', '1'));
    await second.until(() => answers(second).length === 1);
    expect(answers(second)).toEqual(['answer-1']);
  });
});
