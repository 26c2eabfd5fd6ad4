import type { CheckedRoster, FileReport } from './oneroster-reader.ts';
import type { Roster } from './oneroster-roster.ts';
import type { RosterFile } from './oneroster-schema.ts';

/** How much a package says: of which records it is a full list, which it ends, and of which it could not be read. */
export class RosterScope {
  readonly roster: Roster;
  readonly version: '1.1' | '1.2';
  private readonly reports: ReadonlyMap<string, FileReport>;
  private readonly goneOf = new Map<RosterFile, ReadonlySet<string>>();
  private readonly unclearOf = new Map<RosterFile, ReadonlySet<string>>();

  constructor(checked: CheckedRoster, roster: Roster) {
    this.roster = roster;
    this.version = checked.version ?? '1.1';
    this.reports = new Map(checked.files.map((report) => [report.name, report]));
  }

  /** True when a record that the file does not name is gone. A row without a readable id might have named any of them. */
  isComplete(file: RosterFile): boolean {
    const report = this.reports.get(`${file}.csv`);
    return report?.mode === 'bulk' && report.unnamed === 0;
  }

  isAbsent(file: RosterFile): boolean {
    return (this.reports.get(`${file}.csv`)?.mode ?? 'absent') === 'absent';
  }

  /** Records marked as deleted. */
  gone(file: RosterFile): ReadonlySet<string> {
    let gone = this.goneOf.get(file);
    if (!gone) this.goneOf.set(file, (gone = new Set(this.roster.removed(file))));
    return gone;
  }

  /** Records whose rows were left out: nothing is known of them, so they stay as they were. */
  unclear(file: RosterFile): ReadonlySet<string> {
    let unclear = this.unclearOf.get(file);
    if (!unclear) this.unclearOf.set(file, (unclear = this.roster.withheld(file)));
    return unclear;
  }

  /** Whether a record that the file does not list, or marks, has ended. */
  hasLeft(file: RosterFile, sourcedId: string): boolean {
    if (this.unclear(file).has(sourcedId)) return false;
    return this.isComplete(file) || this.gone(file).has(sourcedId);
  }
}
