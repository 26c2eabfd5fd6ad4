import { SMALL_CELL, type Domain, type EventOf, type Evidence, type EvidenceState, type ScreeningRecorded, type Tier, type TierRecommended } from '@strata/contracts';
import type { RuleSet } from './rule-set.decider.ts';

export type Screening = EventOf<typeof ScreeningRecorded>['data'];
/** How a student's class did on the same instrument, in the same period: those whose score could be judged. */
export type ClassFigures = { readonly classId: string; readonly screened: number; readonly meetingBenchmark: number };
/** As much of a rule set as one recommendation needs. */
export type Rules = Pick<RuleSet, 'version' | 'cutScores' | 'percentileCuts' | 'minimumScreenings' | 'classWideBenchmarkPercent'>;

export type Question = {
  readonly screening: Screening;
  /** All screenings of the student in this domain, this one included. */
  readonly history: readonly Screening[];
  /** The tier held on the day of the screening. */
  readonly fromTier: Tier;
  readonly rules?: Rules | undefined;
  readonly classFigures?: ClassFigures | undefined;
};

export type Verdict = Pick<EventOf<typeof TierRecommended>['data'], 'toTier' | 'evidenceState' | 'evidence' | 'why' | 'ruleSetVersion'>;

type Measured = Pick<Screening, 'instrument' | 'period' | 'score' | 'percentile' | 'gradeLevel'>;
type Cut = { readonly benchmark: number; readonly specialized: number; readonly lowerIsBetter: boolean; readonly by: 'score' | 'percentile' };

/** A class of fewer judged screenings says nothing of its core teaching. */
export const CLASS_MINIMUM = SMALL_CELL;

const DOMAIN_WORDS: Readonly<Record<Domain, string>> = { ela: 'reading', math: 'math', behavior: 'behavior', sel: 'social-emotional learning' };
const TIER_WORDS: Readonly<Record<Tier, string>> = { core: 'core alone', more: 'more support', specialized: 'specialized support' };

/**
 * What the rule proposes after one screening; a team decides. The rule knows cut scores, national percentiles where
 * there is no cut score, how many screenings a district wants to see, and the class: while fewer than (by default) 80 %
 * of it meet the benchmark, core teaching comes first. Whatever it cannot tell, it says so and proposes no move.
 */
export const recommend = (question: Question): Verdict => {
  const { screening, rules, fromTier } = question;
  const cut = rules && cutOf(rules, screening);
  const evidence = evidenceOf(question, cut);
  const verdict = (evidenceState: EvidenceState, toTier: Tier, why: string): Verdict => ({ toTier, evidenceState, evidence, why, ruleSetVersion: rules?.version ?? 0 });
  if (!rules) return verdict('cannot_tell', fromTier, `No rule set for ${DOMAIN_WORDS[screening.domain]} has been published yet, so the rule cannot tell.`);
  if (!cut) return verdict('cannot_tell', fromTier, withoutCut(screening, rules));
  const seen = sameYear(question);
  if (seen.length < rules.minimumScreenings) return verdict('cannot_tell', fromTier, tooFew(seen.length, rules.minimumScreenings));
  if (question.classFigures && isClassWide(question.classFigures, rules)) return verdict('class_wide_issue', fromTier, classWide(question.classFigures, rules));
  const toTier = bandOf(screening, cut);
  const other = seen.find((one) => contradicts(one, screening, toTier, rules));
  if (other) return verdict('cannot_tell', fromTier, `${screening.instrument} and ${other.instrument} disagree this ${screening.period}, so the rule cannot tell yet.`);
  return verdict('sufficient', toTier, proposal(screening, cut, fromTier, toTier));
};

/** The cut that judges a screening: of its instrument, period and grade, else of percentiles; undefined when there is none. */
export const cutOf = (rules: Rules, { instrument, period, gradeLevel, percentile }: Measured): Cut | undefined => {
  const found = rules.cutScores.find((cut) => cut.instrument === instrument && cut.period === period && cut.grade === gradeLevel);
  if (found) return { benchmark: found.benchmark, specialized: found.specialized, lowerIsBetter: found.lowerIsBetter ?? false, by: 'score' };
  if (rules.percentileCuts && percentile !== undefined) return { ...rules.percentileCuts, lowerIsBetter: false, by: 'percentile' };
  return undefined;
};

/** The tier whose band a screening falls in: at the benchmark, core; beyond `specialized`, specialized; else more. */
export const bandOf = ({ score, percentile }: Pick<Measured, 'score' | 'percentile'>, { benchmark, specialized, lowerIsBetter, by }: Cut): Tier => {
  const sign = lowerIsBetter ? -1 : 1;
  const value = (by === 'percentile' ? percentile! : score) * sign;
  if (value >= benchmark * sign) return 'core';
  return value < specialized * sign ? 'specialized' : 'more';
};

/** Under the share of the rule set, and enough of the class screened to say so. */
export const isClassWide = ({ screened, meetingBenchmark }: Pick<ClassFigures, 'screened' | 'meetingBenchmark'>, rules: Pick<Rules, 'classWideBenchmarkPercent'>): boolean =>
  screened >= CLASS_MINIMUM && meetingBenchmark * 100 < rules.classWideBenchmarkPercent * screened;

/** What was known of the school year on the day of the screening: a later one must not change what it said. */
const sameYear = ({ screening, history }: Question): readonly Screening[] =>
  history.filter(({ schoolYear, date }) => schoolYear === screening.schoolYear && date <= screening.date);

const contradicts = (one: Screening, screening: Screening, band: Tier, rules: Rules): boolean => {
  if (one.period !== screening.period || one.instrument === screening.instrument) return false;
  const cut = cutOf(rules, one);
  return cut !== undefined && bandOf(one, cut) !== band;
};

const evidenceOf = ({ screening, classFigures }: Question, cut: Cut | undefined): Evidence[] => {
  const { screeningId, instrument, period, schoolYear, score, percentile, gradeLevel } = screening;
  const of = { instrument, period, schoolYear };
  const own: Evidence = {
    kind: 'screening', screeningId, ...of, score,
    ...(percentile !== undefined && { percentile }),
    ...(gradeLevel !== undefined && { gradeLevel }),
    ...(cut && { benchmark: cut.benchmark, specialized: cut.specialized }),
  };
  return classFigures ? [own, { kind: 'class', ...of, ...classFigures }] : [own];
};

const withoutCut = ({ instrument, period, gradeLevel, percentile }: Screening, { percentileCuts }: Rules): string => {
  if (gradeLevel === undefined) return "The student's grade is not known, so no cut score applies and the rule cannot tell yet.";
  const missing = percentileCuts && percentile === undefined ? ', and no percentile to go by' : '';
  return `There is no cut score for ${instrument} in ${period} of grade ${gradeLevel}${missing}, so the rule cannot tell yet.`;
};

const tooFew = (seen: number, wanted: number): string =>
  `${seen} of the ${wanted} screenings that the rule asks for ${seen === 1 ? 'is' : 'are'} recorded this school year, so the rule cannot tell yet.`;

const classWide = ({ screened, meetingBenchmark }: ClassFigures, { classWideBenchmarkPercent }: Rules): string =>
  `${meetingBenchmark} of the ${screened} students screened in this class meet the benchmark; at least ${classWideBenchmarkPercent} % are expected. Look at core teaching for the whole class first.`;

const proposal = ({ instrument, period, score, percentile }: Screening, cut: Cut, fromTier: Tier, toTier: Tier): string => {
  const value = cut.by === 'percentile' ? `percentile ${percentile}` : `${score}`;
  const finding = {
    core: `meets the benchmark of ${cut.benchmark}`,
    more: `does not meet the benchmark of ${cut.benchmark}`,
    specialized: `is ${cut.lowerIsBetter ? 'above' : 'below'} ${cut.specialized}, where specialized support begins`,
  }[toTier];
  const proposed = fromTier === toTier ? `staying with ${TIER_WORDS[toTier]}` : TIER_WORDS[toTier];
  return `${instrument} in ${period}: ${value} ${finding}. The rule proposes ${proposed}.`;
};
