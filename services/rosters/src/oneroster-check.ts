import type { CsvRows } from './oneroster-csv.ts';
import { dayText, isInstant, readDay } from './oneroster-dates.ts';
import type { Header } from './oneroster-header.ts';
import { spoilsRow, type FileIssues, type IssueCode } from './oneroster-issues.ts';
import type { Column, FileMode } from './oneroster-schema.ts';
import { gradeOf, shapeOf, WordReader } from './oneroster-vocabulary.ts';

const SPACE = 0x20;
const COMMA = 0x2c;
const MAX_ID_BYTES = 255;
const MAX_TEXT_BYTES = 4096;
const DELETED = 1;
/** Separates the kept fields of a record; a file that holds it is refused as binary. */
export const FIELD_SEPARATOR = '\u001f';

const SOURCED_ID = 0;
const STATUS = 1;
const MODIFIED = 2;

/** `taken`: use it. `removed`: marked as deleted. `broken`: left out, reported. `skipped`: not a record at all. */
export type Verdict = 'taken' | 'removed' | 'broken' | 'skipped';

const ID_BYTES = new Uint8Array(256);
for (const char of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./@_-') ID_BYTES[char.charCodeAt(0)] = 1;

/**
 * Checks the rows of one file, one at a time, without an object per row. After `check`, column `k` lies at
 * `from[k]..to[k]` of `rows.bytes`, trimmed (empty when blank or dropped), and `num[k]` is its meaning: a day as
 * yyyymmdd (0: none) or the code of a word (-1: none).
 */
export class RowCheck {
  readonly columns: readonly Column[];
  readonly words: readonly (WordReader | undefined)[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly num: Int32Array;
  readonly issues: FileIssues;
  private rows!: CsvRows;
  private readonly header: Header;
  private readonly mode: FileMode;
  private readonly grades = new Map<string, string>();
  private readonly gradeText: string[];
  private broken = false;

  constructor(columns: readonly Column[], header: Header, mode: FileMode, issues: FileIssues) {
    this.columns = columns;
    this.header = header;
    this.mode = mode;
    this.issues = issues;
    this.words = columns.map(column => column.vocabulary && new WordReader(column.vocabulary));
    this.from = new Int32Array(columns.length);
    this.to = new Int32Array(columns.length);
    this.num = new Int32Array(columns.length);
    this.gradeText = columns.map(() => '');
  }

  check(rows: CsvRows): Verdict {
    this.rows = rows;
    this.broken = false;
    if (rows.width !== this.header.width || this.isBlankColumn(SOURCED_ID)) {
      const verdict = this.checkShape();
      if (verdict !== undefined) return verdict;
    }
    this.cell(SOURCED_ID);
    this.cell(STATUS);
    const removed = this.num[STATUS] === DELETED;
    this.lifecycle(removed);
    if (removed) return this.broken ? 'broken' : 'removed';
    for (let k = MODIFIED + 1; k < this.columns.length; k += 1) this.cell(k);
    return this.broken ? 'broken' : 'taken';
  }

  /** The position of a column of the standard; -1 in a version without it. */
  column(name: string): number {
    return this.columns.findIndex(column => column.name === name);
  }

  get row(): number {
    return this.rows.row;
  }

  get bytes(): Buffer {
    return this.rows.bytes;
  }

  isBlank(k: number): boolean {
    return this.from[k] === this.to[k];
  }

  text(k: number): string {
    return this.rows.bytes.toString('utf8', this.from[k], this.to[k]);
  }

  /** The kept fields as one text, normalised: words in their spelling, days as ISO, grades as CEDS. */
  kept(): string {
    let text = '';
    for (let k = 0; k < this.columns.length; k += 1) if (this.columns[k].kept) text += this.normalised(k) + FIELD_SEPARATOR;
    return text;
  }

  fault(code: IssueCode, k: number, detail?: () => string): void {
    this.issues.add(code, this.columns[k].name, this.rows.row, detail);
    if (spoilsRow(code)) this.broken = true;
  }

  private normalised(k: number): string {
    const words = this.words[k];
    if (words !== undefined) return this.num[k] < 0 ? '' : words.words[this.num[k]];
    if (this.columns[k].kind === 'date') return this.num[k] === 0 ? '' : dayText(this.num[k]);
    return this.columns[k].kind === 'grades' ? this.gradeText[k] : this.text(k);
  }

  private isBlankColumn(k: number): boolean {
    const cell = this.header.cellOf[k];
    return cell < 0 || cell >= this.rows.width || this.rows.from[cell] === this.rows.to[cell];
  }

  private checkShape(): Verdict | undefined {
    const { rows, header, issues } = this;
    if (rows.isBlank()) {
      issues.add('BLANK_ROW', '', rows.row);
      return 'skipped';
    }
    if (!rows.terminated && rows.width < header.width) {
      issues.add('FILE_CUT_OFF', '', rows.row, () => `It has ${rows.width} of ${header.width} cells and no line end.`);
      return 'skipped';
    }
    if (rows.width !== header.width) {
      issues.add('ROW_WIDTH', '', rows.row, () => `The header has ${header.width} cells, the row ${rows.width}.`);
    }
    for (let cell = header.width; cell < rows.width; cell += 1) {
      if (rows.to[cell] === rows.from[cell]) continue;
      issues.add('ROW_TOO_WIDE', '', rows.row, () => `The header has ${header.width} cells, the row ${rows.width}.`);
      this.broken = true;
      break;
    }
    return undefined;
  }

  private isRepeatedHeader(): boolean {
    const { rows, header } = this;
    return rows.width === header.width && header.names.every((name, cell) => rows.text(cell) === name);
  }

  private lifecycle(removed: boolean): void {
    const delta = this.mode === 'delta';
    this.trim(MODIFIED);
    if (!this.isBlank(MODIFIED)) {
      if (!delta) this.fault('STATUS_IN_BULK', MODIFIED);
      if (!isInstant(this.text(MODIFIED))) this.fault('INSTANT_FORM', MODIFIED, () => `It has ${shapeOf(this.text(MODIFIED))}.`);
    } else if (delta) this.fault('DELTA_DATE_BLANK', MODIFIED);
    if (!this.isBlank(STATUS)) {
      if (!delta) this.fault('STATUS_IN_BULK', STATUS);
      if (!delta && removed) this.fault('BULK_ROW_DELETED', STATUS);
    } else if (delta) this.fault('DELTA_STATUS_BLANK', STATUS);
  }

  /** Finds the cell of a column and drops blanks around it. */
  private trim(k: number): void {
    const cell = this.header.cellOf[k];
    const { rows } = this;
    if (cell < 0 || cell >= rows.width) {
      this.from[k] = this.to[k] = 0;
      return;
    }
    let from = rows.from[cell];
    let to = rows.to[cell];
    if (from < to && (rows.bytes[from] <= SPACE || rows.bytes[to - 1] <= SPACE)) {
      while (from < to && rows.bytes[from] <= SPACE) from += 1;
      while (from < to && rows.bytes[to - 1] <= SPACE) to -= 1;
      if (this.columns[k].kind !== 'text') this.fault('CELL_PADDED', k);
    }
    this.from[k] = from;
    this.to[k] = to;
  }

  private cell(k: number): void {
    const column = this.columns[k];
    if (column.kind === 'secret') return this.secret(k);
    this.trim(k);
    const length = this.to[k] - this.from[k];
    if (length === 0) return this.blank(k);
    switch (column.kind) {
      case 'id':
        return this.id(k);
      case 'token':
        return this.token(k);
      case 'date':
        return this.date(k);
      case 'grades':
        return this.gradeList(k);
      case 'reference':
        if (length > MAX_ID_BYTES) this.fault('VALUE_TOO_LONG', k);
        return;
      default:
        if (length > MAX_TEXT_BYTES) this.fault('VALUE_TOO_LONG', k);
    }
  }

  private blank(k: number): void {
    const { kind, required } = this.columns[k];
    this.num[k] = kind === 'token' ? -1 : 0;
    if (kind === 'grades') this.gradeText[k] = '';
    if (required === true) this.fault('MISSING_VALUE', k);
    else if (required === 'nominal' && this.header.cellOf[k] >= 0) this.fault('MISSING_NOMINAL_VALUE', k);
  }

  /** Only whether there is one is looked at. */
  private secret(k: number): void {
    if (!this.isBlankColumn(k)) this.fault('PASSWORD_PRESENT', k);
    this.from[k] = this.to[k] = 0;
  }

  private id(k: number): void {
    const { bytes } = this.rows;
    if (this.to[k] - this.from[k] > MAX_ID_BYTES) return this.fault('VALUE_TOO_LONG', k);
    for (let at = this.from[k]; at < this.to[k]; at += 1) {
      if (ID_BYTES[bytes[at]] === 1) continue;
      this.fault('SOURCED_ID_FORM', k);
      break;
    }
    if (this.isRepeatedName(k) && this.isRepeatedHeader()) this.fault('REPEATED_HEADER', k);
  }

  private isRepeatedName(k: number): boolean {
    return this.to[k] - this.from[k] === 9 && this.text(k).toLowerCase() === 'sourcedid';
  }

  private token(k: number): void {
    const words = this.words[k] as WordReader;
    const code = words.code(this.rows.bytes, this.from[k], this.to[k]);
    this.num[k] = code;
    if (code < 0) this.fault(this.columns[k].bad, k, () => `It has ${shapeOf(this.text(k))}. Accepted: ${words.expected()}.`);
    else if (words.issue !== undefined) this.fault(words.issue, k, () => `It has ${shapeOf(this.text(k))}; write ${words.words[code]}.`);
  }

  private date(k: number): void {
    this.num[k] = readDay(this.rows.bytes, this.from[k], this.to[k]);
    if (this.num[k] === 0) this.fault(this.columns[k].bad, k, () => `It has ${shapeOf(this.text(k))}.`);
  }

  private gradeList(k: number): void {
    const raw = this.text(k);
    let known = this.grades.get(raw);
    if (known === undefined || known !== raw) {
      known = this.interpretGrades(k, raw);
      if (this.grades.size < 1000) this.grades.set(raw, known);
    }
    this.gradeText[k] = known;
  }

  private interpretGrades(k: number, raw: string): string {
    const given = raw.split(String.fromCharCode(COMMA)).map(part => part.trim());
    const grades = given.filter(part => part !== '').map(part => ({ part, grade: gradeOf(part) }));
    for (const { part, grade } of grades) {
      if (grade === undefined) this.fault('GRADE_UNKNOWN', k, () => `It has ${shapeOf(part)}. Accepted: IT, PR, PK, TK, KG, 01 to 13, PS, UG, Other.`);
      else if (grade !== part) this.fault('GRADE_FORM', k, () => `Write ${grade}.`);
    }
    return grades.flatMap(({ grade }) => grade ?? []).join(',');
  }
}
