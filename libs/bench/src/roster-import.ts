import { createReadStream } from 'node:fs';
import type { ImportReport } from '@strata/contracts';
import { district, writeOneRosterZip, type District } from '@strata/demo';
import { until, type Customer } from './customer.ts';

/** A made-up district, the same every time. */
export const madeUpDistrict = (students: number): District => district({ students, seed: 2026, today: '2026-10-30' });

export const writeZip = (of: District, path: string): Promise<void> => writeOneRosterZip(of, path);

export type Imported = { readonly seconds: number; readonly report: ImportReport };

/** Posts a package and waits until all of it is in. @throws Error when it is rejected or held. */
export const importZip = async (owner: Customer, path: string): Promise<Imported> => {
  const started = performance.now();
  const { status, body } = await owner.send<{ importId: string }>(
    'POST',
    '/v1/imports',
    createReadStream(path),
    'application/zip',
  );
  if (status !== 202) throw new Error(`POST /v1/imports: ${status} ${JSON.stringify(body)}`);
  const report = await until(
    async () => {
      const answer = await owner.send<ImportReport>('GET', `/v1/imports/${body.importId}`);
      return answer.status === 200 && answer.body.status !== 'running' ? answer.body : undefined;
    },
    { everyMs: 100, timeoutMs: 600_000, what: 'The end of the import' },
  );
  const seconds = (performance.now() - started) / 1000;
  if (report.status !== 'completed')
    throw new Error(`The import was ${report.status}: ${JSON.stringify(report.errors.slice(0, 3))}`);
  return { seconds, report };
};

type Page = { readonly items: readonly { studentId: string }[]; readonly next?: string };

/** Our ids of the first students on the list, once so many are on it: names are indexed a moment after the views. */
export const studentIds = (owner: Customer, count: number): Promise<string[]> =>
  until(
    async () => {
      const ids = await listed(owner, count);
      return ids.length < count ? undefined : ids;
    },
    { everyMs: 200, what: `A list of ${count} students` },
  );

const listed = async (owner: Customer, count: number): Promise<string[]> => {
  const ids: string[] = [];
  let cursor = '';
  while (ids.length < count) {
    const page: Page = await owner.get(`/v1/students?limit=500${cursor}`);
    ids.push(...page.items.map(({ studentId }) => studentId));
    if (page.next === undefined) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  return ids.slice(0, count);
};
