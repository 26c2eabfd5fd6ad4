import type { TimelineEntry } from '@strata/contracts';
import { dayOfWeek, shortDate, timeOfDay } from '../dates.ts';
import { counted } from '../numbers.ts';
import { ATTENDANCE_WORDS, DOMAIN_WORDS, gradeTitle, LOCATION_WORDS, REASON_WORDS, TIER_WORDS } from '../words.ts';
import { tickOf, type Lane } from './course-layout.ts';

export const screeningWords = ({ instrument, period, score, percentile, benchmark }: TimelineEntry): string => {
  const facts = [
    score !== undefined && `score ${score}`,
    percentile !== undefined && `percentile ${percentile}`,
    benchmark !== undefined &&
      score !== undefined &&
      (score >= benchmark ? `at or above the benchmark of ${benchmark}` : `below the benchmark of ${benchmark}`),
  ];
  return `${[instrument, period && `${period} screening`].filter(Boolean).join(', ')}: ${facts.filter(Boolean).join(', ')}`;
};

export const decisionWords = ({
  fromTier,
  tier,
  from,
  reasonCode,
  decidedBy,
  corrected,
}: Lane['decisions'][number]): string =>
  `${shortDate(from)}: from ${TIER_WORDS[fromTier].short.toLowerCase()} to ${TIER_WORDS[tier].short.toLowerCase()}, because of ${REASON_WORDS[reasonCode].toLowerCase()}, decided by ${decidedBy}${corrected ? ' (corrected)' : ''}`;

export const sessionWords = (entry: TimelineEntry): string => {
  const { status, attendance, minutes, softwareMinutes, providerName, locationKind, start } = entry;
  const tick = tickOf(entry);
  const time = start ? ` at ${timeOfDay(start)}` : '';
  const by = providerName ? ` with ${providerName}` : '';
  const where = locationKind ? `, ${LOCATION_WORDS[locationKind]}` : '';
  if (tick === 'cancelled') return `Session${time}${by} ${status === 'no_show' ? 'not held, nobody came' : status}`;
  if (tick === 'planned') return `Session planned${time}${by}${where}`;
  const time2 = [
    minutes !== undefined && `${minutes} min`,
    softwareMinutes ? `${softwareMinutes} min on software` : false,
  ]
    .filter(Boolean)
    .join(' and ');
  return `Session${time}${by}${where}: ${ATTENDANCE_WORDS[attendance!]}${tick === 'attended' && time2 ? `, ${time2}` : ''}`;
};

export const sessionsWords = ({ sessions, domain }: Lane): string => {
  const of = (kind: string) => sessions.filter(entry => tickOf(entry) === kind).length;
  return `${DOMAIN_WORDS[domain].title}: ${counted(of('attended'), 'session')} attended, ${of('missed')} missed, ${of('cancelled')} cancelled`;
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const support = (entry: TimelineEntry): string =>
  [entry.toTier && TIER_WORDS[entry.toTier].support, entry.domain && `in ${DOMAIN_WORDS[entry.domain].inText}`]
    .filter(Boolean)
    .join(' ');
const why = ({ reasonCode, decidedBy }: TimelineEntry): string =>
  [reasonCode && `because of ${REASON_WORDS[reasonCode].toLowerCase()}`, decidedBy && `decided by ${decidedBy}`]
    .filter(Boolean)
    .join(', ');
const EVIDENCE = {
  sufficient: '',
  cannot_tell: ' (cannot tell yet)',
  class_wide_issue: ' (a class-wide issue first)',
} as const;

/** One line of a timeline in words. */
const LINES: Readonly<Record<TimelineEntry['kind'], (entry: TimelineEntry) => string>> = {
  enrolled: ({ schoolName }) => `Enrolled${schoolName ? ` at ${schoolName}` : ''}`,
  withdrawn: ({ schoolName }) => `Withdrawn${schoolName ? ` from ${schoolName}` : ''}`,
  placement: entry =>
    `Began to receive ${support(entry)}, ${why(entry)}${entry.agreedWithRecommendation === false ? '; the rule had proposed otherwise' : ''}`,
  placement_corrected: entry => `Corrected: receives ${support(entry)}, ${why(entry)}`,
  placement_ended: entry =>
    `Support ended${entry.domain ? ` in ${DOMAIN_WORDS[entry.domain].inText}` : ''}, ${why(entry)}`,
  screening: entry => `${entry.domain ? DOMAIN_WORDS[entry.domain].title : 'Screening'}: ${screeningWords(entry)}`,
  recommendation: entry =>
    `The rule proposes ${support(entry)}${entry.evidenceState ? EVIDENCE[entry.evidenceState] : ''}${entry.why ? `: ${entry.why}` : ''}`,
  intervention: entry => `Assigned to ${entry.name ?? 'an intervention'}: ${support(entry)}`,
  intervention_ended: entry => `Intervention ended${entry.name ? `: ${entry.name}` : ''}`,
  session: entry =>
    `${entry.domain ? `${DOMAIN_WORDS[entry.domain].title}: ${lowerFirst(sessionWords(entry))}` : sessionWords(entry)}${entry.corrected ? ' (corrected)' : ''}`,
  evaluation_requested: () => 'An evaluation was requested',
  concern: entry => `A concern was raised${entry.domain ? ` in ${DOMAIN_WORDS[entry.domain].inText}` : ''}`,
};

export const lineOf = (entry: TimelineEntry): string => LINES[entry.kind](entry);
export const dayOf = ({ on }: TimelineEntry): string => dayOfWeek(on);
export const isDecision = ({ kind }: TimelineEntry): boolean =>
  kind === 'placement' || kind === 'placement_corrected' || kind === 'placement_ended';
export const gradeWords = (grade: string | undefined): string => (grade ? gradeTitle(grade) : 'No grade');
