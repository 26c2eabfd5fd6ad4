import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { DomainError, type Clock, type Execution, type HeldLease, type Leases, type LiveFeed, type Uploads, type Vault, type ViewReader } from '@strata/kernel';
import { CLOCK, EXECUTION, LEASES, LIVE_FEED, LOGGER, SETTINGS, today, UPLOADS, VAULT, VIEWS, type Logger, type Settings } from '@strata/runtime';
import { ImportProgressBoard } from './import-progress.ts';
import { ImportRun, importStopped } from './import-run.ts';
import { loggable } from './loggable.ts';
import type { ImportDoc } from './views/import.view.ts';

const LEASE = 'rosters-importer';
const LEASE_MS = 60_000;
const RENEW_MS = LEASE_MS / 4;
/** Work between two turns of the event loop, in milliseconds. */
const TURN_MS = 10;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Percent of the active enrolments that a roster may end without a person's word, where the settings say nothing. */
const DROP_LIMIT_PERCENT = 10;

/**
 * Works on one import at a time, in the background. What is unfinished is found again after a restart, and also when
 * another process accepted it: the view of imports tells. One importer works in an installation, under a lease.
 */
@Injectable()
export class RosterImporter implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  @Inject(EXECUTION) private readonly execution!: Execution;
  @Inject(VIEWS) private readonly views!: ViewReader;
  @Inject(VAULT) private readonly vault!: Vault;
  @Inject(UPLOADS) private readonly uploads!: Uploads;
  @Inject(LIVE_FEED) private readonly live!: LiveFeed;
  @Inject(LEASES) private readonly leases!: Leases;
  @Inject(CLOCK) private readonly clock!: Clock;
  @Inject(SETTINGS) private readonly settings!: Settings;
  @Inject(LOGGER) private readonly logger!: Logger;

  progress!: ImportProgressBoard;
  private readonly queue = new Set<string>();
  private readonly ending = new AbortController();
  private working: Promise<void> | undefined;
  private silence: (() => void) | undefined;

  async onApplicationBootstrap(): Promise<void> {
    this.progress = new ImportProgressBoard(this.live, this.views);
    this.silence = await this.live.subscribe(undefined, ({ invalidations }) => {
      for (const { view, scope } of invalidations) if (view === 'rosters_import') this.enqueue(scope.slice('import/'.length));
    });
    this.work(() => this.findUnfinished());
  }

  /** No further batch is begun from here on. */
  onModuleDestroy(): void {
    this.silence?.();
    this.ending.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.working;
  }

  /** Works on this import as soon as those before it are over. Harmless for one that is not running. */
  enqueue(importId: string): void {
    this.queue.add(importId);
    this.progress.waiting(importId);
    this.work();
  }

  private async findUnfinished(): Promise<void> {
    const running = await this.views.find<ImportDoc>('rosters_import', { where: { status: 'running' }, order: ['startedAt'], limit: 100 });
    const latest = await this.views.find<ImportDoc>('rosters_import', { order: ['-startedAt'], limit: 10 }); // over, but perhaps not cleared away
    for (const { id } of [...running.items, ...latest.items]) this.queue.add(id);
  }

  private work(first: () => Promise<void> = async () => {}): void {
    this.working ??= this.drain(first).finally(() => {
      this.working = undefined;
      if (this.queue.size > 0 && !this.ending.signal.aborted) this.work();
    });
  }

  private async drain(first: () => Promise<void>): Promise<void> {
    await this.untilDone(first);
    for (const importId of this.queue) {
      this.queue.delete(importId); // before the run: a confirmation that comes meanwhile queues it again
      await this.untilDone(() => this.runUnderLease(importId));
      if (this.ending.signal.aborted) return;
    }
  }

  /** Tries again, ever more slowly, until it went through or the process ends: a full disk is no reason to lose an import. */
  private async untilDone(step: () => Promise<void>): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !this.ending.signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        return await step();
      } catch (error) {
        if (this.ending.signal.aborted) return;
        this.logger.error({ ...loggable(error), retryMs: wait }, 'import interrupted');
      }
      await this.sleep(wait);
    }
  }

  private async runUnderLease(importId: string): Promise<void> {
    const lease = await this.leases.acquire(LEASE, LEASE_MS);
    if (!lease) throw new DomainError('IMPORTER_BUSY', 'unavailable', 'Another process imports.');
    try {
      const isOver = await this.runOf(importId, lease).run();
      await this.progress.over(importId, isOver);
    } finally {
      await lease.release();
    }
  }

  private runOf(importId: string, lease: HeldLease): ImportRun {
    const { execution, views, vault, uploads, settings } = this;
    return new ImportRun({ execution, views, vault, uploads }, importId, {
      timeZone: settings.timeZone,
      today: today(this.clock, settings.timeZone),
      limitPercent: settings.dropLimitPercent ?? DROP_LIMIT_PERCENT,
      progress: this.progress,
      pause: this.pauseUnder(lease),
    });
  }

  private pauseUnder(lease: HeldLease): () => Promise<void> {
    let turn = performance.now();
    let renewed = turn;
    return async () => {
      const now = performance.now();
      if (now - renewed > RENEW_MS) {
        if (!(await lease.renew())) throw importStopped();
        renewed = now;
      }
      if (now - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      if (this.ending.signal.aborted) throw importStopped();
    };
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.ending.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}
