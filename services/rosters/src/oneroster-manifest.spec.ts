import { describe, expect, test } from '@jest/globals';
import { readManifest } from './oneroster-manifest.ts';
import { bundle, check, entriesOf, findings, smallSchool, type Files } from './testing/oneroster-bundle.ts';

const FILES = bundle('1.2', smallSchool('1.2'));
const manifest = FILES['manifest.csv'] as string;
const withManifest = (text: string): Files => ({ ...FILES, 'manifest.csv': text });
const refusal = async (files: Files): Promise<unknown> => {
  try {
    await readManifest(entriesOf(files));
  } catch (error) {
    const { file, row, field, code } = (error as { details: { issue: Record<string, unknown> } }).details.issue;
    return [code, file, row, field].filter(part => part !== undefined).join(' ');
  }
  return 'accepted';
};
const told = async (files: Files, mode: 'strict' | 'lenient') => findings(await check(files, { mode })).filter(text => !/PASSWORD|SECTION/.test(text));
const row = (name: string) => manifest.split('\n').findIndex(line => line.startsWith(name)) + 1;

describe('A manifest', () => {
  test.each([
    ['another header', manifest.replace('propertyName', 'property'), 'MANIFEST_HEADER manifest.csv 1'],
    ['version 1.0 of OneRoster', manifest.replace('version,1.2', 'version,1.0'), 'ONEROSTER_1_0 manifest.csv 3 oneroster.version'],
    ['a version from the future', manifest.replace('version,1.2', 'version,2.0'), 'UNKNOWN_VERSION manifest.csv 3 oneroster.version'],
    ['no version', manifest.replace('oneroster.version,1.2\n', ''), 'UNKNOWN_VERSION manifest.csv oneroster.version'],
    ['another manifest version', manifest.replace('version,1.0', 'version,2.0'), 'MANIFEST_VERSION manifest.csv 2 manifest.version'],
    ['a blank mode', manifest.replace('file.users,bulk', 'file.users,'), `MANIFEST_MODE manifest.csv ${row('file.users,')} file.users`],
    ['an unknown mode', manifest.replace('file.users,bulk', 'file.users,full'), `MANIFEST_MODE manifest.csv ${row('file.users,')} file.users`],
    ['a property twice', `${manifest}file.users,delta\n`, `MANIFEST_PROPERTY_DUPLICATE manifest.csv ${manifest.split('\n').length} file.users`],
    ['a bulk file that is not there', manifest.replace('file.userProfiles,absent', 'file.userProfiles,bulk'), 'FILE_MISSING userProfiles.csv'],
    ['no row for a file that is there', manifest.replace('file.users,bulk\n', ''), 'FILE_NOT_DECLARED users.csv file.users'],
    ['no byte', '', 'ZERO_BYTE_FILE manifest.csv'],
  ])('with %s is refused', async (_what, text, expected) => {
    expect(await refusal(withManifest(text))).toBe(expected);
  });

  test.each([
    ['manifest.version 1', manifest.replace('version,1.0', 'version,1'), 'MANIFEST_VERSION_FORM manifest.csv:2:manifest.version'],
    ['no manifest.version', manifest.replace('manifest.version,1.0\n', ''), 'MANIFEST_VERSION_FORM manifest.csv::manifest.version'],
    ['version v1.2', manifest.replace('version,1.2', 'version,v1.2'), 'MANIFEST_VERSION_FORM manifest.csv:3:oneroster.version'],
    ['version 1.2.1', manifest.replace('version,1.2', 'version,1.2.1'), 'MANIFEST_VERSION_FORM manifest.csv:3:oneroster.version'],
    ['a mode in capitals', manifest.replace('file.users,bulk', 'file.users,Bulk'), `VALUE_FORM manifest.csv:${row('file.users,')}:file.users`],
    ['an unknown property', `${manifest}file.pets,absent\n`, `MANIFEST_PROPERTY_UNKNOWN manifest.csv:${manifest.split('\n').length}:`],
    ['no row for a file of the catalogue', manifest.replace('file.results,absent\n', ''), 'MANIFEST_FILE_ROW_MISSING manifest.csv::file.results'],
  ])('with %s is taken with a warning, and refused in strict mode', async (_what, text, expected) => {
    expect(await told(withManifest(text), 'lenient')).toEqual([`warning ${expected}`]);
    expect(await told(withManifest(text), 'strict')).toEqual([`error ${expected}`]);
  });

  test('may have a byte order mark, quotes, CRLF and blank lines', async () => {
    const odd = `\ufeff${manifest.replaceAll('\n', '\r\n').replace('source.systemName,Test SIS', '"source.systemName","Test, SIS"')}\r\n\r\n`;
    expect(await readManifest(entriesOf(withManifest(odd)))).toMatchObject({ version: '1.2', systemName: 'Test, SIS', notes: [] });
  });

  test('says nothing of files that the standard does not know', async () => {
    const files = { ...FILES, 'notes.txt': 'x', 'userProfiles.csv': 'sourcedId\n' };
    expect(await told(files, 'lenient')).toEqual(['warning FILE_DECLARED_ABSENT userProfiles.csv::', 'warning UNKNOWN_FILE notes.txt::']);
    expect(await told(files, 'strict')).toEqual(['error FILE_DECLARED_ABSENT userProfiles.csv::', 'error UNKNOWN_FILE notes.txt::']);
  });

  test('finds files whose names differ in case', async () => {
    const { 'users.csv': users, 'manifest.csv': own, ...rest } = FILES;
    const files = { ...rest, 'Users.csv': users, 'Manifest.CSV': own };
    expect(await told(files, 'lenient')).toEqual(['warning FILE_NAME_CASE Manifest.CSV::', 'warning FILE_NAME_CASE Users.csv::']);
    expect(await told(files, 'strict')).toEqual(['error FILE_NAME_CASE Manifest.CSV::', 'error FILE_NAME_CASE Users.csv::']);
  });
});

describe('A package without a manifest', () => {
  const { 'manifest.csv': _none, ...bare } = FILES;

  const oldSessions = { 'academicSessions.csv': 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId\n' };

  test('that looks like OneRoster 1.0 is refused by name', async () => {
    const { 'roles.csv': _since12, ...older } = bare as Files;
    expect(await refusal({ ...older, ...oldSessions })).toBe('ONEROSTER_1_0 manifest.csv');
  });

  test('that is of 1.1 or 1.2 by its files lacks the manifest alone', async () => {
    expect(await refusal(bare)).toBe('MISSING_MANIFEST manifest.csv');
    const { 'roles.csv': _since12, ...older } = bare as Files;
    expect(await refusal(older)).toBe('MISSING_MANIFEST manifest.csv');
  });

  test.each([
    ['version 1', { 'School.csv': 'SIS ID,Name\n', 'Section.csv': 'x\n', 'Student.csv': 'x\n' }],
    ['version 2.1', { 'orgs.csv': 'sourcedId,name,type,parentSourcedId\n', 'users.csv': 'sourcedId,username,givenName,familyName\n', 'roles.csv': 'userSourcedId,orgSourcedId,role\n' }],
  ])('that looks like School Data Sync %s is refused by name', async (_version, files) => {
    expect(await refusal(files)).toBe('SCHOOL_DATA_SYNC manifest.csv');
  });

  test.each([['nothing', {}], ['other files', { 'a.csv': 'x' }], ['an orgs.csv of another kind', { 'orgs.csv': 'id\n' }]])('with %s is refused', async (_what, files: Files) => {
    expect(await refusal(files)).toBe('MISSING_MANIFEST manifest.csv');
  });
});
