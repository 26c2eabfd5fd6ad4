import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerProvider } from './provider-access.ts';
import { importZip, madeUpDistrict, studentIds, writeZip } from './roster-import.ts';
import { startServer, caughtUp } from './server.ts';
import { startProgram } from './program.ts';
const folder = mkdtempSync('/tmp/perf/run-');
const prof = process.argv.includes('--prof');
const threads = (pid: number) => Object.fromEntries(readdirSync(`/proc/${pid}/task`).map((t) => { const s = readFileSync(`/proc/${pid}/task/${t}/stat`, 'utf8'); const f = s.split(') ')[1]!.split(' '); return [`${t} ${s.match(/\((.*)\)/)![1]}`, (Number(f[11]) + Number(f[12])) * 10]; }));
const load = async (pid: number, url: string, key: string, students: string[], run: string) => {
  const started = startProgram({ file: 'libs/bench/src/load-generator.ts', args: [JSON.stringify({ url, key, students, run, batch: 50, connections: 8, warmUpSeconds: 3, seconds: 5 })], ready: /perSecond.*/ } as never);
  await new Promise((r) => setTimeout(r, 4500));
  const a = threads(pid), t = performance.now();
  await new Promise((r) => setTimeout(r, 3000));
  const b = threads(pid), wall = performance.now() - t;
  const p: any = await started;
  const result = JSON.parse(/\{.*\}/.exec(p.output())![0]);
  console.log(run, JSON.stringify(result));
  for (const [name, ms] of Object.entries(b)) { const used = ms - (a[name] ?? 0); if (used > 30) console.log('  ', name, 'us/event', (used / wall * 1e6 / result.perSecond).toFixed(1)); }
};
const extra = process.env['EXTRA']; const server: any = await startServer(join(folder, 'd'), { ...((prof || extra) && { nodeArgs: prof ? ['--cpu-prof', '--cpu-prof-dir=/tmp/perf/prof'] : extra!.split(' ') }) } as never);
await writeZip(madeUpDistrict(2000), join(folder, 'r.zip'));
await importZip(server.owner, join(folder, 'r.zip'));
const students = await studentIds(server.owner, 2000);
const { key } = await registerProvider(server.owner, students);
await load(server.pid, server.url, key, students, 'ours');
await caughtUp(server.owner);
await server.owner.close(); await server.stop();
if (!prof && !extra) {
const straight: any = await startProgram({ file: 'libs/bench/src/baselines/ingest.ts', args: [join(folder, 's.db')], ready: /http:\S+/ });
await load(straight.pid, straight.output().trim(), 'none', students, 'baseline');
await straight.kill();
}
process.exit(0);
