import { join } from 'node:path';
import { registerProvider } from '../provider-access.ts';
import { importZip, madeUpDistrict, studentIds, writeZip } from '../roster-import.ts';
import { caughtUp, startServer, type Server } from '../server.ts';
import { AuditHandle } from './audit-handle.ts';
import type { AuditAnswer } from './audit-process.ts';
import { seededRandom } from './seeded-random.ts';

export type KillOptions = {
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  /** The server under test; the product itself by default. */
  readonly file?: string;
  readonly newIds?: boolean;
  readonly heldOnly?: boolean;
  say(line: string): void;
};

export type KillReport = {
  readonly kills: number;
  readonly restarts: number;
  readonly acknowledged: number;
  /** Requests without an answer, sent again. */
  readonly repeated: number;
  /** Acknowledged, and later neither found nor shown. */
  readonly lost: number;
  readonly countedTwice: number;
  /** Figures of the views that differ from the ledger otherwise. */
  readonly wrongFigures: number;
  readonly figures: number;
  /** Milliseconds from the start of a process to its first answer, at worst. */
  readonly slowestRecoveryMs: number;
};

export const isFaultless = ({ lost, countedTwice, wrongFigures, acknowledged }: KillReport): boolean =>
  acknowledged > 0 && lost + countedTwice + wrongFigures === 0;

const STUDENTS = 600;
const SOONEST_MS = 50;
const LATEST_MS = 350;

/** Kills a server under load again and again, and asks each time whether it kept what it acknowledged. */
export const killRun = async (options: KillOptions): Promise<KillReport> => {
  const { folder, kills, seed, say, newIds = false, heldOnly = false } = options;
  const random = seededRandom(seed);
  const audit = new AuditHandle();
  let server = await start(options);
  let slowestRecoveryMs = 0;
  let lost = 0;
  try {
    const access = await prepare(server, folder);
    const ledgerPath = join(folder, 'ledger.jsonl');
    await audit.order({
      do: 'begin',
      url: server.url,
      ledgerPath,
      options: { ...access, token: server.token, seed, newIds, heldOnly },
    });
    for (let kill = 1; kill <= kills; kill++) {
      await audit.order({ do: 'post' });
      await new Promise(resolve => setTimeout(resolve, random.between(SOONEST_MS, LATEST_MS)));
      await server.owner.close();
      await server.kill();
      await audit.order({ do: 'pause' });
      const started = performance.now();
      server = await start(options);
      slowestRecoveryMs = Math.max(slowestRecoveryMs, performance.now() - started);
      await audit.order({ do: 'connect', url: server.url });
      const { checked, state } = await audit.order({ do: 'check', everything: false });
      lost += checked!.lost;
      if (kill % 10 === 0 || kill === kills) say(`${kill} kills: ${state.acknowledged} acknowledged, ${lost} lost`);
    }
    return reportOf(await finish(audit), { kills, lost, slowestRecoveryMs });
  } finally {
    audit.stop();
    await server.owner.close();
    await server.stop();
  }
};

const start = async ({ folder, file }: KillOptions): Promise<Server> => {
  const server = await startServer(join(folder, 'data'), { ...(file !== undefined && { file }) });
  await server.owner.get('/readyz').catch(() => server.owner.get('/livez'));
  return server;
};

const prepare = async ({ owner }: Server, folder: string) => {
  const zip = join(folder, 'roster.zip');
  await writeZip(madeUpDistrict(STUDENTS), zip);
  await importZip(owner, zip);
  await caughtUp(owner);
  const students = await studentIds(owner, STUDENTS);
  return { ...(await registerProvider(owner, students)), students };
};

type Finished = { readonly found: AuditAnswer; readonly views: AuditAnswer };

/** What has no outcome yet gets one; then everything that was ever acknowledged is asked for, and all views are compared. */
const finish = async (audit: AuditHandle): Promise<Finished> => {
  await audit.order({ do: 'settle' });
  const found = await audit.order({ do: 'check', everything: true });
  return { found, views: await audit.order({ do: 'reconcile' }) };
};

const reportOf = (
  { found, views }: Finished,
  { kills, lost, slowestRecoveryMs }: Pick<KillReport, 'kills' | 'lost' | 'slowestRecoveryMs'>,
): KillReport => {
  const { missing, extra, wrong, figures } = views.reconciled!;
  return {
    kills,
    restarts: kills,
    ...views.state,
    lost: Math.max(lost, found.checked!.lost, missing),
    countedTwice: extra,
    wrongFigures: wrong,
    figures,
    slowestRecoveryMs: Math.round(slowestRecoveryMs),
  };
};
