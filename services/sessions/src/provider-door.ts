import { Inject, Injectable } from '@nestjs/common';
import { PROVIDER_EVENTS, PROVIDER_LIMITS, type ProviderEvent, type ProviderEventType } from '@strata/contracts';
import { DomainError, executeAll, type Clock, type Execution, type Fault, type Task, type TaskResult, type Vault } from '@strata/kernel';
import { CLOCK, EXECUTION, validationFailed, VAULT, type By } from '@strata/runtime';
import { readCloudEvent } from './cloud-event.ts';
import { dryRunStore } from './dry-run-store.ts';
import { canonical, commitIdOf, eventKeyOf, plainHash } from './event-identity.ts';
import { sealTexts } from './note-sealing.ts';
import { commandOf, type Sender } from './provider-commands.ts';
import { session, type SessionCommand } from './session.decider.ts';
import { repeat } from './submission.decider.ts';

export type Delivery = {
  readonly batchId: string;
  readonly sender: Sender;
  readonly events: readonly unknown[];
  readonly by: By;
  /** Everything is checked and nothing stored. */
  readonly dryRun: boolean;
  /** Event -> why it cannot be taken, where the caller knows already. */
  readonly refusals?: ReadonlyMap<number, DomainError> | undefined;
};

export type Verdict = { readonly index: number; readonly id?: string; readonly source?: string; readonly type?: string; readonly eventKey?: string } & (
  | { readonly status: 'accepted' | 'duplicate' }
  | { readonly status: 'rejected'; readonly error: DomainError }
);

/** One event on its way through the door; `error` once it is clear that it stays outside. */
type Item = {
  readonly index: number;
  id?: string;
  source?: string;
  type?: string;
  eventKey?: string;
  contentHash?: string;
  time?: number;
  command?: SessionCommand;
  error?: DomainError;
};
type Ready = Item & Required<Pick<Item, 'eventKey' | 'contentHash' | 'command'>>;

/**
 * Takes a batch of events: reads each by itself, turns what the agreements cover into commands, and stores all of them
 * in one durable group commit. An event is known again by provider, source and id for as long as the log lives; one
 * that was rejected may come again, mended, under the same id.
 */
@Injectable()
export class ProviderDoor {
  constructor(
    @Inject(EXECUTION) private readonly execution: Execution,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A verdict for every event, in their order. What was accepted is on disk.
   * @throws DomainError of kind unavailable when the store refuses: the batch may be sent again as it is
   */
  async receive(delivery: Delivery): Promise<Verdict[]> {
    const now = this.clock.now();
    const on = delivery.dryRun ? { ...this.execution, store: dryRunStore(this.execution.store) } : this.execution;
    const items = delivery.events.map((value, index) => this.read(value, { index, delivery, now }));
    await sealTexts(items.filter(isReady), delivery.dryRun ? undefined : this.vault);
    const verdicts = new Array<Verdict>(items.length);
    for (let open: readonly Ready[] = items.filter(isReady); open.length > 0; ) {
      const round = firstOfEach(open).slice(0, PROVIDER_LIMITS.events);
      await this.settle(on, round, { delivery, verdicts });
      open = round.length === open.length ? [] : open.filter((item) => !verdicts[item.index]);
    }
    await this.refuse(on, items.filter((item) => item.error), verdicts);
    return verdicts;
  }

  private read(value: unknown, { index, delivery: { sender, refusals }, now }: { index: number; delivery: Delivery; now: number }): Item {
    const item: Item = { index };
    try {
      const refusal = refusals?.get(index);
      if (refusal) throw refusal;
      const event = readCloudEvent(value);
      item.id = event.id;
      item.source = event.source;
      item.type = event.type;
      if (event.time !== undefined) item.time = event.time;
      item.eventKey = eventKeyOf(sender.providerId, event.source, event.id);
      const content = canonical({ data: event.data, type: event.type });
      item.contentHash = this.hashOf(content);
      refuseLarge(content);
      item.command = withinData(() => commandOf(readPayload(event.type, event.data), sender, now));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      item.error = error;
      if (item.eventKey === undefined) Object.assign(item, attributesOf(value));
    }
    return item;
  }

  /** A digest of a note that is not sealed could be guessed after its key is gone: such content is hashed with a key. */
  private hashOf(content: string): string {
    return content.includes('"note":') || content.includes('"absenceReason":') ? this.vault.fingerprint(content) : plainHash(content);
  }

  /** One durable group commit for a round; what needed no event leaves its id in a second one. */
  private async settle(on: Execution, round: readonly Ready[], { delivery, verdicts }: { delivery: Delivery; verdicts: Verdict[] }): Promise<void> {
    const ordered = inOrder(round);
    const results = await executeAll(on, ordered.map((item) => taskOf(item, delivery)));
    ordered.forEach((item, place) => (verdicts[item.index] = verdictOf(item, results[place]!)));
    const repeated = ordered.filter((_, place) => results[place]!.status === 'unchanged');
    if (repeated.length === 0) return;
    const remembered = await executeAll(on, repeated.map((item) => repeatOf(item, delivery)));
    repeated.forEach((item, place) => (verdicts[item.index] = verdictOf(item, remembered[place]!)));
  }

  /** What would be refused today may have been accepted before: then it is a repeat all the same. */
  private async refuse(on: Execution, refused: readonly Item[], verdicts: Verdict[]): Promise<void> {
    const named = refused.filter(({ eventKey }) => eventKey !== undefined);
    const commits = named.length === 0 ? [] : await on.store.findCommits(named.map(({ eventKey }) => commitIdOf(eventKey!)));
    for (const item of refused) {
      const commit = commits[named.indexOf(item)];
      verdicts[item.index] = commit ? verdictOf(item, { status: 'duplicate', commit }) : rejected(item, item.error!);
    }
  }
}

const isReady = (item: Item): item is Ready => item.command !== undefined && item.error === undefined;

/** Safe to keep beside a rejection: the attributes that can be read although others cannot. */
const attributesOf = (value: unknown): Partial<Item> => {
  const { id, source, type } = (value ?? {}) as Record<string, unknown>;
  const readable = (text: unknown, max: number): text is string => typeof text === 'string' && text !== '' && text.length <= max && !/[\p{Cc}\p{Cs}]/u.test(text);
  return { ...(readable(id, 255) && { id }), ...(readable(source, 512) && { source }), ...(readable(type, 255) && { type }) };
};

const refuseLarge = (content: string): void => {
  const most = PROVIDER_LIMITS.eventBytes;
  if (content.length * 3 > most && Buffer.byteLength(content) > most) throw new DomainError('EVENT_TOO_LARGE', 'invalid', `An event holds at most ${most / 1024} KiB.`, { status: 413 });
};

/** @throws DomainError `EVENT_TYPE_UNKNOWN`, or `VALIDATION_FAILED` with every fault */
const readPayload = (type: string, data: unknown): ProviderEvent => {
  if (!(type in PROVIDER_EVENTS)) {
    const detail = `Known types: ${Object.keys(PROVIDER_EVENTS).join(', ')}.`;
    throw new DomainError('EVENT_TYPE_UNKNOWN', 'invalid', detail, { outside: true, faults: [{ pointer: '/type', code: 'EVENT_TYPE_UNKNOWN', detail }] });
  }
  const read = PROVIDER_EVENTS[type as ProviderEventType].safeParse(data);
  if (!read.success) throw validationFailed(read.error.issues);
  return { type, data: read.data } as ProviderEvent;
};

/** Pointers of the payload's faults begin at the event. */
const withinData = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? pointingAtData(error) : error;
  }
};
const pointingAtData = (error: DomainError): DomainError => {
  const { faults, outside, ...details } = error.details as { faults?: readonly Fault[]; outside?: boolean };
  if (!faults || outside) return error;
  return new DomainError(error.code, error.kind, error.message, { ...details, faults: faults.map((fault) => ({ ...fault, pointer: `/data${fault.pointer}` })) });
};

/** An id that comes twice in a batch waits for a second round, where the log knows the first. */
const firstOfEach = (items: readonly Ready[]): readonly Ready[] => {
  const keys = new Set<string>();
  return items.filter(({ eventKey }) => keys.size !== keys.add(eventKey).size);
};

const RANK: Readonly<Record<SessionCommand['type'], number>> = { ScheduleSession: 0, HoldSession: 1, CancelSession: 1, RecordAttendance: 1, CorrectAttendance: 2, VoidSession: 3 };

/** Within a batch, events about one session go plan, record, correction, void, each by its own time: no order of posting is needed. */
const inOrder = (items: readonly Ready[]): readonly Ready[] =>
  new Set(items.map(({ command }) => command.data.sessionId)).size === items.length
    ? items
    : [...items].sort((a, b) => RANK[a.command.type] - RANK[b.command.type] || (a.time ?? 0) - (b.time ?? 0) || a.index - b.index);

const taskOf = (item: Ready, { by, batchId }: Delivery): Task => ({
  decider: session as unknown as Task['decider'],
  streamId: `session-${item.command.data.sessionId}`,
  command: item.command,
  commitId: commitIdOf(item.eventKey),
  metadata: { ...by, causationId: batchId, contentHash: item.contentHash },
});

const repeatOf = (item: Ready, { by, batchId, sender }: Delivery): Task => ({
  decider: repeat as unknown as Task['decider'],
  streamId: `repeat-${item.eventKey}`,
  command: { type: 'RememberRepeat', data: { batchId, providerId: sender.providerId, eventKey: item.eventKey, sessionId: item.command.data.sessionId } },
  commitId: commitIdOf(item.eventKey),
  metadata: { ...by, causationId: batchId, contentHash: item.contentHash },
});

const named = ({ index, id, source, type, eventKey }: Item) => ({ index, id, source, type, eventKey }) as Pick<Verdict, 'index' | 'id' | 'source' | 'type' | 'eventKey'>;
const rejected = (item: Item, error: DomainError): Verdict => ({ ...named(item), status: 'rejected', error });

const verdictOf = (item: Item, result: TaskResult): Verdict => {
  switch (result.status) {
    case 'appended':
    case 'unchanged': return { ...named(item), status: 'accepted' };
    case 'duplicate': return result.commit.metadata.contentHash === item.contentHash ? { ...named(item), status: 'duplicate' } : rejected(item, otherContent());
    case 'refused':
      if (result.error.kind === 'unavailable') throw result.error;
      return rejected(item, pointingAtData(result.error));
  }
};

const otherContent = () =>
  new DomainError('EVENT_CONFLICT', 'conflict', 'An event of this source and id was accepted before, with other content. Send what is new under a new id.');
