import { stat } from 'node:fs/promises';
import { DISTRICT } from '@strata/demo';
import { DomainError } from '@strata/kernel';
import { readConfig } from '@strata/runtime';
import { HELP, readArguments, type Arguments } from './arguments.ts';
import { fillWithDemo, liveOn, readDemoMark, writeDemoMark } from './demo.ts';
import { importRoster } from './import-roster.ts';
import { progressLine } from './progress-line.ts';
import { startStrata, type Strata } from './start-strata.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const main = async (): Promise<void> => {
  const config = readConfig();
  const asked = readArguments(process.argv.slice(2), config);
  if (asked.help) return say(HELP);
  if (asked.begin.with === 'import') await stat(asked.begin.path).catch(() => Promise.reject(new Error(`There is no file or folder ${pathOf(asked)}.`)));
  const started = performance.now();
  const strata = await startStrata({
    ...config,
    timeZone: asked.begin.with === 'demo' ? DISTRICT.timeZone : config.timeZone,
    dataFolder: asked.dataFolder,
    port: asked.port,
    isDemo: (folder, head) => readDemoMark(folder) !== undefined || (asked.begin.with === 'demo' && head === 0),
  });
  const stopping = stopOnSignal(strata);
  say(`\nStrata is running${strata.demo ? ' with made-up data (demo)' : ''}, ${Math.round(performance.now() - started)} ms after the start.\n\n  ${strata.url}/enter?token=${strata.token}\n\nThe link carries the key to everything: keep it to yourself. Ctrl+C stops.\n`);
  await begin(asked, strata, stopping);
};

const pathOf = ({ begin }: Arguments): string => (begin.with === 'import' ? begin.path : '');

const begin = async (asked: Arguments, strata: Strata, stopping: AbortSignal): Promise<void> => {
  if (asked.begin.with === 'import') await importRoster(strata, asked.begin, say);
  if (!strata.demo) return;
  const mark = readDemoMark(strata.folder);
  const access = mark?.access ?? (await loadDemoDistrict(strata));
  say('Two made-up providers go on posting their day; watch the page.');
  await liveOn(strata.url, access, stopping);
};

const loadDemoDistrict = async (strata: Strata) => {
  writeDemoMark(strata.folder, {});
  const started = performance.now();
  say('Loading a made-up district of 3,000 students through the public doors:');
  const line = progressLine();
  const access = await fillWithDemo(strata, (progress) => line.show(progress));
  line.end();
  say(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return access;
};

/** The first signal stops in good order, the second at once. */
const stopOnSignal = (strata: Strata): AbortSignal => {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    void strata.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return stopping.signal;
};

try {
  await main();
} catch (error) {
  const known = error instanceof DomainError || (error instanceof Error && error.constructor === Error) || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(known ? `strata: ${(error as Error).message}\n` : `strata: ${(error as Error).stack ?? String(error)}\n`);
  process.exit(1);
}
