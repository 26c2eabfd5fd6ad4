import type {
  DataQuality,
  ImportReport,
  Movement,
  Overview,
  ProviderRow,
  ProviderView,
  ReasonCode,
  StudentView,
  TierBoard,
} from '@strata/contracts';
import { moment, shortDate } from './dates.ts';
import { count, counted, duration, listed, percent, share } from './numbers.ts';
import { DOMAIN_WORDS, REASON_WORDS, TIER_WORDS } from './words.ts';

/** The finding, and what else belongs to it. */
export type Sentence = { readonly lead: string; readonly rest?: string };

type Moves = Overview['movedThisWeek'];
type Shares = TierBoard['domains'][number];

export const movesIn = ({ intensify, reduce, lateral }: Moves): number => intensify + reduce + lateral;

export const addMoves = (moves: readonly Moves[]): Moves =>
  moves.reduce(
    (sum, each) => ({
      intensify: sum.intensify + each.intensify,
      reduce: sum.reduce + each.reduce,
      lateral: sum.lateral + each.lateral,
    }),
    { intensify: 0, reduce: 0, lateral: 0 },
  );

const splitWords = (up: number, down: number): string => {
  if (down === 0) return 'all to more';
  return up === 0 ? 'all to less' : `${count(up)} to more, ${count(down)} to less`;
};

/** "18 moved this week, 11 of them to less." */
const weekOfMoves = (moves: Moves): string => {
  const all = movesIn(moves);
  if (all === 0) return 'Nobody’s support changed this week.';
  return `${counted(all, 'change', 'changes')} of support this week: ${splitWords(moves.intensify, moves.reduce)}.`;
};

export const addedTo = ({ more, specialized }: Pick<Shares, 'more' | 'specialized'>): number => more + specialized;

/** Who receives what here: the domain in which most receive support beyond core. */
export const tiersSentence = ({ students, domains, place }: TierBoard): Sentence => {
  const where = place.kind === 'district' ? '' : ` at ${place.name}`;
  if (students === 0) return { lead: `Nobody is enrolled${where}.` };
  const most = [...domains].sort((a, b) => share(addedTo(b), b.students) - share(addedTo(a), a.students))[0];
  if (!most || addedTo(most) === 0) {
    return {
      lead: `All ${counted(students, 'student')}${where} receive core support alone.`,
      rest: 'Screenings and placements show here as they come.',
    };
  }
  return {
    lead: `${count(addedTo(most))} of ${counted(most.students, 'student')} receive support beyond core in ${DOMAIN_WORDS[most.domain].inText}, ${count(most.specialized)} of them specialized.`,
    rest: weekOfMoves(addMoves(domains.map(({ movedThisWeek }) => movedThisWeek))),
  };
};

type Flow = Movement['flows'][number];

const isUp = ({ fromTier, toTier }: Pick<Flow, 'fromTier' | 'toTier'>) =>
  fromTier === 'core' || (fromTier === 'more' && toTier === 'specialized');

export const movedFlows = (flows: readonly Flow[]): Flow[] =>
  flows.filter(({ fromTier, toTier, students }) => fromTier !== toTier && students > 0);

/** Why people moved, when all who did are known: "Most often because of progress (31) and screening (12)." */
const whyMoved = (reasons: readonly ReasonCode[]): string => {
  const times = [...Map.groupBy(reasons, reason => reason)]
    .map(([reason, { length }]) => ({ reason, length }))
    .sort((a, b) => b.length - a.length);
  return `Most often because of ${listed(times.slice(0, 2).map(({ reason, length }) => `${REASON_WORDS[reason].toLowerCase()} (${count(length)})`))}.`;
};

export const movementSentence = (flows: readonly Flow[], range: string, reasons: readonly ReasonCode[]): Sentence => {
  const moved = movedFlows(flows);
  const all = moved.reduce((sum, { students }) => sum + students, 0);
  if (all === 0) return { lead: `Nobody’s support changed, ${range}.`, rest: 'A longer range may show more.' };
  const up = moved.filter(isUp).reduce((sum, { students }) => sum + students, 0);
  return {
    lead: `${counted(all, 'change', 'changes')} of support, ${range}: ${splitWords(up, all - up)}.`,
    ...(reasons.length === all && { rest: whyMoved(reasons) }),
  };
};

type Found = { readonly shown: number; readonly hasMore: boolean; readonly place: string; readonly support: string };

/** "142 students at Heron Creek receive more support in math." */
export const studentsSentence = ({ shown, hasMore, place, support }: Found): Sentence => {
  if (shown === 0) return { lead: `Nobody ${place} receives ${support}.` };
  return {
    lead: `${hasMore ? 'More than ' : ''}${counted(shown, 'student')} ${place} receive${shown === 1 ? 's' : ''} ${support}.`,
  };
};

export const enrolledSentence = (students: number, place: string): Sentence => ({
  lead: `${students === 0 ? 'Nobody' : counted(students, 'student')} ${students < 2 ? 'is' : 'are'} enrolled ${place}.`,
});

/** What somebody receives, in words: never what somebody is. */
export const studentSentence = ({ student: { name, enrolled }, held }: StudentView): Sentence => {
  if (!enrolled) return { lead: `${name} is not enrolled now.` };
  const added = held.filter(({ tier }) => tier !== 'core');
  if (added.length === 0) return { lead: `${name} receives core support in every domain.` };
  const parts = added
    .toSorted((a, b) => (a.tier === b.tier ? 0 : a.tier === 'specialized' ? -1 : 1))
    .map(
      ({ tier, domain, since }) =>
        `${TIER_WORDS[tier].support} in ${DOMAIN_WORDS[domain].inText}${since ? ` since ${shortDate(since)}` : ''}`,
    );
  return { lead: `${name} receives ${listed(parts)}.` };
};

export type Minutes = { readonly more: number; readonly specialized: number; readonly software: number };

export const timeSentence = (week: Minutes, before: Minutes | undefined): Sentence => {
  const all = week.more + week.specialized;
  if (all === 0 && week.software === 0) return { lead: 'No support minutes are recorded for this week yet.' };
  const software = week.software > 0 ? `, and ${duration(week.software)} on software` : '';
  const last = before ? `Last week it was ${duration(before.more + before.specialized)} with a tutor.` : undefined;
  return {
    lead: `This week students have received ${duration(week.more)} of more and ${duration(week.specialized)} of specialized support with a tutor${software}.`,
    ...(last && { rest: last }),
  };
};

export const providersSentence = (rows: readonly ProviderRow[]): Sentence => {
  if (rows.length === 0)
    return { lead: 'No provider yet.', rest: 'A provider is whoever holds tutoring sessions and reports them.' };
  const sum = (of: (row: ProviderRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [accepted, rejected] = [sum(row => row.accepted), sum(row => row.rejected)];
  return {
    lead: `${counted(rows.length, 'provider')} held ${counted(
      sum(row => row.week.sessionsHeld),
      'session',
    )} this week: ${duration(sum(row => row.week.minutes))} with students.`,
    rest:
      rejected === 0
        ? `All ${counted(accepted, 'event')} were accepted.`
        : `${counted(rejected, 'event')} (${percent(rejected, accepted + rejected)} of all) were rejected and wait to be sent again.`,
  };
};

export const providerSentence = ({ provider: { name, week, accepted, rejected } }: ProviderView): Sentence => ({
  lead:
    accepted + rejected === 0
      ? `${name} has not sent anything yet.`
      : `${name} held ${counted(week.sessionsHeld, 'session')} this week: ${duration(week.minutes)} with students.`,
  ...(rejected > 0 && { rest: `${counted(rejected, 'event')} of ${count(accepted + rejected)} were rejected.` }),
});

export const dataSentence = ({ imports, parked, rejectedEvents }: DataQuality): Sentence => {
  const held = imports.find(({ status }) => status === 'held');
  const running = imports.find(({ status }) => status === 'running');
  const rejected = rejectedEvents.reduce((sum, { events }) => sum + events, 0);
  const waiting = parked.reduce((sum, { events }) => sum + events, 0);
  const rest = [
    waiting > 0 ? `${counted(waiting, 'event')} ${waiting === 1 ? 'is' : 'are'} parked.` : '',
    rejected > 0
      ? `${counted(rejected, 'event')} of providers ${rejected === 1 ? 'was' : 'were'} rejected.`
      : 'No event of a provider was rejected.',
  ];
  const told = { rest: rest.filter(Boolean).join(' ') };
  if (held) return { lead: 'An import is held: it would end many enrollments, and waits for you.', ...told };
  if (running) return { lead: 'An import is running.', ...told };
  const last = imports[0];
  if (!last) return { lead: 'No roster was imported yet.', ...told };
  if (last.status === 'rejected')
    return {
      lead: `The last import was refused with ${counted(last.errors, 'error')}; nothing of it was written.`,
      ...told,
    };
  return {
    lead: `The last import on ${moment(last.at)} created ${count(last.created)}, changed ${count(last.changed)} and ended ${count(last.ended)} records.`,
    ...told,
  };
};

export const importSentence = ({
  status,
  created,
  changed,
  ended,
  errorCount,
  warningCount,
  unresolved,
}: ImportReport): Sentence => {
  if (status === 'running')
    return { lead: 'This import is running.', rest: 'Nothing is written before everything was checked.' };
  if (status === 'held')
    return { lead: 'This import waits for you.', rest: 'It would end more enrollments than a roster usually ends.' };
  if (status === 'rejected')
    return {
      lead: `This import was refused: ${counted(errorCount, 'error')}.`,
      rest: 'Nothing of it was written. Mend the file and import it again.',
    };
  const nothing = created + changed + ended === 0;
  return {
    lead: nothing
      ? 'This import changed nothing: everything was known already.'
      : `This import created ${count(created)}, changed ${count(changed)} and ended ${count(ended)} records.`,
    rest: `${counted(warningCount, 'warning')}, ${counted(unresolved, 'unresolved reference')}.`,
  };
};
