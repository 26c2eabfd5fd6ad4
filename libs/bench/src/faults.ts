// `npm run faults -- [--kills 50] [--seed n] [--control] [--json]`: kills the server again and again while a provider posts,
// and asks whether it kept what it acknowledged. Ends with code 1 when anything is lost or counted twice, or when a run
// with a protection switched off goes unnoticed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isFaultless, killRun, type KillOptions, type KillReport } from './faults/kill-run.ts';
import { withScratchFolder } from './scratch-folder.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    control: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isInteger(kills) || kills < 1)
  throw new Error(`--kills takes a whole number from 1 on, not ${values.kills}.`);
if (!Number.isInteger(seed)) throw new Error(`--seed takes a whole number, not ${values.seed}.`);

const CONTROL_KILLS = 6;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

type Run = { readonly name: string; readonly options: Partial<KillOptions>; readonly mustFail: boolean };
const PRODUCT: Run = { name: 'as it is', options: { kills }, mustFail: false };
const CONTROLS: readonly Run[] = [
  {
    name: 'control: acknowledging before writing',
    options: { kills: CONTROL_KILLS, file: 'libs/bench/src/faults/hasty-server.ts', heldOnly: true },
    mustFail: true,
  },
  {
    name: 'control: repeating under new ids',
    options: { kills: CONTROL_KILLS, newIds: true, heldOnly: true },
    mustFail: true,
  },
];

const runs = values.control ? CONTROLS : [PRODUCT, ...CONTROLS];
const reports: Record<string, KillReport> = {};
let failed = false;
await withScratchFolder(async scratch => {
  for (const [number, { name, options, mustFail }] of runs.entries()) {
    say(name);
    const folder = join(scratch, String(number));
    mkdirSync(folder);
    const report = await killRun({ folder, kills, seed, say, ...options });
    reports[name] = report;
    const wrong = isFaultless(report) === mustFail;
    failed ||= wrong;
    if (!values.json)
      process.stdout.write(
        `${name}: ${lineOf(report)}${mustFail ? (wrong ? '. NOT NOTICED, though it had to be' : '. Noticed, as it must be') : ''}\n`,
      );
  }
});
if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`);
process.exitCode = failed ? 1 : 0;

function lineOf({
  kills: killed,
  restarts,
  acknowledged,
  repeated,
  lost,
  countedTwice,
  wrongFigures,
  figures,
  slowestRecoveryMs,
}: KillReport): string {
  return (
    `${killed} kills, ${restarts} restarts, ${acknowledged} acknowledged, ${repeated} requests repeated, ${lost} lost, ${countedTwice} counted twice, ` +
    `${wrongFigures} of ${figures} figures wrong, slowest recovery ${slowestRecoveryMs} ms`
  );
}
