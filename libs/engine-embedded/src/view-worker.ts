import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { DomainError, systemClock, ViewHost, type Invalidation, type View } from '@strata/kernel';
import { openLogReader } from './sqlite-log-reader.ts';
import { SqliteViewStore } from './sqlite-view-store.ts';
import { removeViewsFile, saysDamaged } from './views-file.ts';
import { WalKeeper } from './wal-keeper.ts';

/** What the thread is started with. */
export type ViewWorkerData = {
  readonly logPath: string;
  readonly viewsPath: string;
  /** Set after a crash: the first batch is tried event by event, so that an event that kills is at least found. */
  readonly careful: boolean;
};

export type ViewOperation = 'status' | 'rebuild' | 'retry' | 'discard' | 'verify';

export type ToViewWorker =
  | { readonly kind: 'wake' }
  | { readonly kind: 'close' }
  | { readonly kind: 'ask'; readonly id: number; readonly operation: ViewOperation; readonly args: readonly string[] };

export type FromViewWorker =
  /** The file is there, with all its slots; a reader may open it, and must open it anew. */
  | { readonly kind: 'opened'; readonly position: number }
  | { readonly kind: 'live'; readonly position: number; readonly invalidations: readonly Invalidation[] }
  | { readonly kind: 'building'; readonly id: number; readonly position: number; readonly head: number }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'trouble'; readonly message: string };

/** Errors lose their class between threads. */
export type SentError = Pick<DomainError, 'code' | 'kind' | 'message' | 'details'> | { readonly message: string };

/** Milliseconds after which the log is looked at without having been woken: a lost signal costs this much, no more. */
const POLL_MS = 250;
/** Milliseconds before trying again after the store or the log failed: doubled each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/**
 * Runs the views in this thread until it is told to close: reads the log itself, over a connection of its own, writes the
 * views file, and tells the main thread what it committed. To be called by the entry file of a `worker_threads` Worker that
 * `EmbeddedViews` starts.
 */
export const runViewWorker = async ({ views }: { readonly views: readonly View[] }): Promise<void> => {
  const port = parentPort;
  if (!port) throw new Error('runViewWorker belongs in a worker thread.');
  const worker = new ViewWorker(port, views, workerData as ViewWorkerData);
  await worker.run();
};

class ViewWorker {
  private readonly port: MessagePort;
  private readonly views: readonly View[];
  private readonly data: ViewWorkerData;
  private host: ViewHost | undefined;
  private waiting: ViewWorkerAsk[] = [];
  private closing = false;
  private wake: () => void = () => undefined;
  private woken = false;

  constructor(port: MessagePort, views: readonly View[], data: ViewWorkerData) {
    this.port = port;
    this.views = views;
    this.data = data;
  }

  async run(): Promise<void> {
    this.port.on('message', (message: ToViewWorker) => this.hear(message));
    while (!this.closing) {
      const damaged = await this.session();
      if (!damaged) continue;
      this.tell({
        kind: 'trouble',
        message: `The views file is damaged and is made anew from the log: ${damaged.message}`,
      });
      removeViewsFile(this.data.viewsPath);
    }
    this.port.close();
  }

  /** From opening the files to closing them; returns the error when the views file turns out to be broken. */
  private async session(): Promise<Error | undefined> {
    const { logPath, viewsPath, careful } = this.data;
    let store: SqliteViewStore | undefined;
    let wal: WalKeeper | undefined;
    const log = openLogReader(logPath);
    try {
      store = new SqliteViewStore(viewsPath);
      wal = new WalKeeper(store.db, viewsPath);
      this.host = await ViewHost.open({
        store,
        log,
        views: this.views,
        clock: systemClock,
        onLive: ({ checkpoint, invalidations }) =>
          this.tell({ kind: 'live', position: checkpoint[0] ?? 0, invalidations }),
        onTrouble: message => this.tell({ kind: 'trouble', message }),
        onWork: () => this.wakeUp(),
      });
      if (careful) this.host.takeCare();
      if (log.head() === 0) while (await this.host.advance()); // an empty log is built before anybody asks
      this.tell({ kind: 'opened', position: this.host.position });
      for (const ask of this.waiting.splice(0)) void this.answer(ask);
      await this.drive(this.host, wal);
      return undefined;
    } catch (error) {
      if (saysDamaged(error)) return error as Error;
      throw error;
    } finally {
      this.host?.close();
      this.host = undefined;
      await wal?.close();
      store?.close();
      log.close();
    }
  }

  private async drive(host: ViewHost, wal: WalKeeper): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.closing) {
      try {
        const moved = await host.advance();
        pause = FIRST_PAUSE_MS;
        if (moved) wal.tick(performance.now());
        await (moved ? setImmediate() : this.sleep(POLL_MS));
      } catch (error) {
        if (saysDamaged(error)) throw error;
        this.tell({
          kind: 'trouble',
          message: `The views could not go on and try again in ${pause} ms: ${messageOf(error)}`,
        });
        await this.sleep(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private hear(message: ToViewWorker): void {
    if (message.kind === 'close') this.closing = true;
    if (message.kind === 'ask') {
      if (this.host) void this.answer(message);
      else this.waiting.push(message);
    }
    this.wakeUp();
  }

  private async answer({ id, operation, args }: ViewWorkerAsk): Promise<void> {
    try {
      this.tell({ kind: 'answer', id, result: await this.perform(this.host!, id, operation, args) });
    } catch (error) {
      this.tell({ kind: 'refusal', id, error: toSent(error) });
    }
  }

  private perform(host: ViewHost, id: number, operation: ViewOperation, args: readonly string[]): Promise<unknown> {
    const [view = '', key = ''] = args;
    switch (operation) {
      case 'status':
        return host.status();
      case 'verify':
        return host.verify();
      case 'retry':
        return host.retry(view, key);
      case 'discard':
        return host.discard(view, key);
      case 'rebuild':
        return host.rebuild(view, (position, head) => this.tell({ kind: 'building', id, position, head }));
    }
  }

  private tell(message: FromViewWorker): void {
    this.port.postMessage(message);
  }

  private wakeUp(): void {
    this.woken = true;
    this.wake();
  }

  /** Returns early when woken, at once when that happened since the last sleep. */
  private async sleep(ms: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.woken = false;
    this.wake = () => undefined;
  }
}

type ViewWorkerAsk = Extract<ToViewWorker, { kind: 'ask' }>;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'not an error');

const toSent = (error: unknown): SentError =>
  error instanceof DomainError
    ? { code: error.code, kind: error.kind, message: error.message, details: error.details }
    : { message: messageOf(error) };
