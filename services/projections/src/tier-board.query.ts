import { Inject, Injectable } from '@nestjs/common';
import { DOMAINS, GRADES, type Direction, type Domain, type Grade, type Overview, type TierBoard } from '@strata/contracts';
import { DomainError, type RollupRow } from '@strata/kernel';
import { Readers, type SchoolNames } from './readers.ts';
import { addDays, weekOf } from './views/event-handlers.ts';
import type { ImportDoc, RuleSetDoc } from './views/reference.views.ts';

export type Where = { readonly school?: string | undefined; readonly grade?: Grade | undefined };
type Level = 'schoolId' | 'grade' | undefined;
type Board = TierBoard['domains'];
type Moves = Record<Direction, number>;

/** Domains that every board shows, also before anything was decided in them. */
const ALWAYS: readonly Domain[] = ['ela', 'math'];

const noMoves = (): Moves => ({ intensify: 0, reduce: 0, lateral: 0 });

/** Students per tier, domain and place on a day, from the rollups of the student view. */
@Injectable()
export class TierBoardQuery {
  constructor(@Inject(Readers) private readonly readers: Readers) {}

  /** @throws DomainError `SCHOOL_NOT_FOUND` */
  async board(where: Where & { readonly date?: string | undefined; readonly domain?: Domain | undefined }): Promise<TierBoard> {
    const day = where.date ?? this.readers.today();
    const schools = await this.readers.schools();
    const place = placeOf(where, schools);
    const level: Level = where.grade ? undefined : where.school ? 'grade' : 'schoolId';
    const week = { from: weekOf(day), to: addDays(weekOf(day), 7) };
    const [enrolled, census, moves, ruleSets] = await Promise.all([this.enrolled(where, level), this.census(where, level, day), this.moves(where, level, week), this.ruleSets()]);
    const domains = DOMAINS.filter((domain) => (where.domain ? domain === where.domain : ALWAYS.includes(domain) || ruleSets.some((set) => set.domain === domain) || census.some((row) => row['domain'] === domain)));
    const tables = { domains, enrolled, census, moves };
    const parts = level === undefined ? [] : partsOf(level, enrolled, where, schools);
    return {
      ...this.readers.fresh(),
      place,
      week,
      students: total(enrolled),
      domains: tally(tables),
      parts: parts.map(({ id, ...part }) => ({ ...part, domains: tally(tables, { level: level!, id }) })),
      ruleSets,
    };
  }

  async overview(): Promise<Overview> {
    const day = this.readers.today();
    const week = { from: weekOf(day), to: addDays(weekOf(day), 7) };
    const [districtName, schools, enrolled, moves, sessions, providers, lastImport] = await Promise.all([
      this.readers.districtName(),
      this.readers.schools(),
      this.readers.views.sum('student', 'enrolled', { by: ['schoolId', 'grade'] }),
      this.moves({}, undefined, week),
      this.readers.views.sum('session', 'byDay', { where: { date: day }, by: [] }),
      this.readers.views.find('provider', { limit: 1000 }),
      this.readers.views.find<ImportDoc>('import', { order: ['-at'], limit: 1 }),
    ]);
    const latest = lastImport.items[0];
    return {
      ...this.readers.fresh(),
      ...(districtName !== undefined && { districtName }),
      schools: [...schools].map(([schoolId, name]) => {
        const rows = enrolled.filter((row) => row['schoolId'] === schoolId);
        return { schoolId, name, grades: sortedGrades(rows), students: total(rows) };
      }),
      students: total(enrolled),
      providers: providers.items.length,
      sessionsToday: Number(sessions[0]?.['sessionsHeld'] ?? 0),
      minutesToday: Number(sessions[0]?.['minutes'] ?? 0),
      movedThisWeek: addMoves(moves),
      ...(latest && { lastImport: { importId: latest.id, status: latest.doc.status, at: latest.doc.at } }),
    };
  }

  private enrolled(where: Where, level: Level): Promise<RollupRow[]> {
    return this.readers.views.sum('student', 'enrolled', { where: filterOf(where), by: by(level) });
  }

  private census(where: Where, level: Level, day: string): Promise<RollupRow[]> {
    return this.readers.views.sum('student', 'census', { where: { ...filterOf(where), date: { lt: addDays(day, 1) } }, by: [...by(level), 'domain', 'tier'] });
  }

  private moves(where: Where, level: Level, week: { from: string; to: string }): Promise<RollupRow[]> {
    return this.readers.views.sum('student', 'movement', { where: { date: { gte: week.from, lt: week.to }, ...filterOf(where) }, by: [...by(level), 'domain', 'direction'] });
  }

  private async ruleSets(): Promise<{ domain: Domain; version: number }[]> {
    const docs = await this.readers.views.load<RuleSetDoc>('rule_set', DOMAINS);
    return DOMAINS.flatMap((domain, index) => (docs[index] ? [{ domain, version: docs[index].version }] : []));
  }
}

const by = (level: Level): string[] => (level === undefined ? [] : [level]);
const filterOf = ({ school, grade }: Where) => ({ ...(school && { schoolId: school }), ...(grade && { grade }) });
const total = (rows: readonly RollupRow[]): number => rows.reduce((sum, row) => sum + Number(row['students']), 0);

const sortedGrades = (rows: readonly RollupRow[]): Grade[] => {
  const present = new Set(rows.map((row) => row['grade']));
  return GRADES.filter((grade) => present.has(grade));
};

/** Where a question is asked about, in words. @throws DomainError `SCHOOL_NOT_FOUND` */
export const placeOf = ({ school, grade }: Where, schools: SchoolNames): TierBoard['place'] => {
  if (school === undefined) return { kind: 'district', name: 'District' };
  const name = schools.get(school);
  if (name === undefined) throw new DomainError('SCHOOL_NOT_FOUND', 'not-found', 'No school of this id.');
  return grade === undefined ? { kind: 'school', schoolId: school, name } : { kind: 'grade', schoolId: school, grade, name };
};

const partsOf = (level: 'schoolId' | 'grade', enrolled: readonly RollupRow[], where: Where, schools: SchoolNames): { id: string; place: TierBoard['place'] }[] =>
  level === 'schoolId'
    ? [...schools].map(([schoolId, name]) => ({ id: schoolId, place: { kind: 'school' as const, schoolId, name } }))
    : sortedGrades(enrolled).map((grade) => ({ id: grade, place: { kind: 'grade' as const, schoolId: where.school!, grade, name: schools.get(where.school!)! } }));

type Tables = { domains: readonly Domain[]; enrolled: readonly RollupRow[]; census: readonly RollupRow[]; moves: readonly RollupRow[] };

/** Everybody who is enrolled and holds nothing above it holds core. */
const tally = ({ domains, ...tables }: Tables, part?: { level: 'schoolId' | 'grade'; id: string }): Board => {
  const of = (rows: readonly RollupRow[]) => (part ? rows.filter((row) => row[part.level] === part.id) : rows);
  const [enrolled, census, moves] = [of(tables.enrolled), of(tables.census), of(tables.moves)];
  const students = total(enrolled);
  return domains.map((domain) => {
    const holding = (tier: string) => total(census.filter((row) => row['domain'] === domain && row['tier'] === tier));
    const [more, specialized] = [holding('more'), holding('specialized')];
    return { domain, students, core: Math.max(0, students - more - specialized), more, specialized, movedThisWeek: addMoves(moves.filter((row) => row['domain'] === domain)) };
  });
};

const addMoves = (rows: readonly RollupRow[]): Moves =>
  rows.reduce<Moves>((sum, row) => ({ ...sum, [row['direction'] as Direction]: sum[row['direction'] as Direction] + Number(row['moves']) }), noMoves());
