import { csvBlocks, type CsvRows } from './oneroster-csv.ts';
import type { IssueCode, RosterIssue } from './oneroster-issues.ts';
import { packageFault, type PackageEntry } from './oneroster-archive.ts';
import { catalogueOf, READ_FILES, type FileMode, type OneRosterVersion, type RosterFile } from './oneroster-schema.ts';

/** A finding that strict and lenient mode judge differently. */
export interface Note {
  readonly file: string;
  readonly code: IssueCode;
  readonly row?: number;
  readonly field?: string;
}

export interface Manifest {
  readonly version: OneRosterVersion;
  readonly modes: Readonly<Record<RosterFile, FileMode>>;
  /** Files to read by their name in the package, which may differ in case. */
  readonly paths: Readonly<Partial<Record<RosterFile, string>>>;
  readonly systemName?: string;
  readonly systemCode?: string;
  readonly notes: readonly Note[];
}

type Property = { readonly value: string; readonly row: number };

const MANIFEST = 'manifest.csv';
const MODES: readonly string[] = ['bulk', 'delta', 'absent'];
const OTHER_PROPERTIES = ['manifest.version', 'oneroster.version', 'source.systemName', 'source.systemCode'];
const SDS_FILES = ['school.csv', 'section.csv', 'student.csv', 'studentenrollment.csv', 'teacherroster.csv', 'userflags.csv', 'relationships.csv'];

const fault = (code: IssueCode, more: Partial<RosterIssue> = {}) => packageFault(code, MANIFEST, more);

/** Reads manifest.csv and compares it with the files that are there. @throws DomainError when the package is none that can be read. */
export const readManifest = async (entries: ReadonlyMap<string, PackageEntry>): Promise<Manifest> => {
  const entry = entries.get(MANIFEST) ?? [...entries.values()].find(({ name }) => name.toLowerCase() === MANIFEST);
  if (entry === undefined) throw await withoutManifest(entries);
  const notes: Note[] = entry.name === MANIFEST ? [] : [{ file: entry.name, code: 'FILE_NAME_CASE' }];
  const properties = await readProperties(entry);
  const version = versionOf(properties, notes);
  const { read, other } = catalogueOf(version);
  const names = [...read, ...other];
  for (const [property, { row }] of properties) {
    if (OTHER_PROPERTIES.includes(property) || (property.startsWith('file.') && names.includes(property.slice(5)))) continue;
    notes.push({ file: MANIFEST, code: 'MANIFEST_PROPERTY_UNKNOWN', row });
  }
  const modes = Object.fromEntries(READ_FILES.map(file => [file, 'absent'])) as Record<RosterFile, FileMode>;
  const paths: Partial<Record<RosterFile, string>> = {};
  const context: Context = { properties, entries, version, notes };
  for (const file of read) {
    modes[file] = modeOf(file, context);
    const path = pathOf(file, entries, notes);
    if (path !== undefined) paths[file] = path;
    checkPresence(file, modes[file], path, context);
  }
  for (const file of other) modeOf(file, context);
  noteOthers(context, [MANIFEST, ...read.map(file => `${file}.csv`)], other);
  const [systemName, systemCode] = ['source.systemName', 'source.systemCode'].map(name => properties.get(name)?.value);
  return { version, modes, paths, notes, ...(systemName && { systemName }), ...(systemCode && { systemCode }) };
};

interface Context {
  readonly properties: ReadonlyMap<string, Property>;
  readonly entries: ReadonlyMap<string, PackageEntry>;
  readonly version: OneRosterVersion;
  readonly notes: Note[];
}

const readProperties = async (entry: PackageEntry): Promise<ReadonlyMap<string, Property>> => {
  const properties = new Map<string, Property>();
  if (entry.bytes === 0) throw packageFault('ZERO_BYTE_FILE', MANIFEST);
  for await (const rows of csvBlocks(await entry.open())) {
    while (rows.next()) if (!rows.isBlank()) addProperty(rows, properties);
  }
  return properties;
};

const addProperty = (rows: CsvRows, properties: Map<string, Property>): void => {
  const [name, value] = [rows.text(0).trim(), rows.width > 1 ? rows.text(1).trim() : ''];
  if (rows.row === 1) {
    if (name !== 'propertyName' || value !== 'value') throw fault('MANIFEST_HEADER', { row: 1 });
    return;
  }
  if (properties.has(name)) throw fault('MANIFEST_PROPERTY_DUPLICATE', { row: rows.row, field: knownName(name) });
  properties.set(name, { value, row: rows.row });
};

const knownName = (name: string): string => (/^[A-Za-z.]{1,64}$/.test(name) ? name : 'propertyName');

const versionOf = (properties: ReadonlyMap<string, Property>, notes: Note[]): OneRosterVersion => {
  const version = properties.get('oneroster.version');
  const at = { field: 'oneroster.version', ...(version && { row: version.row }) };
  const value = version?.value.replace(/^v/i, '') ?? '';
  if (/^1(\.0)?$/.test(value)) throw fault('ONEROSTER_1_0', at);
  if (!/^1\.[12](\.\d)?$/.test(value)) throw fault('UNKNOWN_VERSION', at);
  const manifest = properties.get('manifest.version');
  const written = { file: MANIFEST, field: 'manifest.version', ...(manifest && { row: manifest.row }) };
  if (manifest !== undefined && !/^1(\.0)*$/.test(manifest.value)) throw fault('MANIFEST_VERSION', written);
  if (manifest?.value !== '1.0') notes.push({ ...written, code: 'MANIFEST_VERSION_FORM' });
  if (value !== version?.value || value.length > 3) notes.push({ file: MANIFEST, code: 'MANIFEST_VERSION_FORM', ...at });
  return value.startsWith('1.2') ? '1.2' : '1.1';
};

const modeOf = (file: string, { properties, version, entries, notes }: Context): FileMode => {
  const property = properties.get(`file.${file}`);
  const field = `file.${file}`;
  if (property === undefined) {
    if (READ_FILES.includes(file as RosterFile) && findEntry(file, entries) !== undefined) throw fault('FILE_NOT_DECLARED', { file: `${file}.csv`, field });
    if (version === '1.2') notes.push({ file: MANIFEST, code: 'MANIFEST_FILE_ROW_MISSING', field });
    return 'absent';
  }
  const mode = property.value.toLowerCase();
  if (!MODES.includes(mode)) throw fault('MANIFEST_MODE', { row: property.row, field });
  if (mode !== property.value) notes.push({ file: MANIFEST, code: 'VALUE_FORM', row: property.row, field });
  return mode as FileMode;
};

const findEntry = (file: string, entries: ReadonlyMap<string, PackageEntry>): PackageEntry | undefined =>
  entries.get(`${file}.csv`) ?? [...entries.values()].find(({ name }) => name.toLowerCase() === `${file.toLowerCase()}.csv`);

const pathOf = (file: RosterFile, entries: ReadonlyMap<string, PackageEntry>, notes: Note[]): string | undefined => {
  const entry = findEntry(file, entries);
  if (entry !== undefined && entry.name !== `${file}.csv`) notes.push({ file: entry.name, code: 'FILE_NAME_CASE' });
  return entry?.name;
};

const checkPresence = (file: RosterFile, mode: FileMode, path: string | undefined, { notes }: Context): void => {
  const name = `${file}.csv`;
  if (mode !== 'absent' && path === undefined) throw packageFault('FILE_MISSING', name, { message: `The manifest declares ${name} as ${mode}, but it is not in the package.` });
  if (mode === 'absent' && path !== undefined) notes.push({ file: name, code: 'FILE_DECLARED_ABSENT' });
};

const noteOthers = ({ entries, notes }: Context, read: readonly string[], other: readonly string[]): void => {
  const is = (list: readonly string[], name: string) => list.some(known => known.toLowerCase() === name.toLowerCase());
  for (const { name } of entries.values()) {
    if (is(read, name)) continue;
    notes.push({ file: name, code: is(other.map(file => `${file}.csv`), name) ? 'FILE_NOT_READ' : 'UNKNOWN_FILE' });
  }
};

/** Names the format that a package without a manifest looks like. */
const withoutManifest = async (entries: ReadonlyMap<string, PackageEntry>): Promise<Error> => {
  const names = [...entries.keys()].map(name => name.toLowerCase());
  if (names.some(name => SDS_FILES.includes(name))) return fault('SCHOOL_DATA_SYNC');
  const orgs = findEntry('orgs', entries);
  if (orgs === undefined) return fault('MISSING_MANIFEST');
  const header = await firstRow(orgs).catch((): string[] => []);
  if (!header.includes('sourcedId')) return fault('MISSING_MANIFEST');
  if (!header.includes('dateLastModified')) return fault('SCHOOL_DATA_SYNC');
  return fault((await isNewerThan10(entries)) ? 'MISSING_MANIFEST' : 'ONEROSTER_1_0');
};

/** 1.0 had no manifest; roles.csv came with 1.2, the schoolYear of a session with 1.1. */
const isNewerThan10 = async (entries: ReadonlyMap<string, PackageEntry>): Promise<boolean> => {
  if (findEntry('roles', entries) !== undefined) return true;
  const sessions = findEntry('academicSessions', entries);
  return sessions !== undefined && (await firstRow(sessions).catch((): string[] => [])).includes('schoolYear');
};

const firstRow = async (entry: PackageEntry): Promise<string[]> => {
  for await (const rows of csvBlocks(await entry.open())) {
    if (rows.next()) return Array.from({ length: rows.width }, (_, cell) => rows.text(cell).trim());
  }
  return [];
};
