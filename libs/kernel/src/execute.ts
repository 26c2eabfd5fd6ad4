import type { Decider, Message } from './decider.ts';
import type { Catalogue, CommitMetadata, EventSpec, NewEvent } from './envelope.ts';
import { DomainError } from './errors.ts';
import type { Commit, EventStore, StoredCommit } from './event-store.ts';
import { instant, type Clock, type Ids } from './clock.ts';

/** One command for one stream, with what the log should say about who sent it. */
export type Task<State = unknown, Command extends Message = Message, Event extends Message = Message> = {
  readonly decider: Decider<State, Command, Event>;
  readonly streamId: string;
  readonly command: Command;
  /** Makes the command idempotent beyond its decider: the same id is stored once. Without it, a fresh one. */
  readonly commitId?: string;
  /** What the caller saw (`If-Match`); a stream elsewhere is refused with `VERSION_MISMATCH` instead of retried. */
  readonly expectedVersion?: number;
  readonly metadata: Omit<CommitMetadata, 'recordedAt' | 'tenant'>;
};

export type TaskResult =
  | { readonly status: 'appended'; readonly version: number; readonly position: number | null; readonly events: readonly NewEvent[] }
  /** The outcome held already: no event was needed. */
  | { readonly status: 'unchanged'; readonly version: number }
  /** The commit id is in the log already; compare `commit.metadata.contentHash` with what was sent. */
  | { readonly status: 'duplicate'; readonly commit: StoredCommit }
  | { readonly status: 'refused'; readonly error: DomainError };

export type Execution = {
  readonly store: EventStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tenant: string;
};

/** How often a decision lost to a concurrent writer is made again before the caller hears of it. */
const ATTEMPTS = 5;

/**
 * Runs commands through their deciders in one durable group commit: load all streams, fold, decide, append, and decide
 * again what lost a race. Results come in the order of the tasks. A refusal touches its own task only. Tasks of one
 * call that share a stream are decided one after another, each seeing the events of the one before.
 */
export const executeAll = async (on: Execution, tasks: readonly Task[]): Promise<TaskResult[]> => {
  const results: TaskResult[] = new Array<TaskResult>(tasks.length);
  let open = await withoutKnown(on, tasks, tasks.map((_, index) => index), results);
  for (let attempt = 1; open.length > 0; attempt++) {
    open = await executeOnce(on, tasks, open, results);
    if (open.length > 0 && attempt === ATTEMPTS) {
      for (const index of open) results[index] = { status: 'refused', error: tooBusy() };
      break;
    }
  }
  const refusals = tasks.flatMap((_, index) => (results[index]!.status === 'refused' ? [index] : []));
  await withoutKnown(on, tasks, refusals, results); // a repeat of a commit that won the race is no refusal
  return results;
};

/** `executeAll` for one command; a refusal is thrown. */
export const execute = async (on: Execution, task: Task): Promise<Exclude<TaskResult, { status: 'refused' }>> => {
  const [result] = await executeAll(on, [task]);
  if (result!.status === 'refused') throw result!.error;
  return result!;
};

/** An event with everything the catalogue knows of its type. */
export const toNewEvent = (on: Pick<Execution, 'catalogue' | 'ids'>, event: Message, recordedAt: string): NewEvent => {
  const spec: EventSpec = on.catalogue.spec(event.type);
  const effectiveDate = spec.effectiveDate?.(event.data);
  const made = {
    id: on.ids.next(),
    type: event.type,
    schemaVersion: spec.schemaVersion,
    topic: spec.topic,
    key: spec.key(event.data),
    occurredAt: spec.occurredAt?.(event.data) ?? recordedAt,
    data: event.data,
  };
  return effectiveDate === undefined ? made : { ...made, effectiveDate };
};

/** Settles the tasks whose commit id is in the log already; returns the others. */
const withoutKnown = async (on: Execution, tasks: readonly Task[], open: readonly number[], results: TaskResult[]): Promise<number[]> => {
  const named = open.filter((index) => tasks[index]!.commitId !== undefined);
  if (named.length === 0) return [...open];
  const commits = await on.store.findCommits(named.map((index) => tasks[index]!.commitId!));
  const known = new Set<number>();
  named.forEach((index, place) => {
    const commit = commits[place];
    if (!commit) return;
    results[index] = { status: 'duplicate', commit };
    known.add(index);
  });
  return open.filter((index) => !known.has(index));
};

type Decided = { index: number; commit: Commit };

/** One round: returns the tasks that lost a race and must be decided again. */
const executeOnce = async (on: Execution, tasks: readonly Task[], open: readonly number[], results: TaskResult[]) => {
  const streamIds = [...new Set(open.map((index) => tasks[index]!.streamId))];
  const slices = await on.store.readMany(streamIds);
  const streams = new Map(streamIds.map((id, place) => [id, { history: [...slices[place]!.events], version: slices[place]!.version } as Stream]));
  const recordedAt = instant(on.clock);
  const decided: Decided[] = [];
  for (const index of open) {
    const task = tasks[index]!;
    const stream = streams.get(task.streamId)!;
    const outcome = decide(on, task, stream, recordedAt);
    if ('status' in outcome) results[index] = outcome;
    else {
      decided.push({ index, commit: outcome });
      extend(stream, outcome.events);
    }
  }
  return decided.length === 0 ? [] : settle(on, tasks, decided, results);
};

type Stream = {
  readonly history: Message[];
  version: number;
  /** How far its decider has folded the history: many tasks of one stream fold it once, the last of them not at all. */
  folded?: { readonly decider: Task['decider']; state: unknown; events: number };
};

const foldedBy = (decider: Task['decider'], stream: Stream): unknown => {
  if (stream.folded?.decider !== decider) stream.folded = { decider, state: decider.initialState, events: 0 };
  const { folded, history } = stream;
  while (folded.events < history.length) folded.state = decider.evolve(folded.state, history[folded.events++]!);
  return folded.state;
};

const extend = (stream: Stream, events: readonly Message[]): void => {
  stream.history.push(...events);
  stream.version += events.length;
};

const decide = (on: Execution, task: Task, stream: Stream, recordedAt: string): TaskResult | Commit => {
  const { version } = stream;
  if (task.expectedVersion !== undefined && task.expectedVersion !== version) return refused(versionMismatch(version));
  let decision: readonly Message[];
  try {
    decision = task.decider.decide(foldedBy(task.decider, stream), task.command);
  } catch (error) {
    if (error instanceof DomainError) return refused(error);
    throw error;
  }
  if (decision.length === 0) return { status: 'unchanged', version };
  return {
    commitId: task.commitId ?? on.ids.next(),
    streamId: task.streamId,
    expectedVersion: version,
    events: decision.map((event) => toNewEvent(on, event, recordedAt)),
    metadata: { ...task.metadata, tenant: on.tenant, recordedAt },
  };
};

const settle = async (on: Execution, tasks: readonly Task[], decided: readonly Decided[], results: TaskResult[]) => {
  const outcomes = await on.store.append(decided.map(({ commit }) => commit));
  const again: number[] = [];
  decided.forEach(({ index, commit }, place) => {
    const outcome = outcomes[place]!;
    if (outcome.status === 'appended') results[index] = { ...outcome, events: commit.events };
    else if (outcome.status === 'duplicate') results[index] = outcome;
    else if (tasks[index]!.expectedVersion !== undefined) results[index] = refused(versionMismatch(outcome.actualVersion));
    else again.push(index);
  });
  return again;
};

const refused = (error: DomainError): TaskResult => ({ status: 'refused', error });

const versionMismatch = (actual: number) =>
  new DomainError('VERSION_MISMATCH', 'conflict', `This was changed meanwhile: it is at version ${actual} now. Read it again and repeat the change.`, { actualVersion: actual });

const tooBusy = () =>
  new DomainError('TOO_MANY_WRITERS', 'unavailable', `Others kept changing the same thing; ${ATTEMPTS} attempts were lost. Try again.`);
