import { Inject, Injectable } from '@nestjs/common';
import type { Domain, ProviderList, ProviderRow, ProviderView } from '@strata/contracts';
import { DomainError, type RollupRow } from '@strata/kernel';
import { Readers } from './readers.ts';
import { addDays, weekOf } from './views/event-handlers.ts';
import type { ProviderDoc } from './views/provider.view.ts';
import type { SessionDoc } from './views/session.view.ts';
import { wasThere } from './views/student-week.view.ts';
import type { SubmissionDoc } from './views/submission.view.ts';

type Item = { readonly id: string; readonly doc: ProviderDoc };
type Page = { readonly limit: number; readonly cursor?: string | undefined };

/** Weeks of history, sessions and rejected batches on a provider's page. */
const WEEKS = 12;
const RECENT = 25;

/** Also said of another provider: it does not exist for whoever may not see it. */
export const providerNotFound = (): DomainError => new DomainError('PROVIDER_NOT_FOUND', 'not-found', 'No provider of this id.');

@Injectable()
export class ProvidersQuery {
  constructor(@Inject(Readers) private readonly readers: Readers) {}

  async list(page: Page): Promise<ProviderList> {
    const found = await this.readers.views.find<ProviderDoc>('provider', { order: ['name'], limit: page.limit, ...(page.cursor !== undefined && { cursor: page.cursor }) });
    const items = await Promise.all(found.items.map((item) => this.row(item)));
    return { ...this.readers.fresh(), items, ...(found.next !== undefined && { next: found.next }) };
  }

  /** What a provider's page shows: its own sessions and submissions, no tier. @throws DomainError `PROVIDER_NOT_FOUND` */
  async one(id: string): Promise<ProviderView> {
    const { views } = this.readers;
    const [doc] = await views.load<ProviderDoc>('provider', [id]);
    if (!doc) throw providerNotFound();
    const day = this.readers.today();
    const [row, weeks, cancellations, recent, codes, rejected] = await Promise.all([
      this.row({ id, doc }),
      views.sum('session', 'byWeek', { where: { providerId: id, week: { gte: addDays(weekOf(day), -7 * (WEEKS - 1)) } }, by: ['week'] }),
      views.sum('session', 'cancellations', { where: { providerId: id }, by: ['cancelledBy'] }),
      views.find<SessionDoc>('session', { where: { providerId: id, start: { lt: this.readers.now() } }, order: ['-providerId', '-start'], limit: RECENT }),
      views.sum('submission', 'rejections', { where: { providerId: id }, by: ['code'] }),
      views.find<SubmissionDoc>('submission', { where: { rejectedFor: id }, order: ['-rejectedFor', '-at'], limit: RECENT }),
    ]);
    return {
      ...this.readers.fresh(),
      provider: row,
      agreements: Object.entries(doc.agreements).map(([agreementId, { begin, end, domains, students }]) => ({
        agreementId, begin, students: students.length, domains: [...new Set<Domain>(domains)], active: begin <= day && (end === null || day < end), ...(end !== null && { end }),
      })),
      keys: Object.entries(doc.keys).map(([keyId, { kind, label, expiresAt, revoked }]) => ({ keyId, kind, revoked, ...(label !== null && { label }), ...(expiresAt !== null && { expiresAt }) })),
      weeks: weeks.map((week) => ({ week: String(week['week']), ...countsOf(week) })).sort((a, b) => (a.week < b.week ? -1 : 1)),
      cancelledBy: cancellations.map((each) => ({ cancelledBy: String(each['cancelledBy']), sessions: Number(each['sessions']) })),
      recentSessions: recent.items.flatMap(sessionRow),
      rejectedByCode: codes.map((each) => ({ code: String(each['code']), events: Number(each['events']) })).sort((a, b) => b.events - a.events),
      rejections: rejected.items.flatMap(({ id: batchId, doc: batch }) => batch.rejected.map((each) => ({ batchId, ...each }))).slice(0, 2 * RECENT),
    };
  }

  private async row({ id, doc }: Item): Promise<ProviderRow> {
    const { views } = this.readers;
    const day = this.readers.today();
    const [all, week, submissions, latest] = await Promise.all([
      views.sum('session', 'byWeek', { where: { providerId: id }, by: [] }),
      views.sum('session', 'byWeek', { where: { providerId: id, week: weekOf(day) }, by: [] }),
      views.sum('submission', 'counts', { where: { providerId: id }, by: [] }),
      views.find<SubmissionDoc>('submission', { where: { providerId: id }, order: ['-providerId', '-at'], limit: 1 }),
    ]);
    const active = Object.values(doc.agreements).filter(({ begin, end }) => begin <= day && (end === null || day < end));
    const lastReceivedAt = latest.items[0]?.doc.at;
    return {
      providerId: id, name: doc.name, students: new Set(active.flatMap(({ students }) => students)).size, ...countsOf(all[0]),
      accepted: Number(submissions[0]?.['accepted'] ?? 0), duplicates: Number(submissions[0]?.['duplicates'] ?? 0), rejected: Number(submissions[0]?.['rejected'] ?? 0),
      ...(lastReceivedAt !== undefined && { lastReceivedAt }), week: countsOf(week[0]),
    };
  }
}

const countsOf = (row: RollupRow | undefined): ProviderRow['week'] => {
  const of = (measure: string) => Number(row?.[measure] ?? 0);
  return { sessionsHeld: of('sessionsHeld'), sessionsCancelled: of('sessionsCancelled'), sessionsNoShow: of('sessionsNoShow'), minutes: of('minutes'), softwareMinutes: of('softwareMinutes'), attended: of('attended'), missed: of('missed') };
};

const sessionRow = ({ id, doc }: { id: string; doc: SessionDoc }): ProviderView['recentSessions'] => {
  const { status, domain, start, end, locationKind } = doc;
  if (status === null || domain === null || start === null || end === null || locationKind === null) return [];
  const students = Object.values(doc.students);
  const there = students.filter(({ category }) => wasThere(category));
  return [{ sessionId: id, status, domain, start, end, locationKind, present: there.length, absent: students.length - there.length, minutes: there.reduce((sum, { minutes }) => sum + minutes, 0) }];
};
