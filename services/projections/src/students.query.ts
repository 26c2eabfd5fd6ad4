import { Inject, Injectable } from '@nestjs/common';
import { DOMAINS, type Domain, type Grade, type StudentList, type StudentRow, type StudentView, type Tier, type TimelineEntry } from '@strata/contracts';
import { DomainError } from '@strata/kernel';
import { Readers, type SchoolNames } from './readers.ts';
import { addDays, weekOf } from './views/event-handlers.ts';
import type { ProviderDoc } from './views/provider.view.ts';
import type { RuleSetDoc } from './views/reference.views.ts';
import { heldOn, type Held, type StudentDoc } from './views/student.view.ts';
import { wasThere, type StudentWeekDoc } from './views/student-week.view.ts';
import type { TimelineDoc } from './views/timeline.view.ts';

export type StudentsWhere = { readonly school?: string | undefined; readonly grade?: Grade | undefined; readonly domain?: Domain | undefined; readonly tier?: Tier | undefined };
type Page = { readonly limit: number; readonly cursor?: string | undefined };
type Item = { readonly id: string; readonly doc: StudentDoc };

/** Months of the timeline on one page, and weeks of minutes. */
const MONTHS = 3;
const WEEKS = 60;

/** Students that are sorted by name when asked: a large school, a small district. */
const SORTABLE = 5000;
const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' });

@Injectable()
export class StudentsQuery {
  constructor(@Inject(Readers) private readonly readers: Readers) {}

  /**
   * Students of a place, or those who hold a tier in a domain today: by family name where they are few enough to be
   * sorted when asked (names lie sealed, so no index holds them), else in no order that means anything.
   * @throws DomainError `DOMAIN_MISSING` when a tier is asked without one.
   */
  async list(where: StudentsWhere, page: Page): Promise<StudentList> {
    const day = this.readers.today();
    const { items, next } = (await this.count(where)) <= SORTABLE ? await this.byName(where, page, day) : await this.holders(where, page, day);
    const [schools, names, weeks] = await Promise.all([
      this.readers.schools(),
      this.readers.names(items.map(({ id, doc }) => ({ id, profile: doc.profile }))),
      this.readers.views.load<StudentWeekDoc>('student_week', items.map(({ id }) => `${weekOf(day)}/${id}`)),
    ]);
    return { ...this.readers.fresh(), items: items.map((item, index) => rowOf(item, day, schools, { name: names[index]!, week: weeks[index] })), ...(next !== undefined && { next }) };
  }

  /** @throws DomainError `STUDENT_NOT_FOUND` */
  async one(studentId: string, cursor: string | undefined): Promise<StudentView> {
    const { views } = this.readers;
    const [doc] = await views.load<StudentDoc>('student', [studentId]);
    if (!doc) throw new DomainError('STUDENT_NOT_FOUND', 'not-found', 'No student of this id.');
    const day = this.readers.today();
    const [[profile], schools, weeks, timeline, decider] = await Promise.all([
      this.readers.profiles([{ id: studentId, profile: doc.profile }]),
      this.readers.schools(),
      views.find<StudentWeekDoc>('student_week', { where: { studentId }, order: ['-studentId', '-week'], limit: WEEKS }),
      this.timeline(doc, studentId, cursor),
      this.readers.deciders(Object.values(doc.held).flatMap((entries) => entries.map(({ decidedBy }) => decidedBy))),
    ]);
    const schoolName = schools.get(doc.schoolId ?? '');
    return {
      ...this.readers.fresh(),
      student: {
        studentId, name: profile ? `${profile.preferredName ?? profile.givenName} ${profile.familyName}` : 'Name removed', sourcedId: doc.sourcedId, enrolled: doc.schoolId !== null,
        ...(doc.grade !== null && { grade: doc.grade }), ...(doc.schoolId !== null && { schoolId: doc.schoolId }), ...(schoolName !== undefined && { schoolName }), ...(profile?.birthDate !== undefined && { birthDate: profile.birthDate }),
      },
      held: DOMAINS.filter((domain) => domain === 'ela' || domain === 'math' || doc.held[domain] || doc.recommended[domain]).map((domain) => courseOf(doc, { domain, day, decider })),
      interventions: Object.entries(doc.interventions).map(([interventionId, run]) => ({ interventionId, ...run })),
      weeks: weeks.items.flatMap(({ doc: week }) => weekRows(week, doc)),
      timeline,
    };
  }

  private async count({ school, grade }: StudentsWhere): Promise<number> {
    const [row] = await this.readers.views.sum('student', 'enrolled', { where: { ...(school && { schoolId: school }), ...(grade && { grade }) }, by: [] });
    return Number(row?.['students'] ?? 0);
  }

  /** The cursor is the id of the last student shown: a name must not stand in an address. */
  private async byName(where: StudentsWhere, { limit, cursor }: Page, day: string): Promise<{ items: Item[]; next?: string | undefined }> {
    const { items } = await this.holders(where, { limit: SORTABLE }, day);
    const profiles = await this.readers.profiles(items.map(({ id, doc }) => ({ id, profile: doc.profile })));
    const sorted = items
      .map((item, index) => ({ item, name: `${profiles[index]?.familyName ?? ''}\0${profiles[index]?.givenName ?? ''}` }))
      .sort((a, b) => COLLATOR.compare(a.name, b.name) || (a.item.id < b.item.id ? -1 : 1))
      .map(({ item }) => item);
    const start = cursor === undefined ? 0 : sorted.findIndex(({ id }) => id === cursor) + 1;
    if (cursor !== undefined && start === 0) throw new DomainError('INVALID_CURSOR', 'invalid', 'This cursor is not of this list: begin again without one.');
    const shown = sorted.slice(start, start + limit);
    return { items: shown, next: start + limit < sorted.length ? shown.at(-1)?.id : undefined };
  }

  private async holders(where: StudentsWhere, page: Page, day: string): Promise<{ items: Item[]; next?: string | undefined }> {
    const { school, grade, domain, tier } = where;
    if (tier !== undefined && domain === undefined) throw new DomainError('DOMAIN_MISSING', 'invalid', 'A tier is held in a domain: ask with ?domain= as well.', { faults: [{ pointer: '/domain', code: 'MISSING', detail: 'Required together with tier.' }] });
    const filter = { ...(school ? { schoolId: school } : {}), ...(grade ? { grade } : {}), ...(tier && domain ? { [domain]: standingsWith(tier) } : {}) };
    const items: Item[] = [];
    let cursor = page.cursor;
    do {
      const found = await this.readers.views.find<StudentDoc>('student', {
        where: filter, limit: Math.min(1000, page.limit - items.length),
        ...(tier === undefined && school !== undefined && { order: ['schoolId', 'grade'] }),
        ...(cursor !== undefined && { cursor }),
      });
      items.push(...found.items.filter(({ doc }) => doc.schoolId !== null && (tier === undefined || (heldOn(doc, domain!, day)?.tier ?? 'core') === tier)));
      cursor = found.next;
    } while (cursor !== undefined && items.length < page.limit);
    return { items, next: cursor };
  }

  private async timeline(doc: StudentDoc, studentId: string, cursor: string | undefined): Promise<StudentView['timeline']> {
    const { views } = this.readers;
    const found = await views.find<TimelineDoc>('timeline', { where: { studentId }, order: ['-studentId', '-month'], limit: MONTHS, ...(cursor !== undefined && { cursor }) });
    const entries = found.items.flatMap(({ doc: month }) => month.entries.toReversed());
    const providerIds = [...new Set(entries.flatMap(({ providerId }) => providerId ?? []))];
    const [providers, schools, ruleSets] = await Promise.all([views.load<ProviderDoc>('provider', providerIds), this.readers.schools(), views.load<RuleSetDoc>('rule_set', DOMAINS)]);
    const decider = await this.readers.deciders(entries.flatMap(({ decidedBy }) => decidedBy ?? []));
    const names = new Map(providerIds.map((id, index) => [id, providers[index]?.name]));
    const benchmarks = new Map(DOMAINS.map((domain, index) => [domain, ruleSets[index]?.benchmarks ?? []]));
    const items = entries.map(({ schoolId, providerId, decidedBy, ...entry }): TimelineEntry => {
      const schoolName = schools.get(schoolId ?? '');
      const providerName = names.get(providerId ?? '');
      const benchmark = entry.kind === 'screening' ? benchmarks.get(entry.domain!)?.find((cut) => cut.instrument === entry.instrument && cut.period === entry.period && cut.grade === doc.grade)?.benchmark : undefined;
      return { ...entry, ...(decidedBy !== undefined && { decidedBy: decider(decidedBy) }), ...(schoolName !== undefined && { schoolName }), ...(providerName !== undefined && { providerName }), ...(benchmark !== undefined && { benchmark }) };
    });
    return { items, ...(found.next !== undefined && { next: found.next }) };
  }
}

/** Every value of a domain's column under which somebody may hold this tier today; `heldOn` then decides. */
const standingsWith = (tier: Tier): string[] => [tier, ...(['core', 'more', 'specialized'] as const).flatMap((other) => (other === tier ? [] : [`${tier}>${other}`, `${other}>${tier}`]))];

const rowOf = ({ id, doc }: Item, day: string, schools: SchoolNames, { name, week }: { name: string; week: StudentWeekDoc | undefined }): StudentRow => {
  const schoolName = schools.get(doc.schoolId ?? '');
  return {
    studentId: id, name, sourcedId: doc.sourcedId,
    ...(doc.schoolId !== null && { schoolId: doc.schoolId }), ...(schoolName !== undefined && { schoolName }), ...(doc.grade !== null && { grade: doc.grade }),
    held: DOMAINS.flatMap((domain) => (doc.held[domain] || doc.recommended[domain] ? [standing(doc, domain, day)] : [])),
    minutesThisWeek: Object.values(week?.sessions ?? {}).reduce((sum, session) => sum + (wasThere(session.category) ? session.minutes : 0), 0),
  };
};

/** What is held, and what is proposed and not yet decided on. */
const standing = (doc: StudentDoc, domain: Domain, day: string): StudentRow['held'][number] => {
  const held = heldOn(doc, domain, day);
  const proposed = doc.recommended[domain];
  const decidedSince = proposed && (doc.held[domain] ?? []).some(({ from }) => from >= proposed.date);
  const recommended = decidedSince ? undefined : proposed;
  return { domain, tier: held?.tier ?? 'core', ...(held && { since: held.from }), ...(recommended && { recommended }) };
};

type Course = { domain: Domain; day: string; decider: (id: string) => string };

const courseOf = (doc: StudentDoc, { domain, day, decider }: Course): StudentView['held'][number] => {
  const held = heldOn(doc, domain, day);
  const placements = (doc.held[domain] ?? []).map((entry: Held, index, all) => {
    const next = all[index + 1];
    return {
      placementId: entry.placementId, tier: entry.tier, from: entry.from, reasonCode: entry.reasonCode, decidedBy: decider(entry.decidedBy), corrected: entry.corrected,
      ...(next && { to: next.from }), ...(entry.agreed !== undefined && { agreedWithRecommendation: entry.agreed }),
    };
  });
  return { ...standing(doc, domain, day), ...(held && { days: daysBetween(held.from, day) }), placements };
};

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** A week's minutes per tier and domain beside what its interventions had planned; null when nothing was. */
const weekRows = ({ week, sessions }: StudentWeekDoc, student: StudentDoc): StudentView['weeks'] => {
  const rows = new Map<string, StudentView['weeks'][number]>();
  for (const session of Object.values(sessions)) {
    const key = `${session.domain}/${session.tier}`;
    const row = rows.get(key) ?? { week, domain: session.domain, tier: session.tier, minutes: 0, softwareMinutes: 0, sessionsHeld: 0, sessionsAttended: 0, plannedMinutes: plannedIn(student, week, session) };
    const there = wasThere(session.category);
    rows.set(key, { ...row, minutes: row.minutes + (there ? session.minutes : 0), softwareMinutes: row.softwareMinutes + (there ? session.softwareMinutes : 0), sessionsHeld: row.sessionsHeld + 1, sessionsAttended: row.sessionsAttended + (there ? 1 : 0) });
  }
  return [...rows.values()];
};

const plannedIn = (student: StudentDoc, week: string, { domain, tier }: { domain: Domain; tier: Tier }): number | null => {
  const running = Object.values(student.interventions).filter((run) => run.domain === domain && run.tier === tier && run.begin < addDays(week, 7) && (run.end === undefined || run.end > week));
  return running.length === 0 ? null : running.reduce((sum, run) => sum + run.minutesPerSession * run.sessionsPerWeek, 0);
};
