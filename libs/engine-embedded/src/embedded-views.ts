import { Worker } from 'node:worker_threads';
import {
  DomainError,
  PositionGate,
  progressAt,
  type Clock,
  type EventLog,
  type Find,
  type Found,
  type LiveFeed,
  type ParkedEvent,
  type RollupRow,
  type SumQuery,
  type View,
  type ViewOperations,
  type ViewProgress,
  type ViewReader,
  type ViewStatus,
} from '@strata/kernel';
import { SqliteViewReader } from './sqlite-view-reader.ts';
import type { FromViewWorker, SentError, ToViewWorker, ViewOperation, ViewWorkerData } from './view-worker.ts';

export type EmbeddedViewsOptions = {
  /** The file that calls `runViewWorker` with the same views. */
  readonly worker: URL;
  readonly logPath: string;
  readonly viewsPath: string;
  readonly views: readonly View[];
  /** The log as the main thread sees it: wakes the worker, and says how far the views are behind. */
  readonly log: EventLog;
  readonly clock: Clock;
  readonly liveFeed: LiveFeed;
  /** What an operator should read: a crash, a rebuild that nobody asked for, a full disk. */
  onTrouble(message: string): void;
};

/** Milliseconds before a crashed worker is started again: doubled each time, and reset by its first commit. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 10_000;
/**
 * Megabytes of JavaScript heap for the worker. A rebuild needs some 200; without a limit its garbage alone would be let grow
 * to twice as much as everything else in the process.
 */
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 };

type Ask = {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((position: number, head: number) => void) | undefined;
};

/**
 * The views of the embedded engine, seen from the main thread: reads the views file over a connection of its own, passes
 * operations to the worker that writes it, and publishes what the worker committed.
 *
 * A worker that dies is started again, after a pause that grows; meanwhile reading goes on, the lag shows, and operations
 * are refused with `VIEWS_RESTARTING`.
 */
export class EmbeddedViews implements ViewReader, ViewOperations {
  private readonly on: EmbeddedViewsOptions;
  private readonly gate = new PositionGate();
  private readonly asks = new Map<number, Ask>();
  private readonly stopListening: () => void;
  private worker: Worker | undefined;
  private documents: SqliteViewReader | undefined;
  private restart: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE_MS;
  private lastAsk = 0;
  private closed = false;

  private constructor(options: EmbeddedViewsOptions) {
    this.on = options;
    this.stopListening = options.log.onAppended(() => this.send({ kind: 'wake' }));
  }

  /** Resolves when the file can be read. Views that are missing or of another version are built from then on. */
  static async start(options: EmbeddedViewsOptions): Promise<EmbeddedViews> {
    const views = new EmbeddedViews(options);
    await new Promise<void>((resolve, reject) => {
      views.launch(false, resolve, error => {
        views.closed = true;
        views.stopListening();
        reject(error);
      });
    });
    return views;
  }

  /** Ends the worker between two batches, and everything that waits. Repeating it is harmless. */
  async close(): Promise<void> {
    this.closed = true;
    this.stopListening();
    clearTimeout(this.restart);
    // First, so that the worker's connection is the last one: SQLite then leaves one file behind, not three.
    this.documents?.close();
    this.documents = undefined;
    const worker = this.worker;
    if (worker) {
      const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
      worker.postMessage({ kind: 'close' } satisfies ToViewWorker);
      await ended;
    }
  }

  async load<Doc>(view: string, ids: readonly string[]): Promise<(Doc | undefined)[]> {
    return this.reader().load<Doc>(view, ids);
  }

  async find<Doc>(view: string, query: Find): Promise<Found<Doc>> {
    return this.reader().find<Doc>(view, query);
  }

  async sum(view: string, rollup: string, query: SumQuery): Promise<RollupRow[]> {
    return this.reader().sum(view, rollup, query);
  }

  progress(): ViewProgress {
    return progressAt(this.gate.reached, this.on.log, this.on.clock);
  }

  whenCaughtUp(position: number, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    return this.gate.wait(position, timeoutMs);
  }

  status(): Promise<ViewStatus[]> {
    return this.ask<ViewStatus[]>('status', []);
  }

  rebuild(view: string, onProgress?: (position: number, head: number) => void): Promise<void> {
    return this.ask<void>('rebuild', [view], onProgress);
  }

  async parked(): Promise<ParkedEvent[]> {
    return this.reader().parked();
  }

  retry(view: string, key: string): Promise<number> {
    return this.ask<number>('retry', [view, key]);
  }

  discard(view: string, key: string): Promise<number> {
    return this.ask<number>('discard', [view, key]);
  }

  verify(): ReturnType<ViewOperations['verify']> {
    return this.ask('verify', []);
  }

  /** `onFailed` hears of a worker that ended before it had opened its files. */
  private launch(careful: boolean, onOpened: () => void, onFailed: (error: Error) => void): void {
    const { worker: file, logPath, viewsPath } = this.on;
    const workerData: ViewWorkerData = { logPath, viewsPath, careful };
    const worker = new Worker(file, { workerData, name: 'views', resourceLimits: HEAP });
    this.worker = worker;
    let failure: Error | undefined;
    let opened = false;
    worker.on('message', (message: FromViewWorker) => {
      this.hear(message);
      if (message.kind !== 'opened') return;
      opened = true;
      onOpened();
    });
    worker.on('error', error => (failure = error instanceof Error ? error : new Error('The views worker failed.')));
    worker.on('exit', code => {
      this.worker = undefined;
      this.refuseAsks();
      const error = failure ?? new Error(`The views worker ended with code ${code}.`);
      if (!opened) onFailed(error);
      if (!this.closed) this.restartAfter(error);
    });
  }

  private restartAfter(error: Error): void {
    this.on.onTrouble(`The views worker stopped and is started again in ${this.pause} ms: ${error.message}`);
    this.restart = setTimeout(() => {
      this.launch(
        true,
        () => undefined,
        () => undefined,
      );
    }, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private hear(message: FromViewWorker): void {
    switch (message.kind) {
      case 'opened':
        this.documents?.close();
        this.documents = new SqliteViewReader(this.on.viewsPath, this.on.views, () => this.on.log.head());
        this.gate.reset(message.position);
        return;
      case 'live':
        this.pause = FIRST_PAUSE_MS;
        this.gate.reach(message.position);
        if (message.invalidations.length > 0) this.publish(message.invalidations);
        return;
      case 'building':
        return this.asks.get(message.id)?.onProgress?.(message.position, message.head);
      case 'answer':
        return this.settle(message.id, ask => ask.resolve(message.result));
      case 'refusal':
        return this.settle(message.id, ask => ask.reject(received(message.error)));
      case 'trouble':
        return this.on.onTrouble(message.message);
    }
  }

  private publish(invalidations: Parameters<LiveFeed['publish']>[0]): void {
    this.on.liveFeed.publish(invalidations).catch((error: Error) => {
      this.on.onTrouble(`Browsers were not told of a change: ${error.message}`);
    });
  }

  private settle(id: number, how: (ask: Ask) => void): void {
    const ask = this.asks.get(id);
    this.asks.delete(id);
    if (ask) how(ask);
  }

  private refuseAsks(): void {
    for (const id of [...this.asks.keys()]) this.settle(id, ask => ask.reject(restarting()));
  }

  private ask<Result>(
    operation: ViewOperation,
    args: readonly string[],
    onProgress?: Ask['onProgress'],
  ): Promise<Result> {
    if (!this.worker) return Promise.reject(restarting());
    const id = ++this.lastAsk;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.asks.set(id, { resolve: result => resolve(result as Result), reject, onProgress });
    this.send({ kind: 'ask', id, operation, args });
    return promise;
  }

  private send(message: ToViewWorker): void {
    this.worker?.postMessage(message);
  }

  private reader(): SqliteViewReader {
    if (!this.documents) throw restarting();
    return this.documents;
  }
}

const restarting = () =>
  new DomainError('VIEWS_RESTARTING', 'unavailable', 'The views are being started again. Try again in a moment.');

const received = (error: SentError): Error =>
  'code' in error ? new DomainError(error.code, error.kind, error.message, error.details) : new Error(error.message);
