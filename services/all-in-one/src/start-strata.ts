import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openDataFolder, type DataFolder } from '@strata/engine-embedded';
import { ProjectionsModule } from '@strata/projections';
import { RostersModule } from '@strata/rosters';
import { createApp, jsonLogger, quietLogger, ReactionsModule, servePage, type Config, type Logger } from '@strata/runtime';
import { SessionsModule } from '@strata/sessions';
import { TiersModule } from '@strata/tiers';
import { tiersReactions } from '@strata/tiers/reactions';
import { pino } from 'pino';
import { openEmbeddedEngine, type EmbeddedEngine } from './embedded-engine.ts';

/** Every service of the house, in one process, and what they do because of each other's events. */
const SERVICES = [RostersModule, TiersModule, SessionsModule, ProjectionsModule, ReactionsModule.for(tiersReactions)];

/** The built page; without it the API is served alone. */
const PAGE = join(import.meta.dirname, '../../dashboard/dist');

export type StartOptions = Pick<Config, 'tenant' | 'timeZone' | 'logLevel'> & Partial<Pick<Config, 'dropLimitPercent'>> & {
  readonly dataFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Decides, once the folder is open and its log can be read, whether its data is made up. */
  readonly isDemo: (folder: DataFolder, head: number) => boolean;
  readonly page?: string;
};

export type Strata = {
  readonly folder: DataFolder;
  readonly engine: EmbeddedEngine;
  readonly app: NestFastifyApplication;
  readonly demo: boolean;
  /** `http://127.0.0.1:<port>`: loopback only. */
  readonly url: string;
  readonly token: string;
  /** Stops taking, finishes what is under way, closes the files. */
  close(): Promise<void>;
};

/** Where a running process says how to reach it, for the command line. */
export const addressFile = (folder: string): string => join(folder, 'server.json');

/**
 * Opens a data folder and serves everything on loopback.
 * @throws DomainError `DATA_FOLDER_IN_USE` and its like; Error with a sentence when the port is taken.
 */
export const startStrata = async (options: StartOptions): Promise<Strata> => {
  const folder = openDataFolder(options.dataFolder);
  const undo: (() => unknown)[] = [() => folder.close()];
  try {
    const logger = options.logLevel === 'silent' ? quietLogger : jsonLogger(options.logLevel, pino.destination(2));
    const engine = await openEmbeddedEngine(folder, logger);
    undo.unshift(() => engine.close());
    const app = await serve(options, folder, engine, logger);
    undo.unshift(() => app.close());
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    const url = `http://127.0.0.1:${port}`;
    writeFileSync(addressFile(folder.path), `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
    undo.unshift(() => rmSync(addressFile(folder.path), { force: true }));
    return { folder, engine, app, url, demo: options.isDemo(folder, engine.log.head()), token: folder.ownerToken(), close: () => runAll(undo) };
  } catch (error) {
    await runAll(undo);
    throw error;
  }
};

const serve = async (options: StartOptions, folder: DataFolder, engine: EmbeddedEngine, logger: Logger): Promise<NestFastifyApplication> => {
  const ownerToken = folder.ownerToken();
  const accessLog = jsonLogger('info', accessLogFile(folder, logger));
  const { tenant, timeZone, dropLimitPercent } = options;
  const settings = { tenant, timeZone, ownerToken, demo: options.isDemo(folder, engine.log.head()), ...(dropLimitPercent !== undefined && { dropLimitPercent }) };
  const app = await createApp({ engine, settings, logger, accessLog, imports: SERVICES });
  await servePage(app, options.page ?? PAGE, ownerToken);
  try {
    await app.listen(options.port, '127.0.0.1');
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${options.port} is taken on this machine. Choose another: --port N, or --port 0 for a free one.`, { cause: error });
  }
  return app;
};

/** Bytes that wait in memory while the disk takes none; beyond them, lines are lost. */
const WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Written line by line, so that a crash loses none. A full disk makes lines wait: without a listener its error would end
 * the process, and a file that is written in the background keeps a process that ends from ending.
 */
const accessLogFile = (folder: DataFolder, logger: Logger): ReturnType<typeof pino.destination> => {
  const file = pino.destination({ dest: join(folder.path, 'access.log'), sync: true, mode: 0o600, maxLength: WAITING_BYTES });
  file.on('error', (error: NodeJS.ErrnoException) => logger.warn({ code: error.code }, 'Who was let in to what waits to be written down.'));
  return file;
};

const runAll = async (steps: readonly (() => unknown)[]): Promise<void> => {
  for (const step of steps) await step();
};
