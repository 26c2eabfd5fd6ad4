import { Inject, Injectable } from '@nestjs/common';
import type { BatchAnswer, BatchStatus, EventStatus, SubmissionAccepted, SubmissionRejected, DataOf } from '@strata/contracts';
import { DomainError, execute, type CommitMetadata, type Execution, type Leases, type Message, type ViewReader } from '@strata/kernel';
import { EXECUTION, LEASES, problemOf, VIEWS, type By } from '@strata/runtime';
import { commitIdOf, eventKeyOf, idempotentCommitId } from './event-identity.ts';
import type { Verdict } from './provider-door.ts';
import { submission, type SubmissionEvent } from './submission.decider.ts';
import type { RejectionDoc } from './views.ts';

type Rejection = DataOf<typeof SubmissionRejected>;
export type Batch = { readonly batchId: string; readonly providerId: string; readonly door: 'events' | 'csv'; readonly verdicts: readonly Verdict[]; readonly by: By };
/** What makes the same request known again. */
export type Idempotency = { readonly providerId: string; readonly key: string; readonly contentHash: string };

const DAY = 24 * 60 * 60_000;
/** Longer than any batch takes; a crash frees the key after it. */
const LEASE = 60_000;
const LOOK_UP_PATIENCE = 2000;
const STATUS = { invalid: 422, 'not-found': 404, conflict: 409, rejected: 422, forbidden: 403, unavailable: 503 } as const;

/** What became of the batches that providers posted: recorded, answered, answered again, looked up. */
@Injectable()
export class Submissions {
  private lastPosition = 0;

  constructor(
    @Inject(EXECUTION) private readonly execution: Execution,
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(LEASES) private readonly leases: Leases,
  ) {}

  /** Stores the verdicts and answers when they are on disk. */
  async record(batch: Batch, idempotency?: Idempotency): Promise<BatchAnswer> {
    const events = eventsOf(batch);
    const commit = idempotency && { commitId: this.commitIdsOf(idempotency)[0]!, contentHash: idempotency.contentHash };
    const ran = await execute(this.execution, {
      decider: submission as never,
      streamId: `submission-${batch.batchId}`,
      command: { type: 'RecordSubmission', data: { events } },
      ...(commit && { commitId: commit.commitId }),
      metadata: { ...batch.by, ...(commit && { contentHash: commit.contentHash }) },
    });
    if (ran.status === 'duplicate') return answerOf(ran.commit.events as readonly Message[] as SubmissionEvent[], ran.commit.metadata.correlationId);
    if (ran.status === 'appended' && events.length > 1) this.lastPosition = Math.max(this.lastPosition, ran.position ?? 0);
    return answerOf(events, batch.by.correlationId);
  }

  /** The answer that `record` would give, without recording. */
  trial(batch: Batch): BatchAnswer {
    return { ...answerOf(eventsOf(batch), batch.by.correlationId), dryRun: true };
  }

  /**
   * Runs a request once per idempotency key and 24 hours, also across a restart; a repeat gets the first one's answer.
   * @throws DomainError `IDEMPOTENCY_KEY_IN_USE` (409) while the first runs, `IDEMPOTENCY_KEY_REUSED` (422) for other content
   */
  async once(request: Idempotency, run: () => Promise<BatchAnswer>): Promise<{ answer: BatchAnswer; replayed: boolean }> {
    const lease = await this.leases.acquire(`idempotency-${idempotentCommitId(request.providerId, request.key, '')}`, LEASE);
    if (!lease) throw new DomainError('IDEMPOTENCY_KEY_IN_USE', 'conflict', 'A request with this Idempotency-Key is still running.', { headers: { 'retry-after': '1' } });
    try {
      const known = await this.known(request);
      if (!known) return { answer: await run(), replayed: false };
      if (known.metadata.contentHash !== request.contentHash) throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'rejected', 'This Idempotency-Key was used for another request within the last 24 hours.');
      return { answer: answerOf(known.events as readonly Message[] as SubmissionEvent[], known.metadata.correlationId), replayed: true };
    } finally {
      await lease.release();
    }
  }

  /** A batch and its verdicts, from the log; `undefined` for another provider's, as for none. */
  async batch(batchId: string, providerId: string | undefined): Promise<BatchStatus | undefined> {
    const { events } = await this.execution.store.read(`submission-${batchId}`);
    const [first] = events;
    if (first?.type !== 'SubmissionAccepted') return undefined;
    const { providerId: owner, door, received } = first.data as DataOf<typeof SubmissionAccepted>;
    if (providerId !== undefined && providerId !== owner) return undefined;
    return { ...answerOf(events as readonly Message[] as SubmissionEvent[], first.correlationId), door, received, receivedAt: first.recordedAt };
  }

  /** What became of one event; a later acceptance counts more than an earlier rejection. */
  async event(providerId: string, source: string, id: string): Promise<EventStatus | undefined> {
    const eventKey = eventKeyOf(providerId, source, id);
    const [commit] = await this.execution.store.findCommits([commitIdOf(eventKey)]);
    if (commit) {
      const { sessionId } = commit.events[0]!.data as { sessionId: string };
      return { source, id, status: 'accepted', sessionId, receivedAt: commit.metadata.recordedAt, ...(commit.metadata.causationId !== undefined && { batchId: commit.metadata.causationId }) };
    }
    await this.views.whenCaughtUp(this.lastPosition, LOOK_UP_PATIENCE);
    const [rejection] = await this.views.load<RejectionDoc>('sessions_rejection', [eventKey]);
    if (!rejection) return undefined;
    return { source, id, status: 'rejected', batchId: rejection.batchId, receivedAt: rejection.at, problem: problemIn(rejection, rejection.requestId) };
  }

  /** Today's and yesterday's: the first is where a new answer goes. */
  private commitIdsOf({ providerId, key }: Idempotency): readonly string[] {
    const now = this.execution.clock.now();
    return [now, now - DAY].map((at) => idempotentCommitId(providerId, key, new Date(at).toISOString().slice(0, 10)));
  }

  private async known(request: Idempotency) {
    const commits = await this.execution.store.findCommits(this.commitIdsOf(request));
    const since = this.execution.clock.now() - DAY;
    return commits.find((commit) => commit && Date.parse((commit.metadata as CommitMetadata).recordedAt) > since);
  }
}

const eventsOf = ({ batchId, providerId, door, verdicts }: Batch): SubmissionEvent[] => {
  let accepted = 0;
  let duplicates = 0;
  const rejections: SubmissionEvent[] = [];
  for (const verdict of verdicts) {
    if (verdict.status === 'rejected') rejections.push({ type: 'SubmissionRejected', data: rejectionOf(batchId, providerId, verdict) });
    else if (verdict.status === 'duplicate') duplicates++;
    else accepted++;
  }
  return [{ type: 'SubmissionAccepted', data: { batchId, providerId, door, received: verdicts.length, accepted, duplicates, rejected: rejections.length } }, ...rejections];
};

const rejectionOf = (batchId: string, providerId: string, { index, eventKey, id, source, type, error }: Extract<Verdict, { status: 'rejected' }>): Rejection => {
  const status = typeof error.details['status'] === 'number' ? error.details['status'] : STATUS[error.kind];
  const errors = error.details.faults?.map((fault) => ({ ...fault }));
  return {
    batchId, providerId, index,
    ...(eventKey !== undefined && { eventKey }), ...(source !== undefined && { source }), ...(id !== undefined && { eventId: id }), ...(type !== undefined && { eventType: type }),
    problem: { code: error.code, status, detail: error.message, ...(errors && { errors }) },
  };
};

/** Made from what is stored, so that a repeat and a look-up say the same as the first answer. */
const answerOf = (events: readonly SubmissionEvent[], requestId: string): BatchAnswer => {
  const [first, ...others] = events;
  const { batchId, accepted, duplicates } = first!.data as DataOf<typeof SubmissionAccepted>;
  const rejected = others.map(({ data }) => {
    const rejection = data as Rejection;
    return { index: rejection.index, ...(rejection.eventId !== undefined && { id: rejection.eventId }), problem: problemIn(rejection, requestId) };
  });
  return { batchId, accepted, duplicates, rejected };
};

const problemIn = ({ batchId, problem }: Pick<Rejection, 'batchId' | 'problem'>, requestId: string) => {
  const { code, status = 422, detail, errors } = problem;
  const made = problemOf({ status, code, detail, ...(errors && { faults: errors }) }, { url: `/v1/batches/${batchId}`, id: requestId });
  return { ...made, ...(made.errors && { errors: made.errors.map((fault) => ({ ...fault })) }) } as BatchAnswer['rejected'][number]['problem'];
};
