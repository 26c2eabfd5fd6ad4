import type { ImportProgress } from '@strata/contracts';
import type { LiveFeed, ViewReader } from '@strata/kernel';

/** Browsers hear of progress at most this often. */
const TELL_MS = 500;

/** How far the imports of this process are: in memory, because it is worth nothing after them. */
export class ImportProgressBoard {
  private readonly live: LiveFeed;
  private readonly views: ViewReader;
  private readonly running = new Map<string, ImportProgress>();
  private toldAt = 0;

  constructor(live: LiveFeed, views: ViewReader) {
    this.live = live;
    this.views = views;
  }

  of(importId: string): ImportProgress | undefined {
    return this.running.get(importId);
  }

  waiting(importId: string): void {
    if (!this.running.has(importId)) this.running.set(importId, { phase: 'waiting', done: 0, total: 0, files: [] });
  }

  reading(importId: string, file: string, rows: number, about: number): void {
    const { files = [], total = 0 } = this.running.get(importId) ?? {};
    const read = [...files.filter((known) => known.file !== file), { file, rows }];
    const done = read.reduce((sum, known) => sum + known.rows, 0);
    this.set(importId, { phase: 'checking', done, total: Math.max(total, done + about - rows), files: read });
  }

  at(importId: string, phase: 'comparing' | 'writing', done: number, total: number): void {
    this.set(importId, { phase, done, total: Math.max(done, total), files: this.running.get(importId)?.files ?? [] });
  }

  /** Nothing is done for it any more; where work was done, browsers ask for the result. */
  async over(importId: string, wasWorkedOn: boolean): Promise<void> {
    this.running.delete(importId);
    if (wasWorkedOn) await this.tell(importId);
  }

  private set(importId: string, progress: ImportProgress): void {
    this.running.set(importId, progress);
    if (performance.now() - this.toldAt < TELL_MS) return;
    this.toldAt = performance.now();
    void this.tell(importId);
  }

  private tell(importId: string): Promise<void> {
    return this.live.publish([{ view: 'imports', scope: `import/${importId}`, version: this.views.progress().position }]);
  }
}
