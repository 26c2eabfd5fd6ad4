import type { ImportIssue } from '@strata/contracts';
import { DomainError, executeAll, replay, type CommitMetadata, type Execution, type Uploads, type Vault, type ViewReader } from '@strata/kernel';
import { checkUpload } from './import-check.ts';
import { dropOf, ImportPlans, type Drop, type ImportPlan } from './import-plan.ts';
import type { ImportProgressBoard } from './import-progress.ts';
import { ImportTally, totalsOf } from './import-tally.ts';
import { ImportWriter } from './import-writer.ts';
import { rosterImport, type ImportCommand, type ImportEvent, type ImportState } from './import.decider.ts';
import type { CheckedRoster } from './oneroster-reader.ts';
import type { Roster } from './oneroster-roster.ts';
import { Profiles } from './profiles.ts';
import { definingChanges, endingChanges, staffChanges, type Change } from './roster-changes.ts';
import { rosterDocuments, type RosterDocuments } from './roster-documents.ts';
import { KnownIds } from './roster-facts.ts';
import { rosterId, streamOf } from './roster-id.ts';
import { RosterScope } from './roster-scope.ts';
import { StaffAlignment } from './staff-alignment.ts';
import { StudentAlignment } from './student-alignment.ts';
import { compareStudents, studentCommands, type StudentComparison } from './student-changes.ts';

export type ImportPorts = { readonly execution: Execution; readonly views: ViewReader; readonly vault: Vault; readonly uploads: Uploads };

export type ImportOptions = {
  readonly timeZone: string;
  /** The school day on which what is missing ends. */
  readonly today: string;
  /** Percent of what holds now that may end without a person's word. */
  readonly limitPercent: number;
  readonly progress: ImportProgressBoard;
  /** Called between batches: gives way to other work, and throws to stop. A run that stopped can be run again. */
  readonly pause: () => Promise<void>;
};

type By = Omit<CommitMetadata, 'recordedAt' | 'tenant'>;
type Work = {
  readonly scope: RosterScope;
  readonly checked: CheckedRoster;
  readonly docs: RosterDocuments;
  readonly alignment: StudentAlignment;
  readonly plan: ImportPlan;
  readonly comparison: StudentComparison | undefined;
  readonly before: readonly Change[];
  readonly after: readonly Change[];
};

/** Most issues of one kind that an event carries; all are counted. */
const MOST_ISSUES = 500;
/** Milliseconds for the views to take in a large import that came before. */
const CATCH_UP_MS = 15 * 60 * 1000;

/**
 * One import from the stored file to its end: checked as a whole, compared with what is known, held where a person must
 * look, and written. Nothing is written before everything was checked; every command aligns one record with the file, so
 * a run that was cut off is simply run again and appends only what is left.
 */
export class ImportRun {
  private readonly ports: ImportPorts;
  private readonly options: ImportOptions;
  private readonly importId: string;
  private readonly plans: ImportPlans;
  private by: By;

  constructor(ports: ImportPorts, importId: string, options: ImportOptions) {
    this.ports = ports;
    this.options = options;
    this.importId = importId;
    this.plans = new ImportPlans(ports.uploads);
    this.by = { actor: 'system', source: 'import', correlationId: importId };
  }

  /** Works unless the import is held or over by its own stream; false then. What was stored for one that is over goes. */
  async run(): Promise<boolean> {
    const { events } = await this.ports.execution.store.read(streamOf.import(this.importId));
    const state = replay(rosterImport, events as never as ImportEvent[]);
    if (state.status === 'completed' || state.status === 'rejected') await this.forget();
    if (state.status !== 'running') return false;
    this.by = { ...this.by, actor: events.at(-1)!.actor };
    await this.viewsHoldEarlierImports(events.at(-1)!.position);
    const found = await this.ports.uploads.withFile(this.importId, (path) => this.work(path, state).then(() => true));
    if (!found) await this.reject([{ file: '', code: 'UPLOAD_MISSING', message: 'The stored file is gone; send it again.' }]);
    return true;
  }

  private async forget(): Promise<void> {
    await this.ports.uploads.remove(this.importId);
    await this.plans.remove(this.importId);
  }

  private async work(path: string, state: ImportState): Promise<void> {
    const { progress } = this.options;
    const checked = await checkUpload(path, this.ports.views, {
      mode: state.mode,
      endDates: state.endDates,
      onProgress: (file, rows, about) => progress.reading(this.importId, file, rows, about),
    });
    await this.options.pause();
    if (!checked.roster) return this.reject(checked.errors, checked);
    const saved = await this.plans.find(this.importId);
    const work = await this.compare(checked, checked.roster, saved);
    if (!saved) {
      const drop = this.drop(work);
      if (drop.reason !== undefined && !state.confirmed) return this.hold(work, drop);
      await this.plans.save(this.importId, work.plan);
    }
    await this.write(work);
    await this.complete(work);
  }

  /** What would change, without writing anything. */
  private async compare(checked: CheckedRoster, roster: Roster, saved: ImportPlan | undefined): Promise<Work> {
    const { views, vault } = this.ports;
    const scope = new RosterScope(checked, roster);
    const docs = await rosterDocuments(views);
    const plan = saved ?? { date: this.options.today, fresh: (await views.find('rosters_student', { limit: 1 })).items.length === 0, tally: new ImportTally() };
    const profiles = new Profiles(vault, scope.isComplete('demographics'));
    const ids = new KnownIds();
    const alignment = new StudentAlignment({ scope, profiles, ids, isSchool: schoolsOf(roster, docs), date: plan.date, since: plan.fresh ? undefined : plan.date });
    const { timeZone, pause } = this.options;
    const defined = await definingChanges(scope, docs, timeZone, pause);
    const before = [...defined.changes, ...(await staffChanges(new StaffAlignment({ scope, profiles, ids }), docs, pause))];
    const ending = endingChanges(scope, docs, defined.told);
    const tally = saved ? new ImportTally() : plan.tally;
    for (const { events, isNew } of [...before, ...ending]) tally.add(events, isNew);
    const comparison = plan.fresh ? undefined : await this.compareStudents(roster, alignment, plan.date, tally);
    return { scope, checked, docs, alignment, plan, comparison, before, after: ending };
  }

  private compareStudents(roster: Roster, alignment: StudentAlignment, date: string, tally: ImportTally): Promise<StudentComparison> {
    const total = roster.count('users');
    return compareStudents(this.ports.views, roster, alignment, {
      date,
      onCompared: (events, isNew) => tally.add(events, isNew),
      pause: async (done) => {
        this.options.progress.at(this.importId, 'comparing', done, total);
        await this.options.pause();
      },
    });
  }

  private drop({ plan, comparison, checked }: Work): Drop {
    const emptyFiles = checked.holds.map(({ file }) => file);
    return dropOf(comparison, plan.tally.ended('enrollments'), emptyFiles, this.options.limitPercent);
  }

  private async write({ scope, alignment, plan, comparison, before, after }: Work): Promise<void> {
    const students = comparison ? comparison.differs.reduce((sum, differs) => sum + differs, comparison.missing.length) : scope.roster.count('users');
    const writer = new ImportWriter(this.ports.execution, this.by, {
      total: before.length + students + after.length,
      onWritten: (done, total) => this.options.progress.at(this.importId, 'writing', done, total),
      pause: this.options.pause,
    });
    await writer.changes(before);
    for await (const commands of studentCommands(this.ports.views, scope.roster, alignment, comparison)) {
      await writer.students(commands, plan.fresh ? plan.tally : undefined);
    }
    await writer.changes(after);
  }

  private async complete({ checked, plan, comparison }: Work): Promise<void> {
    const files = plan.tally.files(checked.files);
    const destroyed = comparison?.destroyed ?? 0;
    const warnings: ImportIssue[] = destroyed === 0 ? [] : [{ file: 'users.csv', code: 'PROFILE_DESTROYED', message: 'The personal data of these students was destroyed; their names are not taken in again.', count: destroyed }];
    await this.tell({
      type: 'CompleteImport',
      data: {
        importId: this.importId, version: checked.version ?? '', ...totalsOf(files), events: plan.tally.events, files,
        warnings: [...warnings, ...checked.warnings].slice(0, MOST_ISSUES), warningCount: checked.warningCount + destroyed,
      },
    });
  }

  private hold({ checked, plan }: Work, { reason = '', ...drop }: Drop): Promise<void> {
    return this.tell({
      type: 'HoldImport',
      data: {
        importId: this.importId, ...drop, reason, limitPercent: this.options.limitPercent, files: plan.tally.files(checked.files),
        warnings: [...checked.holds, ...checked.warnings].slice(0, MOST_ISSUES),
      },
    });
  }

  private reject(errors: readonly ImportIssue[], checked?: CheckedRoster): Promise<void> {
    return this.tell({
      type: 'RejectImport',
      data: {
        importId: this.importId, errors: errors.slice(0, MOST_ISSUES), errorCount: checked?.errorCount ?? errors.length,
        warnings: checked?.warnings.slice(0, MOST_ISSUES) ?? [], warningCount: checked?.warningCount ?? 0,
      },
    });
  }

  private async tell(command: ImportCommand): Promise<void> {
    const [result] = await executeAll(this.ports.execution, [{ decider: rosterImport as never, streamId: streamOf.import(this.importId), command, metadata: this.by }]);
    if (result!.status === 'refused' && result.error.kind !== 'conflict') throw result.error;
  }

  /** What is known is read from views, so they must hold all that earlier imports appended. */
  private async viewsHoldEarlierImports(startedAt: number): Promise<void> {
    const { views, execution } = this.ports;
    await views.whenCaughtUp(startedAt, CATCH_UP_MS);
    const { items } = await views.find('rosters_import', { order: ['-startedAt'], limit: 50 });
    const slices = await execution.store.readMany(items.map(({ id }) => streamOf.import(id)));
    const ended = Math.max(startedAt, ...slices.map(({ events }) => events.at(-1)?.position ?? 0));
    await views.whenCaughtUp(ended, CATCH_UP_MS);
  }
}

/** Which organisations are schools: by the package, and by earlier ones where it does not repeat them. */
const schoolsOf = (roster: Roster, docs: RosterDocuments): ((orgSourcedId: string) => boolean) => {
  const kinds = new Map([...roster.orgs()].map(({ sourcedId, type }) => [sourcedId, type]));
  return (sourcedId) => {
    const kind = kinds.get(sourcedId) ?? docs.schools.get(rosterId('school', sourcedId))?.facts?.kind ?? 'school';
    return kind === 'school' || kind.startsWith('ext:');
  };
};

/** Thrown by `pause` when the process ends or somebody else took the work over. */
export const importStopped = () => new DomainError('IMPORT_STOPPED', 'unavailable', 'The work on this import stopped; it starts over.');
