import { EmbeddedViews, openFileUploads, SqliteCheckpoints, SqliteEventStore, SqliteVault, type DataFolder } from '@strata/engine-embedded';
import { cursorEventFeed, inMemoryLeases, inMemoryLimiter, inMemoryLiveFeed, systemClock, uuidV7, type EventLog } from '@strata/kernel';
import type { Engine, Logger } from '@strata/runtime';
import { allViews } from './all-views.ts';

export type EmbeddedEngine = Engine & { readonly log: EventLog };

/** Every port over one data folder and this process. The views are written by a worker thread. */
export const openEmbeddedEngine = async (folder: DataFolder, logger: Logger): Promise<EmbeddedEngine> => {
  const store = new SqliteEventStore(folder.logPath);
  const live = inMemoryLiveFeed();
  const views = await EmbeddedViews.start({
    worker: new URL(import.meta.url.endsWith('.ts') ? './views-worker.ts' : './views-worker.js', import.meta.url),
    logPath: folder.logPath,
    viewsPath: folder.viewsPath,
    views: allViews,
    log: store,
    clock: systemClock,
    liveFeed: live,
    onTrouble: (message) => logger.warn({}, message),
  });
  const checkpoints = new SqliteCheckpoints(folder.checkpointsPath);
  const vault = new SqliteVault(folder.vaultPath, folder.masterKeyPath);
  return {
    store, log: store, views, viewOperations: views, live, vault,
    feed: cursorEventFeed(store),
    clock: systemClock,
    ids: uuidV7(),
    limiter: inMemoryLimiter(),
    leases: inMemoryLeases(),
    uploads: openFileUploads(folder.uploadsPath),
    checkpoints,
    async close() {
      await views.close();
      vault.close();
      checkpoints.close();
      store.close();
    },
  };
};
