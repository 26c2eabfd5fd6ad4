import { DomainError, type ViewReader } from '@strata/kernel';
import type { RosterIssue } from './oneroster-issues.ts';
import { openPackage, type OneRosterPackage } from './oneroster-package.ts';
import { checkPackage, type CheckedRoster, type CheckOptions } from './oneroster-reader.ts';
import { knownRoster } from './roster-documents.ts';

/** Files that others point into: one that the package does not bring in full needs the records of earlier imports. */
const POINTED_INTO = ['orgs', 'academicSessions', 'courses', 'classes', 'users'] as const;

/** Checks the whole of a stored package; one that cannot be opened becomes a checked roster with one error. */
export const checkUpload = async (path: string, views: ViewReader, options: Pick<CheckOptions, 'mode' | 'endDates' | 'onProgress'>): Promise<CheckedRoster> => {
  let opened: OneRosterPackage;
  try {
    opened = await openPackage(path);
  } catch (error) {
    if (!(error instanceof DomainError) || error.details['issue'] === undefined) throw error;
    return { mode: options.mode, files: [], errors: [error.details['issue'] as RosterIssue], warnings: [], holds: [], errorCount: 1, warningCount: 0 };
  }
  try {
    const isWhole = POINTED_INTO.every((file) => opened.manifest.modes[file] === 'bulk');
    return await checkPackage(opened, isWhole ? options : { ...options, known: await knownRoster(views) });
  } finally {
    await opened.close();
  }
};
