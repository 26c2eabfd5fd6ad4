import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Grade } from '@strata/contracts';
import { writeOneRosterFolder, type District } from '@strata/demo';
import { openLogReader, SqliteEventStore } from '@strata/engine-embedded';
import type { EventEnvelope } from '@strata/kernel';
import { fillLog } from '../fill-log.ts';
import { sessionCommits, supportCommits, type Pupil } from '../history.ts';
import { importZip, madeUpDistrict, writeZip, type Imported } from '../roster-import.ts';
import { caughtUp, settled, startServer, type Server } from '../server.ts';
import type { BenchRun } from './bench-run.ts';

export type FirstImports = {
  readonly first: Imported;
  /** The same file a second time. */
  readonly again: Imported;
  /** The same files, unpacked. */
  readonly csvFolder: string;
  readonly rows: number;
};

const DAY = 24 * 60 * 60_000;

/**
 * A district of 100,000 students and over a million events, made once for all benchmarks that look at one: imported
 * through the door, then given a past of screenings, placements and sessions.
 */
export class LargeDistrict {
  readonly run: BenchRun;
  readonly dataFolder: string;
  readonly students: number;
  private server: Server | undefined;
  private imports: Promise<FirstImports> | undefined;
  private past: Promise<readonly Pupil[]> | undefined;
  private peak = 0;

  constructor(run: BenchRun) {
    this.run = run;
    this.dataFolder = join(run.folder, 'large');
    this.students = run.quick ? 10_000 : 100_000;
  }

  imported(): Promise<FirstImports> {
    return (this.imports ??= this.import());
  }

  /** Its students, once it has a past. */
  filled(): Promise<readonly Pupil[]> {
    return (this.past ??= this.fill());
  }

  /** The server on its data, started when there is none. */
  async running(): Promise<Server> {
    return (this.server ??= await startServer(this.dataFolder));
  }

  async stop(): Promise<void> {
    if (!this.server) return;
    this.notePeak();
    await this.server.owner.close();
    await this.server.stop();
    this.server = undefined;
  }

  /** Most megabytes that any process on this data ever held. */
  peakMegabytes(): number {
    this.notePeak();
    return this.peak;
  }

  private notePeak(): void {
    if (this.server) this.peak = Math.max(this.peak, this.server.peakMegabytes());
  }

  private async import(): Promise<FirstImports> {
    const { folder, say } = this.run;
    const of: District = madeUpDistrict(this.students);
    const [zip, csvFolder] = [join(folder, 'large.zip'), join(folder, 'large-csv')];
    await writeZip(of, zip);
    await writeOneRosterFolder(of, csvFolder);
    const { owner } = await this.running();
    const first = await importZip(owner, zip);
    say(
      `import: ${first.report.events} events in ${first.seconds.toFixed(1)} s; peak so far ${this.peakMegabytes().toFixed(0)} MB`,
    );
    const started = performance.now();
    await caughtUp(owner);
    say(
      `import: the views caught up ${((performance.now() - started) / 1000).toFixed(1)} s later; peak ${this.peakMegabytes().toFixed(0)} MB`,
    );
    const again = await importZip(owner, zip);
    const { created, changed, ended, events } = again.report;
    if (created + changed + ended + events > 0) throw new Error('The same file again changed something.');
    say(
      `import: the same file again took ${again.seconds.toFixed(1)} s and changed nothing; peak ${this.peakMegabytes().toFixed(0)} MB`,
    );
    return { first, again, csvFolder, rows: rowsIn(csvFolder) };
  }

  private async fill(): Promise<readonly Pupil[]> {
    await this.imported();
    await this.stop();
    const logPath = join(this.dataFolder, 'log.db');
    const pupils = readPupils(logPath);
    const store = new SqliteEventStore(logPath);
    const now = Date.now();
    const sessions = sessionCommits(pupils, { count: this.students / 4, until: now });
    let events = 0;
    for (const part of [supportCommits(pupils, now - 60 * DAY, 5), sessions]) events += await fillLog(store, part);
    const head = store.head();
    store.close();
    const { owner } = await this.running();
    const started = performance.now();
    await caughtUp(owner);
    this.run.say(
      `district: ${pupils.length} students, ${head} events; the views took in ${events} of them in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    await settled(owner); // screenings make services recommend tiers, and names are opened for the search
    return pupils;
  }
}

const PAGE = 5000;

const readPupils = (logPath: string): Pupil[] => {
  const log = openLogReader(logPath);
  const pupils = new Map<string, Pupil>();
  for (let after = 0; ;) {
    const page = log.readAll(after, PAGE, ['StudentEnrolled']) as readonly EventEnvelope[];
    for (const { data } of page) {
      const {
        studentId,
        schoolId,
        gradeLevel = 'Other',
      } = data as { studentId: string; schoolId: string; gradeLevel?: Grade };
      pupils.set(studentId, { studentId, schoolId, grade: gradeLevel });
    }
    if (page.length === 0) break;
    after = page.at(-1)!.position;
  }
  log.close();
  return [...pupils.values()];
};

/** Lines of all data files, without their headers. */
const rowsIn = (folder: string): number =>
  readdirSync(folder)
    .filter(name => name !== 'manifest.csv')
    .reduce((sum, name) => sum + linesOf(readFileSync(join(folder, name))) - 1, 0);

const LINE_FEED = 10;
const linesOf = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
};
