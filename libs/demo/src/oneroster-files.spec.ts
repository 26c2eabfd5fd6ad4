import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { district } from './district.ts';
import { writeOneRosterFolder, writeOneRosterZip } from './oneroster-files.ts';

type Row = Record<string, string>;
const demo = district({ students: 600, seed: 3, today: '2026-11-23' });
let folder: string;
const tables = new Map<string, Row[]>();
const rows = (name: string) => tables.get(name) as Row[];
const column = (name: string, field: string) => new Set(rows(name).map(row => row[field]));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-demo-'));
  await writeOneRosterFolder(demo, join(folder, 'csv'));
  for (const file of await readdir(join(folder, 'csv'))) {
    tables.set(file.replace('.csv', ''), parse(await readFile(join(folder, 'csv', file)), { columns: true }) as Row[]);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('the OneRoster package', () => {
  test('names all 21 files of OneRoster 1.2 in its manifest, as bulk exactly where a file is there', () => {
    const manifest = new Map(rows('manifest').map(({ propertyName, value }) => [propertyName, value]));
    expect(manifest.get('manifest.version')).toBe('1.0');
    expect(manifest.get('oneroster.version')).toBe('1.2');
    const files = [...manifest].filter(([name]) => name?.startsWith('file.'));
    expect(files).toHaveLength(21);
    for (const [name, mode] of files) expect(mode).toBe(tables.has(name?.slice(5) ?? '') ? 'bulk' : 'absent');
  });

  test('leaves status and dateLastModified blank and repeats no sourcedId', () => {
    for (const [name, table] of tables) {
      if (name === 'manifest') continue;
      expect(
        table.every(row => row['status'] === '' && row['dateLastModified'] === '' && row['sourcedId'] !== ''),
      ).toBe(true);
      expect(column(name, 'sourcedId').size).toBe(table.length);
    }
  });

  test.each([
    ['classes', 'courseSourcedId', 'courses'],
    ['classes', 'schoolSourcedId', 'orgs'],
    ['courses', 'orgSourcedId', 'orgs'],
    ['courses', 'schoolYearSourcedId', 'academicSessions'],
    ['enrollments', 'classSourcedId', 'classes'],
    ['enrollments', 'userSourcedId', 'users'],
    ['enrollments', 'schoolSourcedId', 'orgs'],
    ['roles', 'userSourcedId', 'users'],
    ['roles', 'orgSourcedId', 'orgs'],
    ['demographics', 'sourcedId', 'users'],
    ['users', 'primaryOrgSourcedId', 'orgs'],
  ])('refers in %s.%s only to records of %s', (name, field, target) => {
    const known = column(target, 'sourcedId');
    expect([...column(name, field)].filter(id => !known.has(id))).toEqual([]);
  });

  test('refers in its lists only to records that are there', () => {
    const sessions = column('academicSessions', 'sourcedId');
    const users = column('users', 'sourcedId');
    for (const { termSourcedIds } of rows('classes'))
      for (const id of termSourcedIds?.split(',') ?? []) expect(sessions).toContain(id);
    const agents = rows('users').flatMap(({ agentSourcedIds }) => (agentSourcedIds ? agentSourcedIds.split(',') : []));
    expect(agents.length).toBeGreaterThan(100);
    expect(agents.filter(id => !users.has(id))).toEqual([]);
  });

  test('gives every user one primary role at the primary organisation, and every class one primary teacher', () => {
    const roles = new Map(rows('roles').map(row => [row['userSourcedId'], row]));
    expect(roles.size).toBe(rows('users').length);
    for (const { sourcedId, primaryOrgSourcedId } of rows('users'))
      expect(roles.get(sourcedId)).toMatchObject({ roleType: 'primary', orgSourcedId: primaryOrgSourcedId });
    const primaries = rows('enrollments')
      .filter(({ primary }) => primary === 'true')
      .map(({ classSourcedId }) => classSourcedId);
    expect(primaries).toHaveLength(rows('classes').length);
    expect(new Set(primaries).size).toBe(primaries.length);
  });

  test('enrols 600 students in seven classes each, and gives every login once', () => {
    expect(rows('enrollments').filter(({ role }) => role === 'student')).toHaveLength(4200);
    expect(column('users', 'username').size).toBe(rows('users').length);
    expect([...column('users', 'password')]).toEqual(['']);
  });

  test('is one ZIP with the same bytes every time', async () => {
    const digest = async (name: string) => {
      await writeOneRosterZip(district(demo.options), join(folder, name));
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk as Buffer);
      return hash.digest('hex');
    };
    expect(await digest('one.zip')).toBe(await digest('two.zip'));
  });
});
