import type { PackageEntry } from '../oneroster-archive.ts';
import { readManifest } from '../oneroster-manifest.ts';
import { checkPackage, type CheckedRoster, type CheckOptions } from '../oneroster-reader.ts';
import { catalogueOf, columnsOf, type FileMode, type OneRosterVersion, type RosterFile } from '../oneroster-schema.ts';

export type Row = Record<string, string>;
export type Tables = Partial<Record<RosterFile, Row[]>>;
export type Files = Record<string, string | Buffer>;

/** How a table is written down; nothing of it may change what is read. */
export interface Style {
  readonly eol?: string;
  readonly bom?: boolean;
  readonly quoteAll?: boolean;
  /** Orders the columns of a file. */
  readonly columns?: (names: string[]) => string[];
}

const cell = (text: string, quoteAll = false): string => (quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csv = (names: readonly string[], rows: readonly Row[], style: Style = {}): string => {
  const order = style.columns?.([...names]) ?? names;
  const lines = [order, ...rows.map(row => order.map(name => row[name] ?? ''))];
  return (style.bom ? '\ufeff' : '') + lines.map(line => line.map(text => cell(text, style.quoteAll)).join(',') + (style.eol ?? '\n')).join('');
};

/** A package of every file given, bulk unless said otherwise; the rest is absent. */
export const bundle = (version: OneRosterVersion, tables: Tables, modes: Partial<Record<RosterFile, FileMode>> = {}, style: Style = {}): Files => {
  const { read, other } = catalogueOf(version);
  const modeOf = (file: RosterFile) => modes[file] ?? (tables[file] === undefined ? 'absent' : 'bulk');
  const manifest = ['propertyName,value', 'manifest.version,1.0', `oneroster.version,${version}`, 'source.systemName,Test SIS']
    .concat(read.map(file => `file.${file},${modeOf(file)}`), other.map(file => `file.${file},absent`));
  const files: Files = { 'manifest.csv': `${manifest.join('\n')}\n` };
  for (const file of read) {
    const rows = tables[file];
    if (rows !== undefined) files[`${file}.csv`] = csv(columnsOf(version, file).map(column => column.name), rows, style);
  }
  return files;
};

/** One district, one school, two terms, two classes, three students, a teacher, a counselor and a guardian. */
export const smallSchool = (version: OneRosterVersion): Tables => {
  const newer = version === '1.2';
  const user = (sourcedId: string, role: string, name: string, more: Row = {}): Row => ({
    sourcedId, enabledUser: 'true', username: sourcedId, givenName: name.split('|')[0], familyName: name.split('|')[1],
    ...(newer ? { primaryOrgSourcedId: 'school' } : { role, orgSourcedIds: 'school' }), ...more,
  });
  const enrollment = (sourcedId: string, userSourcedId: string, classSourcedId: string, more: Row = {}): Row => ({
    sourcedId, userSourcedId, classSourcedId, schoolSourcedId: 'school', role: 'student', beginDate: '2026-08-17', endDate: '2027-01-16', ...more,
  });
  const roles: [string, string][] = [['ana', 'student'], ['bao', 'student'], ['chi', 'student'], ['tom', 'teacher'], ['sue', newer ? 'counselor' : 'aide'], ['pat', 'parent']];
  return {
    orgs: [{ sourcedId: 'district', name: 'North District', type: 'district' }, { sourcedId: 'school', name: 'Oak Elementary', type: 'school', identifier: '0042', parentSourcedId: 'district' }],
    academicSessions: [
      { sourcedId: 'year', title: '2026-27', type: 'schoolYear', startDate: '2026-08-17', endDate: '2027-06-12', schoolYear: '2027' },
      { sourcedId: 'fall', title: 'Fall', type: 'semester', startDate: '2026-08-17', endDate: '2027-01-16', parentSourcedId: 'year', schoolYear: '2027' },
      { sourcedId: 'spring', title: 'Spring', type: 'semester', startDate: '2027-01-16', endDate: '2027-06-12', parentSourcedId: 'year', schoolYear: '2027' },
    ],
    courses: [{ sourcedId: 'math3', schoolYearSourcedId: 'year', title: 'Mathematics 3', courseCode: 'M3', grades: '03', orgSourcedId: 'district', subjects: 'Mathematics', subjectCodes: '02033' }],
    classes: [
      { sourcedId: 'm3a', title: 'Math 3 A', grades: '03', courseSourcedId: 'math3', classCode: 'M3-A', classType: 'scheduled', location: 'Room 9', schoolSourcedId: 'school', termSourcedIds: 'fall,spring', subjects: 'Mathematics', subjectCodes: '02033', periods: '1,3' },
      { sourcedId: 'm3b', title: 'Math 3 B', grades: '03', courseSourcedId: 'math3', classCode: 'M3-B', classType: 'homeroom', schoolSourcedId: 'school', termSourcedIds: 'fall' },
    ],
    users: [
      user('ana', 'student', 'Ana|Okafor', { grades: '03', identifier: '900001', userIds: '{LDAP:ana},{Fed:77}', agentSourcedIds: 'pat', email: 'ana@example.org', password: 'hunter2' }),
      user('bao', 'student', 'Bao|Nguyen', { grades: '03', identifier: '900002' }),
      user('chi', 'student', 'Chi "Chi", Jr|Ōta\nLong', { grades: '03' }),
      user('tom', 'teacher', 'Tom|Reed'),
      user('sue', newer ? 'counselor' : 'aide', 'Sue|Park'),
      user('pat', 'parent', 'Pat|Okafor'),
    ],
    ...(newer && { roles: roles.map(([userSourcedId, role]) => ({ sourcedId: `role-${userSourcedId}`, userSourcedId, roleType: 'primary', role, orgSourcedId: 'school' })) }),
    demographics: [{ sourcedId: 'ana', birthDate: '2018-03-09', sex: 'female', asian: 'false' }, { sourcedId: 'bao', birthDate: '2017-12-30', sex: 'male' }],
    enrollments: [
      enrollment('e1', 'ana', 'm3a'), enrollment('e2', 'bao', 'm3a'), enrollment('e3', 'chi', 'm3b'),
      enrollment('e4', 'tom', 'm3a', { role: 'teacher', primary: 'true' }), enrollment('e5', 'tom', 'm3b', { role: 'teacher', primary: 'true' }),
      enrollment('e6', 'ana', 'm3a', { beginDate: '2027-01-16', endDate: '2027-06-12' }),
    ],
  };
};

/** The tables with some rows of one file changed. */
export const changed = (tables: Tables, file: RosterFile, change: (row: Row, index: number) => Row): Tables => ({ ...tables, [file]: tables[file]?.map(change) });

/** The same with rows added. */
export const added = (tables: Tables, file: RosterFile, ...rows: Row[]): Tables => ({ ...tables, [file]: [...(tables[file] ?? []), ...rows] });

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export const entriesOf = (files: Files): ReadonlyMap<string, PackageEntry> =>
  new Map(Object.entries(files).map(([name, content]) => [name, { name, bytes: Buffer.byteLength(content), open: async () => once(Buffer.from(content as string)) }]));

/** Checks files that are in memory, lenient unless said otherwise. */
export const check = async (files: Files, options: Partial<CheckOptions> = {}): Promise<CheckedRoster> => {
  const entries = entriesOf(files);
  const manifest = await readManifest(entries);
  return checkPackage({ manifest, entries, close: async () => {} }, { mode: 'lenient', ...options });
};

/** Findings as `code file:row:field xcount`, sorted: what a person would be told, without the prose. */
export const findings = ({ errors, warnings, holds }: Pick<CheckedRoster, 'errors' | 'warnings' | 'holds'>): string[] =>
  [...errors.map(issue => ['error', issue] as const), ...warnings.map(issue => ['warning', issue] as const), ...holds.map(issue => ['hold', issue] as const)]
    .map(([effect, { code, file, row, field, count }]) => `${effect} ${code} ${file}:${row ?? ''}:${field ?? ''}${count === undefined ? '' : ` x${count}`}`)
    .sort();

/** Everything a roster holds, as plain data. */
export const contentOf = ({ roster }: CheckedRoster) => {
  if (roster === undefined) throw new Error('The roster was rejected.');
  return {
    orgs: [...roster.orgs()], sessions: [...roster.academicSessions()], courses: [...roster.courses()], classes: [...roster.classes()],
    students: [...roster.students()], staff: [...roster.staff()], guardians: [...roster.guardians()], known: [...roster.knownUsers()],
  };
};
