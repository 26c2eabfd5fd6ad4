import { DomainError } from '@strata/kernel';
import { ISSUES, type IssueCode, type RosterIssue } from './oneroster-issues.ts';

/** A file at the root of a package. `open` may be called again. */
export interface PackageEntry {
  readonly name: string;
  readonly bytes: number;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** The files of a ZIP or a folder, before anybody looked into them. */
export interface OpenArchive {
  readonly entries: readonly PackageEntry[];
  readonly close: () => Promise<void>;
}

/** Refuses a package as a whole. `details.issue` is what the import reports. */
export const packageFault = (code: IssueCode, file = '', more: Partial<RosterIssue> = {}): DomainError => {
  const issue: RosterIssue = { file, code, message: ISSUES[code].meaning, ...more };
  return new DomainError(code, code === 'PACKAGE_NOT_FOUND' ? 'not-found' : 'invalid', issue.message, { issue });
};
