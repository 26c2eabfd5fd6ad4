import type { AddedTier, Direction, ReasonCode, Tier } from '@strata/contracts';
import { addDays, mondayOf } from './days.ts';
import type { Day } from './days.ts';
import type { District, SchoolRoster } from './district.ts';
import { BENCHMARK_Z, SPECIALIZED_Z } from './needs.ts';
import type { ScreenedDomain } from './needs.ts';
import type { Student } from './people.ts';
import { randomFor } from './random.ts';
import type { Random } from './random.ts';
import { schoolDayAtOrAfter } from './school-year.ts';
import { fallWindowEnd, INSTRUMENTS, SCREENED_DOMAINS, screeningKey } from './screenings.ts';

/** A team moved a student to another tier in one domain. Everybody begins at core, without a record of it. */
export interface Move {
  student: Student;
  domain: ScreenedDomain;
  fromTier: Tier;
  toTier: Tier;
  direction: Direction;
  effectiveDate: Day;
  reasonCode: ReasonCode;
  /** The sourcedId of the member of staff who led the meeting. */
  decidedBy: string;
  /** Keys of the screenings that the team looked at. */
  evidence: readonly string[];
}

/** A span of time in which a student held a tier above core; `end` is the first day on which it no longer held. */
export interface Episode {
  student: Student;
  domain: ScreenedDomain;
  tier: AddedTier;
  begin: Day;
  end: Day | null;
}

const ORDER: readonly Tier[] = ['core', 'more', 'specialized'];
const REVIEW_EVERY_DAYS = 42;
const NEAR_BENCHMARK_Z = BENCHMARK_Z + 0.55;

/** Every move up to today, per student and domain in order of time. */
export function* moves(district: District): Generator<Move> {
  for (const roster of district.rosters()) yield* movesIn(roster, district);
}

export function* movesIn(roster: SchoolRoster, district: District): Generator<Move> {
  const team = roster.staff.filter(({ duty }) => duty === 'counseling' || duty === 'leadership');
  for (const student of roster.students) {
    for (const domain of SCREENED_DOMAINS) {
      if (!INSTRUMENTS[domain].grades.includes(student.grade)) continue;
      yield* new History(student, domain, district, team[student.number % team.length]?.sourcedId ?? '').moves();
    }
  }
}

/** The spans above core that the moves of a school come to. */
export function episodesIn(roster: SchoolRoster, district: District): Episode[] {
  const episodes: Episode[] = [];
  const open = new Map<string, Episode>();
  for (const { student, domain, toTier, effectiveDate } of movesIn(roster, district)) {
    const key = `${student.number}/${domain}`;
    const current = open.get(key);
    if (current) current.end = effectiveDate;
    open.delete(key);
    if (toTier === 'core') continue;
    const episode: Episode = { student, domain, tier: toTier, begin: effectiveDate, end: null };
    episodes.push(episode);
    open.set(key, episode);
  }
  return episodes;
}

/** How one student's tier in one domain went through the year. */
class History {
  readonly #student: Student;
  readonly #domain: ScreenedDomain;
  readonly #district: District;
  readonly #decidedBy: string;
  readonly #random: Random;
  readonly #z: number;
  #tier: Tier = 'core';
  #last: Day | null = null;

  constructor(student: Student, domain: ScreenedDomain, district: District, decidedBy: string) {
    this.#student = student;
    this.#domain = domain;
    this.#district = district;
    this.#decidedBy = decidedBy;
    this.#random = randomFor(district.options.seed, 'placement', domain, student.number);
    this.#z = student.standing[domain];
  }

  *moves(): Generator<Move> {
    const {
      year,
      options: { today },
    } = this.#district;
    yield* this.#move(this.#carriedOver(), year.firstDay, 'team_review');
    const windowEnd = fallWindowEnd(year);
    const decided = schoolDayAtOrAfter(year, addDays(windowEnd, 8 + this.#random.between(0, 12)));
    const screened = this.#student.enrolledOn <= windowEnd;
    if (screened && decided <= today)
      yield* this.#move(this.#afterScreening(), decided, this.#z < BENCHMARK_Z ? 'screening' : 'team_review');
    const lastReview = addDays(mondayOf(today), -1);
    let review = schoolDayAtOrAfter(year, addDays(decided, REVIEW_EVERY_DAYS + this.#random.between(0, 20)));
    while (review < lastReview && review < year.lastDay) {
      const next = this.#afterReview(1);
      yield* this.#move(next, review, reviewReason(this.#tier, next));
      review = schoolDayAtOrAfter(year, addDays(review, REVIEW_EVERY_DAYS + this.#random.between(0, 20)));
    }
    yield* this.#thisWeek();
  }

  /** Some teams meet in any week: the longer ago the last move, the more there is to decide on. */
  *#thisWeek(): Generator<Move> {
    const {
      year,
      options: { today },
    } = this.#district;
    const monday = mondayOf(today);
    const days = year.schoolDays.filter(day => day >= monday && day <= today && day > (this.#last ?? year.firstDay));
    const settled = this.#last === null || this.#last < addDays(today, -20);
    if (days.length === 0 || !settled || this.#student.enrolledOn > monday || !this.#random.chance(0.3)) return;
    const next = this.#afterReview(0.35);
    yield* this.#move(next, this.#random.pick(days), reviewReason(this.#tier, next));
  }

  /** What last year's team handed on. */
  #carriedOver(): Tier {
    if (this.#student.grade === 'KG' || this.#student.enrolledOn > this.#district.year.firstDay) return 'core';
    if (this.#z < SPECIALIZED_Z)
      return this.#random.weighted([
        ['specialized', 50],
        ['more', 20],
        ['core', 30],
      ]);
    if (this.#z < BENCHMARK_Z)
      return this.#random.weighted([
        ['more', 40],
        ['core', 60],
      ]);
    return this.#z < NEAR_BENCHMARK_Z && this.#random.chance(0.07) ? 'more' : 'core';
  }

  #afterScreening(): Tier {
    if (this.#z < SPECIALIZED_Z)
      return this.#random.weighted([
        ['specialized', 90],
        ['more', 10],
      ]);
    if (this.#z < BENCHMARK_Z)
      return this.#random.weighted([
        ['more', 93],
        ['specialized', 5],
        ['core', 2],
      ]);
    return this.#z < NEAR_BENCHMARK_Z && this.#random.chance(0.29) ? 'more' : 'core';
  }

  /** Rates that keep the shares of the tiers level: as many leave as enter. */
  #afterReview(share: number): Tier {
    const changed = (rate: number) => this.#random.chance(rate * share);
    if (this.#tier === 'specialized') return changed(0.12) ? 'more' : 'specialized';
    if (this.#tier === 'more') return changed(0.04) ? 'specialized' : changed(0.09) ? 'core' : 'more';
    return this.#z < NEAR_BENCHMARK_Z && changed(0.07) ? 'more' : 'core';
  }

  *#move(toTier: Tier, effectiveDate: Day, reasonCode: ReasonCode): Generator<Move> {
    const fromTier = this.#tier;
    if (toTier === fromTier) return;
    this.#tier = toTier;
    this.#last = effectiveDate;
    const screened =
      effectiveDate > fallWindowEnd(this.#district.year) &&
      this.#student.enrolledOn <= fallWindowEnd(this.#district.year);
    yield {
      student: this.#student,
      domain: this.#domain,
      fromTier,
      toTier,
      effectiveDate,
      reasonCode,
      direction: ORDER.indexOf(toTier) > ORDER.indexOf(fromTier) ? 'intensify' : 'reduce',
      decidedBy: this.#decidedBy,
      evidence: screened ? [screeningKey(this.#student, this.#domain, 'fall')] : [],
    };
  }
}

function reviewReason(from: Tier, to: Tier): ReasonCode {
  return to === 'core' && from !== 'core' ? 'exit_criteria_met' : 'progress';
}
