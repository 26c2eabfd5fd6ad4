import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '@strata/kernel';
import type { PackageEntry } from './oneroster-archive.ts';
import { RowCheck, type Verdict } from './oneroster-check.ts';
import { csvBlocks, type CsvRows } from './oneroster-csv.ts';
import { EnrollmentLoader } from './oneroster-enrollments.ts';
import { finishFile } from './oneroster-finish.ts';
import { readHeader } from './oneroster-header.ts';
import { IssueCollector, type CheckMode, type FileIssues, type IssueCode, type RosterIssue } from './oneroster-issues.ts';
import { LOADERS, type EndDates, type Link, type Loader } from './oneroster-loaders.ts';
import { openPackage, type OneRosterPackage } from './oneroster-package.ts';
import { References, type KnownRoster } from './oneroster-references.ts';
import { Roster } from './oneroster-roster.ts';
import { columnsOf, READ_FILES, type FileMode, type OneRosterVersion, type RosterFile } from './oneroster-schema.ts';
import { EnrollmentTable, RecordTable, STATE, Staging, type State, type TableFile } from './oneroster-staging.ts';

/** Above this share of rows that are broken or unresolved, a file is not a roster with faults but a faulty file. */
export const MAX_BROKEN_SHARE = 0.05;
const ROW_BYTES = 120;
const TURN_MS = 10;

export interface CheckOptions {
  /** `strict`: every deviation from the standard is an error. `lenient`: what can be understood is taken, with a counted warning. */
  readonly mode: CheckMode;
  /**
   * How the files write their ends. By the standard (1.1 and 1.2: sessions, roles, enrollments) an end date is the first
   * day on which something no longer holds: `exclusive`, the default. Some systems write the last day: `inclusive`.
   * Inside, every end is exclusive.
   */
  readonly endDates?: EndDates;
  /** Records of earlier imports, for deltas. */
  readonly known?: KnownRoster;
  /** After every block of a file: its rows so far and, from its size, about how many it has. */
  readonly onProgress?: (file: string, rows: number, about: number) => void;
  /** How many issues of one code are listed for one file; all are counted. Default 100. */
  readonly issueLimit?: number;
}

export interface FileReport {
  readonly name: string;
  readonly mode: FileMode;
  /** Rows of data, without blank ones. */
  rows: number;
  /** Rows that could not be used, and rows that point nowhere; both are left out. */
  broken: number;
  unresolved: number;
  /** Rows marked as deleted, or belonging to something that is. */
  removed: number;
  /** Broken rows whose sourcedId could not be read: it is unknown which record they meant. */
  unnamed: number;
}

export interface CheckedRoster {
  readonly version?: OneRosterVersion;
  readonly mode: CheckMode;
  readonly files: readonly FileReport[];
  readonly errors: readonly RosterIssue[];
  readonly warnings: readonly RosterIssue[];
  /** What a person must confirm before this is imported. */
  readonly holds: readonly RosterIssue[];
  readonly errorCount: number;
  readonly warningCount: number;
  /** Only when there are no errors. */
  readonly roster?: Roster;
}

/** Opens, checks and closes a package; one that cannot be opened becomes a checked roster with one error. */
export const checkRoster = async (path: string, options: CheckOptions): Promise<CheckedRoster> => {
  let opened: OneRosterPackage;
  try {
    opened = await openPackage(path);
  } catch (error) {
    if (!(error instanceof DomainError) || error.details.issue === undefined) throw error;
    return { mode: options.mode, files: [], errors: [error.details.issue as RosterIssue], warnings: [], holds: [], errorCount: 1, warningCount: 0 };
  }
  try {
    return await checkPackage(opened, options);
  } finally {
    await opened.close();
  }
};

/**
 * Reads every roster file of a package, checks each row and each reference, and stages the result compactly: 100,000
 * students with 7 classes each stay under 250 MB. Nothing is written anywhere. Personal values appear in no issue.
 */
export const checkPackage = async (opened: OneRosterPackage, options: CheckOptions): Promise<CheckedRoster> => {
  const reading = new Reading(opened, options);
  for (const file of READ_FILES) await reading.read(file);
  return reading.result();
};

class Reading {
  private readonly opened: OneRosterPackage;
  private readonly options: CheckOptions;
  private readonly issues: IssueCollector;
  private readonly staging: Staging;
  private readonly references: References;
  private readonly reports = new Map<RosterFile, FileReport>();
  private turn = performance.now();

  constructor(opened: OneRosterPackage, options: CheckOptions) {
    this.opened = opened;
    this.options = options;
    this.issues = new IssueCollector(options.mode, options.issueLimit);
    for (const { file, code, field, row } of opened.manifest.notes) this.issues.in(file).add(code, field, row);
    this.staging = stagingFor(opened);
    this.references = new References(this.staging, options.known);
  }

  async read(file: RosterFile): Promise<void> {
    const { modes, paths } = this.opened.manifest;
    const report: FileReport = { name: `${file}.csv`, mode: modes[file], rows: 0, broken: 0, unresolved: 0, removed: 0, unnamed: 0 };
    this.reports.set(file, report);
    const entry = this.opened.entries.get(paths[file] ?? '');
    if (modes[file] !== 'absent' && entry !== undefined) await this.readEntry(file, entry, report);
    if (file !== 'enrollments' && this.staging.tables[file].unreadable) return;
    await finishFile(file, {
      staging: this.staging,
      references: this.references,
      issuesOf: name => this.issues.in(`${name}.csv`),
      unresolved: name => {
        (this.reports.get(name) as FileReport).unresolved += 1;
      },
      pause: () => this.pause(),
    });
  }

  result(): CheckedRoster {
    for (const report of this.reports.values()) this.limitBroken(report);
    const lists = this.issues.lists();
    const { version } = this.opened.manifest;
    const files = [...this.reports.values()].filter(({ name }) => version === '1.2' || (name !== 'roles.csv' && name !== 'userProfiles.csv'));
    const checked = { version, mode: this.options.mode, files, ...lists };
    return lists.errorCount > 0 ? checked : { ...checked, roster: new Roster(this.staging) };
  }

  private async readEntry(file: RosterFile, entry: PackageEntry, report: FileReport): Promise<void> {
    const issues = this.issues.in(report.name);
    let read = false;
    try {
      if (entry.bytes === 0) issues.add('ZERO_BYTE_FILE');
      else read = await this.readRows(file, entry, report);
    } catch (error) {
      addFault(error, issues);
    }
    if (!read && file !== 'enrollments') this.staging.tables[file].unreadable = true;
    if (read && report.mode === 'bulk' && report.rows === 0) issues.add('EMPTY_BULK_FILE');
  }

  /** False when there is no header to read by. */
  private async readRows(file: RosterFile, entry: PackageEntry, report: FileReport): Promise<boolean> {
    let rowLoop: RowLoop | undefined;
    let bytes = 0;
    for await (const rows of csvBlocks(await entry.open())) {
      if (rowLoop === undefined) {
        rows.next();
        rowLoop = this.rowLoop(file, rows, report);
        if (rowLoop === undefined) return false;
      }
      rowLoop.run(rows);
      bytes = Math.min(bytes + rows.bytes.length, entry.bytes);
      this.options.onProgress?.(report.name, report.rows, Math.round((report.rows * entry.bytes) / bytes));
    }
    return rowLoop !== undefined;
  }

  private rowLoop(file: RosterFile, rows: CsvRows, report: FileReport): RowLoop | undefined {
    const issues = this.issues.in(report.name);
    const columns = columnsOf(this.opened.manifest.version, file);
    const header = readHeader(rows, columns, issues);
    if (header === undefined) return undefined;
    const check = new RowCheck(columns, header, report.mode, issues);
    const context = { check, staging: this.staging, references: this.references, endDates: this.options.endDates ?? 'exclusive' };
    return file === 'enrollments'
      ? new RowLoop(check, new EnrollmentLoader(context), this.staging.enrollments, report)
      : new RowLoop(check, LOADERS[file](context), this.staging.tables[file], report);
  }

  private limitBroken(report: FileReport): void {
    const useless = report.broken + report.unresolved;
    if (useless === 0 || useless <= report.rows * MAX_BROKEN_SHARE) return;
    this.issues.in(report.name).add('TOO_MANY_BROKEN_ROWS', '', 0, () => `${useless} of ${report.rows} rows (${((useless * 100) / report.rows).toFixed(1)} %).`);
  }

  private async pause(): Promise<void> {
    if (performance.now() - this.turn < TURN_MS) return;
    await nextTurn();
    this.turn = performance.now();
  }
}

/** The inner loop of reading: check a row, follow its references, keep it. */
class RowLoop {
  private readonly check: RowCheck;
  private readonly loader: Loader;
  private readonly table: RecordTable | EnrollmentTable;
  private readonly report: FileReport;

  constructor(check: RowCheck, loader: Loader, table: RecordTable | EnrollmentTable, report: FileReport) {
    this.check = check;
    this.loader = loader;
    this.table = table;
    this.report = report;
  }

  run(rows: CsvRows): void {
    while (rows.next()) {
      const verdict = this.check.check(rows);
      if (verdict === 'skipped') continue;
      this.report.rows += 1;
      if (verdict === 'broken') this.leaveOut('broken');
      else this.take(verdict);
    }
  }

  private take(verdict: Verdict): void {
    const { check, loader, table, report } = this;
    const link: Link = verdict === 'removed' ? 'gone' : loader.link();
    if (link === 'moot') return;
    if (link === 'unresolved') return this.leaveOut('unresolved');
    const index = table.add(check, link === 'gone' ? STATE.removed : STATE.active);
    if (index < 0) return this.duplicate();
    if (link === 'gone') report.removed += 1;
    else loader.store(index);
  }

  /** Its id is kept, so that an earlier state of the record is not taken for gone. */
  private leaveOut(why: 'broken' | 'unresolved'): void {
    this.report[why] += 1;
    if (this.check.isBlank(0)) this.report.unnamed += 1;
    else if (this.table.add(this.check, STATE.withheld as State) < 0) this.duplicate();
  }

  private duplicate(): void {
    this.check.fault('DUPLICATE_SOURCED_ID', 0);
  }
}

const addFault = (error: unknown, issues: FileIssues): void => {
  if (!(error instanceof DomainError)) throw error;
  const { row, detail } = error.details as { row?: number; detail?: string };
  issues.add(error.code as IssueCode, '', row, detail === undefined ? undefined : () => detail);
};

const stagingFor = ({ manifest, entries }: OneRosterPackage): Staging => {
  const { version, modes, paths } = manifest;
  const expected = (file: RosterFile) => (modes[file] === 'absent' ? 0 : Math.ceil((entries.get(paths[file] ?? '')?.bytes ?? 0) / ROW_BYTES));
  const table = (file: TableFile) => {
    const names = columnsOf(version, file).filter(column => column.kept).map(column => column.name);
    return new RecordTable(file, modes[file], names, expected(file));
  };
  const tables = Object.fromEntries(READ_FILES.filter(file => file !== 'enrollments').map(file => [file, table(file)])) as Record<TableFile, RecordTable>;
  return new Staging(version, tables, new EnrollmentTable(expected('enrollments')), modes.enrollments);
};
