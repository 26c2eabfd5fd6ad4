// Strata composed as the product is, but over a store that acknowledges before it writes. Only the kill runs start it, to
// see them fail. Takes `--data DIR` and `--port N` and prints its link, like the product.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedViews, openDataFolder, openFileUploads, SqliteEventStore, SqliteVault } from '@strata/engine-embedded';
import {
  cursorEventFeed,
  inMemoryCheckpoints,
  inMemoryLeases,
  inMemoryLimiter,
  inMemoryLiveFeed,
  systemClock,
  uuidV7,
} from '@strata/kernel';
import { ProjectionsModule } from '@strata/projections';
import { RostersModule } from '@strata/rosters';
import { createApp, type Engine } from '@strata/runtime';
import { SessionsModule } from '@strata/sessions';
import { TiersModule } from '@strata/tiers';
import { everyView } from '../every-view.ts';
import { hastyStore } from './hasty-store.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
    empty: { type: 'boolean' },
  },
});
const folder = openDataFolder(values.data);
const log = new SqliteEventStore(folder.logPath);
const live = inMemoryLiveFeed();
const views = await EmbeddedViews.start({
  worker: new URL('../views-worker.ts', import.meta.url),
  logPath: folder.logPath,
  viewsPath: folder.viewsPath,
  views: everyView,
  log,
  clock: systemClock,
  liveFeed: live,
  onTrouble: message => void process.stderr.write(`${message}\n`),
});
const vault = new SqliteVault(folder.vaultPath, folder.masterKeyPath);

/** Who is on the roster is kept as it should be: the load alone goes through the hasty store. */
const hasty = hastyStore(log);
const isLoad = (streamId: string): boolean => streamId.startsWith('session-') || streamId.startsWith('submission-');

const engine: Engine = {
  store: {
    ...hasty,
    append: commits => (commits.every(({ streamId }) => isLoad(streamId)) ? hasty : log).append(commits),
  },
  views,
  viewOperations: views,
  live,
  vault,
  feed: cursorEventFeed(log),
  clock: systemClock,
  ids: uuidV7(),
  limiter: inMemoryLimiter(),
  leases: inMemoryLeases(),
  uploads: openFileUploads(folder.uploadsPath),
  checkpoints: inMemoryCheckpoints(),
  close: async () => undefined,
};
const token = folder.ownerToken();
const settings = { tenant: 'district', timeZone: 'America/New_York', ownerToken: token, demo: false };
const app = await createApp({
  engine,
  settings,
  imports: [RostersModule, TiersModule, SessionsModule, ProjectionsModule],
});
await app.listen(Number(values.port), '127.0.0.1');
process.stdout.write(`${await app.getUrl()}/enter?token=${token}\n`);
process.on('SIGTERM', () => process.exit(0));
process.stderr.write(`Acknowledges before it writes: ${join(folder.path, 'log.db')}\n`);
