import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Uploads } from '@strata/kernel';
import { ImportTally, type StoredTally } from './import-tally.ts';
import type { StudentComparison } from './student-changes.ts';

/**
 * What an import set out to do, kept from before its first record is written until it is over: after a crash it goes on
 * with the same day and ends with the same counts, whatever of it was written by then.
 */
export type ImportPlan = {
  readonly date: string;
  /** Nobody was known: every student is written without comparing, and counted as it is written. */
  readonly fresh: boolean;
  readonly tally: ImportTally;
};

const MOST_BYTES = 1024 * 1024;

export class ImportPlans {
  private readonly uploads: Uploads;

  constructor(uploads: Uploads) {
    this.uploads = uploads;
  }

  async find(importId: string): Promise<ImportPlan | undefined> {
    const text = await this.uploads.withFile(planId(importId), (path) => readFile(path, 'utf8'));
    if (text === undefined) return undefined;
    const { date, fresh, tally } = JSON.parse(text) as { date: string; fresh: boolean; tally: StoredTally };
    return { date, fresh, tally: new ImportTally(tally) };
  }

  async save(importId: string, plan: ImportPlan): Promise<void> {
    await this.uploads.save(planId(importId), Readable.from([Buffer.from(JSON.stringify(plan))]), MOST_BYTES);
  }

  remove(importId: string): Promise<void> {
    return this.uploads.remove(planId(importId));
  }
}

const planId = (importId: string): string => `${importId}-plan`;

export type Drop = {
  readonly activeEnrollments: number;
  readonly endingEnrollments: number;
  readonly percentEnding: number;
  /** Why a person must look, or undefined. */
  readonly reason?: string;
};

/**
 * Whether a roster ends or replaces so much that it is more likely a broken file than the truth: a truncated nightly file
 * would otherwise end every support plan. `emptyFiles`: bulk files without a row, which never mean that everybody left.
 */
export const dropOf = (comparison: StudentComparison | undefined, endingEnrollments: number, emptyFiles: readonly string[], limitPercent: number): Drop => {
  const { openSeats = 0, enrolled = 0, leaving = 0, known = 0, others = 0 } = comparison ?? {};
  const beyond = (part: number, whole: number) => part * 100 > whole * limitPercent;
  const reasons = [
    ...(emptyFiles.length > 0 ? [`${emptyFiles.join(', ')} ${emptyFiles.length === 1 ? 'has' : 'have'} no rows`] : []),
    ...(beyond(endingEnrollments, openSeats) ? [`${endingEnrollments} of ${openSeats} class enrollments would end`] : []),
    ...(beyond(leaving, enrolled) ? [`${leaving} of ${enrolled} students would leave`] : []),
    ...(beyond(others, known) ? [`${others} of ${known} students would become other people: ids changed their meaning`] : []),
  ];
  const percentEnding = Math.max(percent(endingEnrollments, openSeats), percent(leaving, enrolled));
  const base = { activeEnrollments: openSeats, endingEnrollments, percentEnding };
  return reasons.length === 0 ? base : { ...base, reason: `${reasons.join('; ')}. More than ${limitPercent} % asks for a person's word.` };
};

/** To one decimal, as people read it. */
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1000) / whole) / 10);
