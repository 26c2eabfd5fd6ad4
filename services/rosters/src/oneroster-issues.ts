/** What a deviation does to an import. `row`: the row is left out and counts towards the limit of broken rows. `hold`: a person must confirm. */
export type Effect = 'error' | 'row' | 'warning' | 'hold';
export type CheckMode = 'strict' | 'lenient';

interface Rule {
  readonly strict: Exclude<Effect, 'row'>;
  readonly lenient: Effect;
  /** One sentence: what is wrong and what would be accepted. It opens every message of the code. */
  readonly meaning: string;
}

const fatal = (meaning: string): Rule => ({ strict: 'error', lenient: 'error', meaning });
const leftOut = (meaning: string): Rule => ({ strict: 'error', lenient: 'row', meaning });
const tolerated = (meaning: string): Rule => ({ strict: 'error', lenient: 'warning', meaning });
const notable = (meaning: string): Rule => ({ strict: 'warning', lenient: 'warning', meaning });
const held = (meaning: string): Rule => ({ strict: 'hold', lenient: 'hold', meaning });

/** Every code that reading a OneRoster package can report. `docs/oneroster-import.md` lists the same table. */
export const ISSUES = {
  PACKAGE_NOT_FOUND: fatal('There is no file or folder at this path.'),
  NOT_A_ZIP: fatal('The file is not a ZIP; send the OneRoster CSV files in one ZIP.'),
  ZIP_DAMAGED: fatal('The ZIP is damaged or cut off; make it again and send it whole.'),
  ZIP_ENCRYPTED: fatal('The ZIP is protected by a password; send it without one.'),
  ZIP_UNSUPPORTED: fatal('The ZIP uses a compression other than "stored" or "deflate".'),
  ZIP_PATH_TRAVERSAL: fatal('A name in the ZIP leads out of it; names must be plain file names such as users.csv.'),
  ZIP_BOMB: fatal('The ZIP unpacks to far more than a roster: too many files, too many bytes or an impossible ratio.'),
  ZIP_DUPLICATE_NAME: fatal('Two files in the package have the same name.'),
  NESTED_FOLDER: fatal('The CSV files lie in a folder inside the package; put them at its root.'),
  MISSING_MANIFEST: fatal('There is no manifest.csv; OneRoster 1.1 and 1.2 require one at the root of the package.'),
  ONEROSTER_1_0: fatal('This is a OneRoster 1.0 package; export it as version 1.1 or 1.2.'),
  SCHOOL_DATA_SYNC: fatal('These are files in a Microsoft School Data Sync format; export OneRoster 1.1 or 1.2 CSV.'),
  UNKNOWN_VERSION: fatal('oneroster.version in the manifest must be 1.1 or 1.2.'),
  MANIFEST_HEADER: fatal('The header of manifest.csv must be propertyName,value.'),
  MANIFEST_VERSION: fatal('manifest.version must be 1.0.'),
  MANIFEST_VERSION_FORM: tolerated('manifest.version is written differently from 1.0 or missing.'),
  MANIFEST_MODE: fatal('The manifest gives a file no mode; it must be bulk, delta or absent.'),
  MANIFEST_PROPERTY_UNKNOWN: tolerated('The manifest has a property that OneRoster does not know; it is ignored.'),
  MANIFEST_PROPERTY_DUPLICATE: fatal('The manifest names a property twice.'),
  MANIFEST_FILE_ROW_MISSING: tolerated('The manifest of a 1.2 package has no row for a file of the catalogue; it is taken as absent.'),
  FILE_MISSING: fatal('The manifest declares a file as bulk or delta that is not in the package.'),
  FILE_NOT_DECLARED: fatal('A roster file is in the package but the manifest has no row for it.'),
  FILE_DECLARED_ABSENT: tolerated('A file is in the package although the manifest declares it absent; it is not read.'),
  UNKNOWN_FILE: tolerated('A file does not belong to OneRoster; it is not read.'),
  FILE_NAME_CASE: tolerated('A file name differs from the standard in upper and lower case.'),
  FILE_NOT_READ: notable('A OneRoster file holds grades or resources; rosters do not use it and it is not read.'),
  ZERO_BYTE_FILE: fatal('A file has no bytes, not even a header.'),
  EMPTY_BULK_FILE: held('A bulk file has a header and no rows; that never means that everybody left, so a person must confirm it.'),
  NOT_UTF8: fatal('The file is not UTF-8; save it as "CSV UTF-8".'),
  BINARY_CONTENT: fatal('The file holds control characters that no text has.'),
  STRAY_QUOTE: fatal('A quotation mark stands where none may be; a cell with quotes is quoted and its quotes are doubled.'),
  QUOTE_NOT_CLOSED: fatal('A quoted cell never ends; the file is cut off or a closing quotation mark is missing.'),
  ROW_TOO_LONG: fatal('A row is longer than 1 MiB or has more than 512 cells.'),
  FILE_CUT_OFF: fatal('The last row ends in the middle; the file was not written or sent whole.'),
  DUPLICATE_HEADER: fatal('Two columns have the same name.'),
  MISSING_COLUMN: fatal('A required column is missing from the header.'),
  MISSING_OPTIONAL_COLUMN: tolerated('An optional column is missing from the header; it is taken as blank.'),
  UNKNOWN_COLUMN: tolerated('A column does not belong to this file; it is not read.'),
  METADATA_COLUMN: notable('A metadata extension column is not read.'),
  NAMELESS_COLUMN: tolerated('A column has no name; it is not read.'),
  COLUMN_ORDER: tolerated('The columns are in another order than the standard.'),
  HEADER_FORM: tolerated('A column name differs from the standard in case or by blanks.'),
  REPEATED_HEADER: fatal('The header is repeated as a row of data; files were joined.'),
  BLANK_ROW: tolerated('A row is blank; it is skipped.'),
  ROW_WIDTH: tolerated('A row has more or fewer cells than the header; the missing ones are taken as blank.'),
  ROW_TOO_WIDE: leftOut('A row has values beyond the last column, so its cells may be shifted.'),
  MISSING_VALUE: leftOut('A required value is blank.'),
  MISSING_NOMINAL_VALUE: tolerated('A value is blank that the standard requires but a roster can do without.'),
  VALUE_TOO_LONG: leftOut('A value is too long: ids may have 255 characters, other cells 4096 bytes.'),
  VALUE_FORM: tolerated('A value is written differently from its vocabulary (case, a word of another version); it is understood.'),
  UNKNOWN_VALUE: leftOut('A required value is not in its vocabulary.'),
  OPTIONAL_VALUE_UNKNOWN: tolerated('An optional value is not in its vocabulary; it is dropped.'),
  CELL_PADDED: tolerated('A value has blanks around it; they are dropped.'),
  SOURCED_ID_FORM: tolerated('A sourcedId has characters other than letters, digits and . / @ _ -'),
  DUPLICATE_SOURCED_ID: fatal('Two rows have the same sourcedId; each record needs its own.'),
  GRADE_FORM: tolerated('A grade is written differently from the CEDS list (09, not 9); it is understood.'),
  GRADE_UNKNOWN: tolerated('A grade is not in the CEDS list; it is dropped.'),
  SCHOOL_YEAR_FORM: tolerated('schoolYear is not the year in which the school year ends, as YYYY; the end date decides.'),
  DATE_NOT_ISO: fatal('A required date is not a day written YYYY-MM-DD; day and month are never guessed.'),
  OPTIONAL_DATE_NOT_ISO: tolerated('An optional date is not a day written YYYY-MM-DD; it is dropped, never guessed.'),
  ENROLLMENT_DATE_NOT_ISO: leftOut('A begin or end date of an enrollment is not a day written YYYY-MM-DD; it is never guessed.'),
  END_BEFORE_BEGIN: leftOut('The end date is before the begin date.'),
  INSTANT_FORM: tolerated('dateLastModified is not an instant such as 2026-09-01T00:00:00.000Z; it is not used.'),
  STATUS_IN_BULK: tolerated('A bulk row fills status or dateLastModified, which only delta rows may do.'),
  BULK_ROW_DELETED: tolerated('A bulk row is marked as deleted; the record is treated as gone.'),
  DELTA_STATUS_BLANK: tolerated('A delta row has no status; it is taken as active.'),
  DELTA_DATE_BLANK: tolerated('A delta row has no dateLastModified.'),
  UNRESOLVED_ROW: leftOut('A row points to a record that is not there or was left out.'),
  UNRESOLVED_REFERENCE: tolerated('A reference leads to no record; the row is kept without it.'),
  REFERENCE_TO_DELETED: tolerated('A row points to a record that is marked as deleted; it is treated as deleted too.'),
  REFERENCE_TO_ABSENT_FILE: tolerated('A reference leads into a file that the manifest declares absent; the row is kept without it.'),
  REFERENCE_TYPE: tolerated('A reference leads to a record of the wrong type (schoolSourcedId: a school; schoolYearSourcedId: a schoolYear).'),
  PRIMARY_ORG_WITHOUT_ROLE: tolerated('primaryOrgSourcedId names an organisation in which roles.csv gives the user no role.'),
  USER_PROFILE_OF_OTHER: tolerated('userProfileSourcedId names a profile of another user.'),
  USER_WITHOUT_ROLE: leftOut('A user has no usable row in roles.csv, so it is not known whether this is a student.'),
  STAFF_WITHOUT_SECTION: notable('A staff member teaches no class; kept, because support staff often have none.'),
  STUDENT_TEACHES: notable('A student is enrolled in a class as a teacher or aide.'),
  STAFF_ENROLLED_AS_STUDENT: notable('Somebody who is not a student is enrolled in a class as a student; the enrollment is kept apart.'),
  TWO_PRIMARY_TEACHERS: tolerated('A class has two primary teachers at the same time.'),
  PRIMARY_NOT_TEACHER: tolerated('primary is true for an enrollment that is not of a teacher; it is ignored.'),
  ENROLLMENT_OUTSIDE_TERM: tolerated('An enrollment begins before or ends after the terms of its class.'),
  ENROLLMENT_SCHOOL_DIFFERS: notable('An enrollment names another school than its class.'),
  SHARED_USER_ID: notable('Two users share an entry of userIds.'),
  PASSWORD_PRESENT: notable('The file carries passwords; they are never read or kept. Stop sending them.'),
  TOO_MANY_BROKEN_ROWS: fatal('More than 5 % of the rows of a file are broken or unresolved, so nothing is imported.'),
} as const satisfies Record<string, Rule>;

export type IssueCode = keyof typeof ISSUES;

/** One finding, or `count` findings of one column. `row` is the row of a spreadsheet: the header is row 1. It never quotes a value. */
export interface RosterIssue {
  readonly file: string;
  readonly row?: number;
  readonly field?: string;
  readonly code: IssueCode;
  readonly message: string;
  readonly count?: number;
}

export const effectOf = (code: IssueCode, mode: CheckMode): Effect => ISSUES[code][mode];

/** True when a row with this fault cannot be used, in either mode. */
export const spoilsRow = (code: IssueCode): boolean => ISSUES[code].lenient === 'row' || ISSUES[code].lenient === 'error';

/** What is tolerated concerns a column, so it is counted once for each; what breaks a row is listed row by row. */
const isCounted = (code: IssueCode): boolean => ISSUES[code].lenient === 'warning';

const messageOf = (code: IssueCode, detail: string | undefined): string =>
  detail === undefined ? ISSUES[code].meaning : `${ISSUES[code].meaning} ${detail}`;

interface Tally {
  count: number;
  readonly kept: { -readonly [K in keyof RosterIssue]: RosterIssue[K] }[];
}

export interface IssueLists {
  readonly errors: RosterIssue[];
  readonly warnings: RosterIssue[];
  readonly holds: RosterIssue[];
  /** All findings, listed or not. */
  readonly errorCount: number;
  readonly warningCount: number;
}

/** Collects findings in bounded memory: a counted code keeps one issue per column, any other at most `limit` per file. */
export class IssueCollector {
  readonly mode: CheckMode;
  readonly limit: number;
  private readonly files = new Map<string, Map<IssueCode, Map<string, Tally>>>();

  constructor(mode: CheckMode, limit = 100) {
    this.mode = mode;
    this.limit = limit;
  }

  /** The findings of one file; `field` and `row` are left out where a finding concerns the whole file. */
  in(file: string): FileIssues {
    let codes = this.files.get(file);
    if (codes === undefined) this.files.set(file, (codes = new Map()));
    return new FileIssues(file, codes, this.limit);
  }

  lists(): IssueLists {
    const by: Record<Effect, RosterIssue[]> = { error: [], row: [], warning: [], hold: [] };
    const counts: Record<Effect, number> = { error: 0, row: 0, warning: 0, hold: 0 };
    for (const codes of this.files.values()) {
      for (const [code, fields] of codes) {
        const effect = effectOf(code, this.mode);
        for (const tally of fields.values()) {
          by[effect].push(...tally.kept);
          counts[effect] += tally.count;
        }
      }
    }
    return {
      errors: by.error,
      warnings: [...by.row, ...by.warning],
      holds: by.hold,
      errorCount: counts.error,
      warningCount: counts.row + counts.warning,
    };
  }
}

/** The findings of one file, see `IssueCollector`. */
export class FileIssues {
  readonly file: string;
  private readonly codes: Map<IssueCode, Map<string, Tally>>;
  private readonly limit: number;

  constructor(file: string, codes: Map<IssueCode, Map<string, Tally>>, limit: number) {
    this.file = file;
    this.codes = codes;
    this.limit = limit;
  }

  /** `detail` completes the sentence of the code; it is only called for what is kept. */
  add(code: IssueCode, field = '', row = 0, detail?: () => string): void {
    let fields = this.codes.get(code);
    if (fields === undefined) this.codes.set(code, (fields = new Map()));
    const counted = isCounted(code);
    const key = counted ? field : '';
    let tally = fields.get(key);
    if (tally === undefined) fields.set(key, (tally = { count: 0, kept: [] }));
    tally.count += 1;
    if (tally.kept.length >= (counted ? 1 : this.limit)) {
      if (counted) tally.kept[0].count = tally.count;
      return;
    }
    tally.kept.push({
      file: this.file,
      ...(row > 0 && { row }),
      ...(field !== '' && { field }),
      code,
      message: messageOf(code, detail?.()),
    });
  }
}
