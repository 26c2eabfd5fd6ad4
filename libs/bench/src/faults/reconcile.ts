import type { ProviderView, StudentView, TierBoard } from '@strata/contracts';
import type { Customer } from '../customer.ts';
import { caughtUp } from '../server.ts';
import { expectedOf, type Entry, type Expected, type Placed, type Week } from './ledger.ts';

/** How the views differ from the ledger. */
export type Reconciled = {
  /** Sessions and placements that are in the ledger and in no view. */
  readonly missing: number;
  /** Sessions and placements that views count and the ledger does not hold: counted twice. */
  readonly extra: number;
  /** Figures that differ otherwise: minutes, weeks of students, boards. */
  readonly wrong: number;
  readonly figures: number;
};

/** Counts what was compared, and how it came out. */
class Tally {
  missing = 0;
  extra = 0;
  wrong = 0;
  figures = 0;

  count(expected: number, shown: number): void {
    this.figures++;
    this.missing += Math.max(0, expected - shown);
    this.extra += Math.max(0, shown - expected);
  }

  equal(expected: unknown, shown: unknown): void {
    this.figures++;
    if (JSON.stringify(expected) !== JSON.stringify(shown)) this.wrong++;
  }
}

/** Waits for the views, then compares provider weeks, student weeks, placements and the tier board with the ledger. */
export const reconcile = async (
  owner: Customer,
  providerId: string,
  entries: readonly Entry[],
): Promise<Reconciled> => {
  await caughtUp(owner);
  const expected = expectedOf(entries);
  const tally = new Tally();
  compareProvider(tally, expected, await owner.get<ProviderView>(`/v1/views/providers/${providerId}`));
  const students = new Set([...expected.students.keys(), ...expected.placements.keys()]);
  for (const student of students)
    compareStudent(tally, { expected, student, shown: await owner.get<StudentView>(`/v1/views/students/${student}`) });
  compareBoard(tally, expected, await owner.get<TierBoard>('/v1/views/tier-board'));
  const { missing, extra, wrong, figures } = tally;
  return { missing, extra, wrong, figures };
};

const NOTHING: Week = { sessions: 0, attended: 0, minutes: 0 };

const compareProvider = (tally: Tally, expected: Expected, { weeks }: ProviderView): void => {
  const shown = new Map(
    weeks.map(({ week, sessionsHeld, attended, minutes }) => [week, { sessions: sessionsHeld, attended, minutes }]),
  );
  for (const week of new Set([...expected.provider.keys(), ...shown.keys()])) {
    const [ledger, view] = [expected.provider.get(week) ?? NOTHING, shown.get(week) ?? NOTHING];
    tally.count(ledger.sessions, view.sessions);
    tally.equal(ledger, view);
  }
};

type Student = { readonly expected: Expected; readonly student: string; readonly shown: StudentView };

const compareStudent = (tally: Tally, { expected, student, shown }: Student): void => {
  const weeks = [...(expected.students.get(student) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const figures = shown.weeks.map(({ week, sessionsHeld, sessionsAttended, minutes }) => [
    week,
    { sessions: sessionsHeld, attended: sessionsAttended, minutes },
  ]);
  tally.equal(
    weeks,
    figures.sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
  for (const { domain, placements } of shown.held) {
    const ledger = expected.placements.get(student)?.get(domain) ?? [];
    tally.count(ledger.length, placements.length);
    tally.equal(
      ledger,
      placements.map(({ tier, from }): Placed => ({ tier, from })),
    );
  }
};

const compareBoard = (tally: Tally, { placements }: Expected, { domains }: TierBoard): void => {
  for (const { domain, more, specialized } of domains) {
    const held = [...placements.values()].flatMap(domainsOf => domainsOf.get(domain)?.at(-1)?.tier ?? []);
    tally.equal(
      [held.filter(tier => tier === 'more').length, held.filter(tier => tier === 'specialized').length],
      [more, specialized],
    );
  }
};
