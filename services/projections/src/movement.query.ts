import { Inject, Injectable } from '@nestjs/common';
import { DOMAINS, type Domain, type Grade, type Mover, type Movement, type Tier } from '@strata/contracts';
import { Readers, type SchoolNames } from './readers.ts';
import { placeOf } from './tier-board.query.ts';
import { heldOn, type Held, type StudentDoc } from './views/student.view.ts';
import { addDays } from './views/event-handlers.ts';

export type MovementWhere = {
  readonly from: string;
  readonly to: string;
  readonly school?: string | undefined;
  readonly grade?: Grade | undefined;
  readonly domain?: Domain | undefined;
};

type Move = Omit<Mover, 'name'> & { readonly profile: string | null };
type Item = { readonly id: string; readonly doc: StudentDoc };

/** Students whose last entry is in the range or after it are read in pages of this size. */
const PAGE = 1000;

/** Who moved between two days, by net change: a student counts at the tier held at the end of the range. */
@Injectable()
export class MovementQuery {
  constructor(@Inject(Readers) private readonly readers: Readers) {}

  async between(where: MovementWhere, page: { limit: number; cursor?: string | undefined }): Promise<Movement> {
    const schools = await this.readers.schools();
    placeOf(where, schools);
    const moves = await this.moves(where, schools);
    const offset = moves.findIndex((move) => keyOf(move) === page.cursor) + 1;
    const shown = moves.slice(offset, offset + page.limit);
    const names = await this.readers.names(shown.map(({ studentId, profile }) => ({ id: studentId, profile })));
    const decider = await this.readers.deciders(shown.map(({ decidedBy }) => decidedBy));
    const last = shown.at(-1);
    return {
      ...this.readers.fresh(),
      from: where.from,
      to: where.to,
      flows: flowsOf(moves),
      movers: shown.map(({ profile: _sealed, ...move }, index) => ({ ...move, name: names[index]!, decidedBy: decider(move.decidedBy) })),
      ...(last && offset + page.limit < moves.length && { next: keyOf(last) }),
    };
  }

  private async moves(where: MovementWhere, schools: SchoolNames): Promise<Move[]> {
    const moves: Move[] = [];
    let cursor: string | undefined;
    do {
      const found = await this.readers.views.find<StudentDoc>('student', { where: { lastMove: { gte: where.from } }, order: ['lastMove'], limit: PAGE, ...(cursor !== undefined && { cursor }) });
      for (const item of found.items) if (isWithin(item.doc, where)) moves.push(...movesOf(item, where, schools));
      cursor = found.next;
    } while (cursor !== undefined);
    return moves.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  }
}

const keyOf = ({ effectiveDate, studentId, domain }: Pick<Move, 'effectiveDate' | 'studentId' | 'domain'>): string => `${effectiveDate}/${studentId}/${domain}`;

const isWithin = (doc: StudentDoc, { school, grade }: MovementWhere): boolean =>
  doc.schoolId !== null && (school === undefined || doc.schoolId === school) && (grade === undefined || doc.grade === grade);

const movesOf = ({ id, doc }: Item, { from, to, domain }: MovementWhere, schools: SchoolNames): Move[] =>
  (domain ? [domain] : DOMAINS).flatMap((each) => {
    const before = heldOn(doc, each, addDays(from, -1));
    const after = heldOn(doc, each, addDays(to, -1));
    return after && after !== before && after.tier !== (before?.tier ?? 'core') ? [moveOf({ id, doc }, { domain: each, held: after, fromTier: before?.tier ?? 'core' }, schools)] : [];
  });

const RANK: Readonly<Record<Tier, number>> = { core: 0, more: 1, specialized: 2 };

type Change = { domain: Domain; held: Held; fromTier: Tier };

const moveOf = ({ id, doc }: Item, { domain, held, fromTier }: Change, schools: SchoolNames): Move => {
  const schoolName = schools.get(doc.schoolId!);
  return {
    studentId: id, profile: doc.profile, schoolId: doc.schoolId!, domain, fromTier, toTier: held.tier, effectiveDate: held.from,
    direction: RANK[held.tier] > RANK[fromTier] ? 'intensify' : 'reduce', reasonCode: held.reasonCode, decidedBy: held.decidedBy,
    ...(schoolName !== undefined && { schoolName }),
    ...(doc.grade !== null && { grade: doc.grade }),
    ...(held.agreed !== undefined && { agreedWithRecommendation: held.agreed }),
    ...(held.weeksBefore !== undefined && { weeksInPriorTier: held.weeksBefore }),
  };
};

const flowsOf = (moves: readonly Move[]): Movement['flows'] => {
  const flows = new Map<string, Movement['flows'][number]>();
  for (const { domain, fromTier, toTier } of moves) {
    const key = `${domain}/${fromTier}/${toTier}`;
    flows.set(key, { domain, fromTier, toTier, students: (flows.get(key)?.students ?? 0) + 1 });
  }
  return [...flows.values()];
};
