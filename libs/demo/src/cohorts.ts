import type { Grade } from '@strata/contracts';
import { periodOn, schoolHoursOn } from './bell-schedules.ts';
import type { Span } from './bell-schedules.ts';
import { addDays } from './days.ts';
import type { Day } from './days.ts';
import type { District, SchoolRoster } from './district.ts';
import { prescriptionFor } from './interventions.ts';
import type { Prescription, ProviderKey, Slot } from './interventions.ts';
import { episodesIn } from './placements.ts';
import type { Episode } from './placements.ts';
import { BLOCKS, periodOf, WIN } from './sections.ts';
import { SCREENED_DOMAINS } from './screenings.ts';
import type { School } from './schools.ts';
import { schoolDayAtOrAfter } from './school-year.ts';

/** A small group of one intervention in one school, with its place in the day. Members come and go with their episodes. */
export interface Cohort {
  key: string;
  name: string;
  /** One run of a prescription in a school holds several groups. */
  runKey: string;
  prescription: Prescription;
  school: School;
  slot: Slot;
  /** Null when the school's own staff run it. */
  provider: ProviderKey | null;
  /** A tutor of the provider, or the sourcedId of a member of staff. Nobody has two groups at one time. */
  leaderId: string;
  members: readonly Membership[];
}

/** `begin` is the first session day; `end` the first day on which the student no longer belongs. */
export interface Membership {
  episode: Episode;
  begin: Day;
  end: Day | null;
}

const DAYS_TO_START = 6;
/** One school has no better time for mathematics groups than the end of its reading block: the price shows in the time account. */
const PULLS_FROM_READING = 2;

/** All groups of the district, school by school. */
export function* cohorts(district: District): Generator<Cohort> {
  for (const roster of district.rosters()) yield* cohortsIn(roster, district);
}

export function cohortsIn(roster: SchoolRoster, district: District): Cohort[] {
  const episodes = episodesIn(roster, district).filter(episode => lasts(episode, district));
  const readers = new Set(
    episodes.filter(({ domain, tier }) => domain === 'ela' && tier === 'more').map(({ student }) => student.number),
  );
  const grouped = Map.groupBy(episodes, episode =>
    groupKey(episode, roster.school, readers.has(episode.student.number)),
  );
  const leaders = new Leaders(roster);
  const result: Cohort[] = [];
  for (const [key, group] of [...grouped].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { domain, tier } = group[0] as Episode;
    const prescription = prescriptionFor(domain, tier, roster.school.level);
    const slot = slotFor(group[0] as Episode, roster.school, key.endsWith('after'));
    for (const members of chunks(group.sort(byBegin), prescription.dosage.maxGroupSize)) {
      const number = result.length + 1;
      const id = `${String(roster.school.index + 1).padStart(3, '0')}-${String(number).padStart(3, '0')}`;
      result.push({
        key: `grp-${id}`,
        name: `${prescription.name} ${number}`,
        runKey: `run-${roster.school.sourcedId.slice(4)}-${prescription.code}`,
        prescription,
        slot,
        school: roster.school,
        ...leaders.next(prescription, slot),
        members: members.map(episode => membership(episode, district)),
      });
    }
  }
  return result;
}

/** When a group meets on a school day: within its period, or up to an hour before or after the bells. */
export function meetingOn({ school, slot, prescription }: Cohort, day: Day): Span {
  const minutes = prescription.dosage.minutesPerSession;
  const hours = schoolHoursOn(school, day);
  if (slot.period === 'before school') return { start: hours.start - minutes - 5, end: hours.start - 5 };
  if (slot.period === 'after school') return { start: hours.end + 10, end: hours.end + 10 + minutes };
  const { start, end } = periodOn(school, day, slot.period);
  const length = Math.min(minutes, end - start);
  return slot.from === 'start' ? { start, end: start + length } : { start: end - length, end };
}

/** Who leaves a tier before the group would have begun is in no group. */
function lasts(episode: Episode, district: District): boolean {
  const { begin, end } = membership(episode, district);
  return end === null || begin < end;
}

function membership(episode: Episode, { year }: District): Membership {
  return { episode, begin: schoolDayAtOrAfter(year, addDays(episode.begin, DAYS_TO_START)), end: episode.end };
}

/** Students who can meet at one time: of one grade or band, in middle and high schools of one timetable. */
function groupKey({ student, domain, tier }: Episode, school: School, readsInWin: boolean): string {
  const order = SCREENED_DOMAINS.indexOf(domain);
  if (tier === 'specialized' && school.level === 'elementary') return `${order}/${tier}/${bandOf(student.grade)}`;
  if (tier === 'specialized' && domain !== 'behavior')
    return `${order}/${tier}/${student.grade}/${String(student.homeroom).padStart(2, '0')}`;
  if (domain === 'math' && school.level === 'elementary') return `${order}/${tier}/${bandOf(student.grade)}`;
  if (domain === 'math') return `${order}/${tier}/${student.grade}/${readsInWin ? 'after' : 'win'}`;
  return `${order}/${tier}/${student.grade}`;
}

function slotFor({ student, domain, tier }: Episode, school: School, afterSchool: boolean): Slot {
  const at = (locationKind: Slot['locationKind'], period: string, from: Slot['from'] = 'start'): Slot => ({
    locationKind,
    period,
    from,
  });
  const elementary = school.level === 'elementary';
  if (domain === 'behavior') {
    if (tier === 'specialized') return at('before_school', 'before school');
    return elementary ? at('push_in', 'Morning Meeting') : at('before_school', 'before school');
  }
  if (afterSchool) return at('after_school', 'after school');
  if (tier === 'more' && domain === 'math' && elementary) {
    return school.index === PULLS_FROM_READING
      ? at('pull_out', 'Literacy', 'end')
      : at('pull_out', blockFor(student.grade, 1));
  }
  if (tier === 'more') return at('intervention_block', WIN);
  if (elementary) return at('pull_out', blockFor(student.grade, domain === 'ela' ? 0 : 2));
  return at('elective_period', periodOf(student.homeroom, domain === 'ela' ? 'elective' : 'specials'));
}

/** The bands take turns, so that no student is wanted in two groups at once and staff can serve all bands. */
function blockFor(grade: Grade, turn: number): string {
  return BLOCKS[(bandOf(grade) + turn) % BLOCKS.length] as string;
}

function bandOf(grade: Grade): number {
  return grade === 'KG' ? 0 : Math.floor(Number(grade) / 2);
}

class Leaders {
  readonly #roster: SchoolRoster;
  readonly #taken = new Map<string, number>();
  readonly #busy = new Set<string>();

  constructor(roster: SchoolRoster) {
    this.#roster = roster;
  }

  next({ by }: Prescription, { period }: Slot): { provider: ProviderKey | null; leaderId: string } {
    if (typeof by === 'string') {
      const key = `${by}/${period}`;
      const number = (this.#taken.get(key) ?? 0) + 1;
      this.#taken.set(key, number);
      return {
        provider: by,
        leaderId: `${by}-tutor-${String(this.#roster.school.index + 1).padStart(3, '0')}-${String(number).padStart(2, '0')}`,
      };
    }
    const ranked = by.flatMap(duty => this.#roster.staff.filter(member => member.duty === duty));
    const free = ranked.find(({ sourcedId }) => !this.#busy.has(`${sourcedId}/${period}`)) ?? ranked[0];
    this.#busy.add(`${free?.sourcedId}/${period}`);
    return { provider: null, leaderId: free?.sourcedId ?? '' };
  }
}

function byBegin(a: Episode, b: Episode): number {
  return a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : a.student.number - b.student.number;
}

/** Even groups of at most `size`. */
function chunks<T>(values: readonly T[], size: number): T[][] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, i) =>
    values.slice(Math.round((i * values.length) / count), Math.round(((i + 1) * values.length) / count)),
  );
}
