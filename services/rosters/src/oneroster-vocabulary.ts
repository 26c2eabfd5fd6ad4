import { ByteIndex } from './oneroster-tables.ts';
import type { IssueCode } from './oneroster-issues.ts';

/** A closed list of words. `near` words are no part of this version but their meaning is certain: lenient mode takes them. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly near?: Readonly<Record<string, string>>;
  /** Tokens that begin with `ext:` are allowed too. */
  readonly extensible?: boolean;
}

const itself = (...words: string[]): Record<string, string> => Object.fromEntries(words.map(word => [word, word]));

const ROLES_1_1 = ['administrator', 'aide', 'guardian', 'parent', 'proctor', 'relative', 'student', 'teacher'];
const ROLES_1_2 = ['aide', 'counselor', 'districtAdministrator', 'guardian', 'parent', 'principal', 'proctor', 'relative', 'siteAdministrator', 'student', 'systemAdministrator', 'teacher'];
const SEXES_1_2 = ['male', 'female', 'unspecified', 'other'];

export const STATUS: Vocabulary = { words: ['active', 'tobedeleted'], near: { inactive: 'tobedeleted' } };
export const TRUTH: Vocabulary = { words: ['true', 'false'] };
export const USER_ROLE_1_1: Vocabulary = { words: ROLES_1_1, near: itself(...ROLES_1_2) };
export const USER_ROLE_1_2: Vocabulary = { words: ROLES_1_2, near: itself('administrator'), extensible: true };
export const ROLE_TYPE: Vocabulary = { words: ['primary', 'secondary'] };
export const ENROLLMENT_ROLE: Vocabulary = { words: ['administrator', 'proctor', 'student', 'teacher'], near: itself('aide', 'counselor') };
export const ENROLLMENT_ROLE_1_2: Vocabulary = { ...ENROLLMENT_ROLE, extensible: true };
export const ORG_TYPE: Vocabulary = { words: ['department', 'school', 'district', 'local', 'state', 'national'] };
export const ORG_TYPE_1_2: Vocabulary = { ...ORG_TYPE, extensible: true };
export const SESSION_TYPE: Vocabulary = { words: ['gradingPeriod', 'semester', 'schoolYear', 'term'] };
export const SESSION_TYPE_1_2: Vocabulary = { ...SESSION_TYPE, extensible: true };
export const CLASS_TYPE: Vocabulary = { words: ['homeroom', 'scheduled'] };
export const CLASS_TYPE_1_2: Vocabulary = { ...CLASS_TYPE, extensible: true };
export const SEX_1_1: Vocabulary = { words: ['male', 'female'], near: itself(...SEXES_1_2) };
export const SEX_1_2: Vocabulary = { words: SEXES_1_2 };

/** Grade levels of the Common Education Data Standards, youngest first. */
export const GRADES: readonly string[] = ['IT', 'PR', 'PK', 'TK', 'KG', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', 'PS', 'UG', 'Other'];

/** The grade that a text means beyond doubt (`9`, `kg`, `K`), or undefined. */
export const gradeOf = (text: string): string | undefined => {
  const upper = text.toUpperCase();
  if (/^\d$/.test(text)) return gradeOf(`0${text}`);
  if (upper === 'K') return 'KG';
  return GRADES.find(grade => grade.toUpperCase() === upper);
};

const EVERY_WORD = new Set(
  [STATUS, TRUTH, USER_ROLE_1_1, USER_ROLE_1_2, ROLE_TYPE, ENROLLMENT_ROLE, ORG_TYPE, SESSION_TYPE, CLASS_TYPE, SEX_1_2]
    .flatMap(vocabulary => [...vocabulary.words, ...Object.keys(vocabulary.near ?? {})])
    .map(word => word.toLowerCase()),
);

/** Words that vocabularies of other systems use often, safe to repeat in a message because nobody is named so. */
const isHarmless = (text: string): boolean => EVERY_WORD.has(text.toLowerCase());

/** What a value looks like without saying what it is: `24/12/2022` has the shape 99/99/9999. At most 24 characters. */
export const shapeOf = (text: string): string => {
  if (isHarmless(text)) return `"${text}"`;
  const shape = text.slice(0, 24).replace(/\p{Lu}/gu, 'A').replace(/[^\P{L}A]/gu, 'a').replace(/\p{N}/gu, '9');
  return `the shape ${shape}${text.length > 24 ? '...' : ''}`;
};

/** Finds words of one vocabulary in the bytes of cells. What had to be interpreted once is remembered. */
export class WordReader {
  /** The words by code; extensions are added as they are met. */
  readonly words: string[];
  private readonly vocabulary: Vocabulary;
  private readonly index = new ByteIndex(64);
  private readonly codes: number[] = [];
  private readonly issues: (IssueCode | undefined)[] = [];
  private memory = 1000;
  /** Why the last reading deserves a report, if it does. */
  issue: IssueCode | undefined;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.words = [...vocabulary.words];
    for (const word of this.words) this.remember(Buffer.from(word), this.words.indexOf(word), undefined);
  }

  /** The code of a word, or -1 when it is none. */
  code(bytes: Uint8Array, start: number, end: number): number {
    const at = this.index.find(bytes, start, end);
    if (at >= 0) {
      this.issue = this.issues[at];
      return this.codes[at];
    }
    const text = Buffer.from(bytes.subarray(start, end)).toString();
    const word = this.interpret(text);
    this.issue = word === text ? undefined : 'VALUE_FORM';
    if (word !== undefined && this.vocabulary.near?.[text] !== undefined) this.issue = 'VALUE_FORM';
    const code = word === undefined ? -1 : this.codeOf(word);
    if (this.memory > 0) this.remember(bytes.subarray(start, end), code, code < 0 ? undefined : this.issue);
    this.memory -= 1;
    return code;
  }

  expected(): string {
    return `${this.vocabulary.words.join(', ')}${this.vocabulary.extensible === true ? ' or a token that begins with ext:' : ''}`;
  }

  private interpret(text: string): string | undefined {
    if (this.vocabulary.extensible === true && /^ext:[\w.-]+$/.test(text)) return text;
    const lower = text.toLowerCase();
    const same = (word: string) => word.toLowerCase() === lower;
    const near = Object.entries(this.vocabulary.near ?? {}).find(([word]) => same(word));
    return this.vocabulary.words.find(same) ?? near?.[1];
  }

  private codeOf(word: string): number {
    const known = this.words.indexOf(word);
    return known >= 0 ? known : this.words.push(word) - 1;
  }

  private remember(bytes: Uint8Array, code: number, issue: IssueCode | undefined): void {
    const at = this.index.add(bytes, 0, bytes.length);
    this.codes[at] = code;
    this.issues[at] = issue;
  }
}
