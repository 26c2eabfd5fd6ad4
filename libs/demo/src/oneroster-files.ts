import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { District } from './district.ts';
import {
  academicSessionRows,
  classRows,
  courseRows,
  demographicRows,
  enrollmentRows,
  orgRows,
  roleRows,
  userRows,
} from './oneroster-rows.ts';
import type { Cells } from './oneroster-rows.ts';

interface RosterFile {
  name: string;
  /** Columns after `sourcedId`, `status` and `dateLastModified`. */
  columns: string;
  rows: (district: District) => Generator<Cells>;
}

const FILES: readonly RosterFile[] = [
  { name: 'orgs', columns: 'name,type,identifier,parentSourcedId', rows: orgRows },
  {
    name: 'academicSessions',
    columns: 'title,type,startDate,endDate,parentSourcedId,schoolYear',
    rows: academicSessionRows,
  },
  {
    name: 'courses',
    columns: 'schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
    rows: courseRows,
  },
  {
    name: 'classes',
    columns:
      'title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
    rows: classRows,
  },
  {
    name: 'users',
    columns:
      'enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
    rows: userRows,
  },
  {
    name: 'roles',
    columns: 'userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
    rows: roleRows,
  },
  {
    name: 'demographics',
    columns:
      'birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus',
    rows: demographicRows,
  },
  {
    name: 'enrollments',
    columns: 'classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    rows: enrollmentRows,
  },
];

/** All data files of OneRoster 1.2: the manifest of a package names every one of them. */
const CATALOGUE = [
  'academicSessions',
  'categories',
  'classes',
  'classResources',
  'courses',
  'courseResources',
  'demographics',
  'enrollments',
  'lineItemLearningObjectiveIds',
  'lineItems',
  'lineItemScoreScales',
  'orgs',
  'resources',
  'resultLearningObjectiveIds',
  'results',
  'resultScoreScales',
  'roles',
  'scoreScales',
  'userProfiles',
  'userResources',
  'users',
];

const CHUNK = 64 * 1024;

/** The files of a OneRoster 1.2 package with their text in chunks, made as they are read. */
export function* oneRosterFiles(district: District): Generator<{ name: string; chunks: () => Generator<string> }> {
  yield { name: 'manifest.csv', chunks: () => inChunks(manifestLines()) };
  for (const file of FILES) yield { name: `${file.name}.csv`, chunks: () => inChunks(linesOf(file, district)) };
}

/** The package as one ZIP, written as it is read. The same district gives the same bytes, in any time zone. */
export function oneRosterZip(district: District): Readable {
  const zip = new ZipFile();
  const [year, month, day] = district.options.today.split('-').map(Number) as [number, number, number];
  const options = {
    mtime: new Date(year, month - 1, day, 5),
    mode: 0o100644,
    compressionLevel: 3,
    forceDosTimestamp: true,
  };
  for (const { name, chunks } of oneRosterFiles(district)) {
    zip.addReadStreamLazy(name, options, done => done(null, Readable.from(chunks())));
  }
  zip.end();
  return Readable.from(zip.outputStream as AsyncIterable<Buffer>);
}

/** Writes the package as a ZIP. Memory does not grow with the number of rows. */
export async function writeOneRosterZip(district: District, path: string): Promise<void> {
  await pipeline(oneRosterZip(district), createWriteStream(path));
}

/** Writes the package as a folder of CSV files; makes the folder when it is missing. */
export async function writeOneRosterFolder(district: District, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, chunks } of oneRosterFiles(district)) {
    await pipeline(Readable.from(chunks()), createWriteStream(join(folder, name)));
  }
}

function* manifestLines(): Generator<string> {
  const present = new Set(FILES.map(({ name }) => name));
  yield 'propertyName,value\n';
  yield 'manifest.version,1.0\n';
  yield 'oneroster.version,1.2\n';
  for (const name of CATALOGUE) yield `file.${name},${present.has(name) ? 'bulk' : 'absent'}\n`;
  yield 'source.systemName,Strata demo district\n';
  yield 'source.systemCode,strata-demo\n';
}

function* linesOf({ columns, rows }: RosterFile, district: District): Generator<string> {
  yield `sourcedId,status,dateLastModified,${columns}\n`;
  for (const [sourcedId, ...cells] of rows(district)) yield `${sourcedId},,,${cells.map(cell).join()}\n`;
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
