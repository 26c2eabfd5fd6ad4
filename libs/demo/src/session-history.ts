import { correctedEvent, heldEvent, outcomeEvent, scheduledEvent, voidedEvent } from './cloud-events.ts';
import type { CloudEvent, StudentIds } from './cloud-events.ts';
import type { Cohort } from './cohorts.ts';
import { addDays, instantAt, mondayOf } from './days.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import type { Provider } from './providers.ts';
import { unitFor } from './random.ts';
import { schoolDaysBetween } from './school-year.ts';
import { DISTRICT } from './schools.ts';
import { sessionsOf } from './sessions.ts';
import type { Session } from './sessions.ts';

/** An event of a provider, and what a careful receiver makes of it. */
export interface Sent {
  event: CloudEvent;
  expected: 'accepted' | 'rejected' | 'duplicate';
}

export interface HistoryOptions {
  provider: Provider;
  cohorts: readonly Cohort[];
  /** School days in [from, to) are logged. */
  from: Day;
  to: Day;
  /** Sessions up to this day, excluded, are announced, though they may lie ahead. */
  scheduledUntil: Day;
  ids: StudentIds;
}

/**
 * What a provider has sent, in the order of sending: each Sunday the week's plan, each day what came of it, corrections
 * on the morning after. A few events at the end are wrong on purpose, as the logs of real providers are.
 */
export function* sessionHistory(district: District, options: HistoryOptions): Generator<Sent> {
  const { provider, from, to, scheduledUntil, ids } = options;
  const own = options.cohorts.filter(cohort => cohort.provider === provider.key);
  let last: Session | undefined;
  for (let monday = mondayOf(from); monday < scheduledUntil; monday = addDays(monday, 7)) {
    const next = addDays(monday, 7);
    const week = schoolDaysBetween(
      district.year,
      monday < from ? from : monday,
      next < scheduledUntil ? next : scheduledUntil,
    );
    const sessions = own.flatMap(cohort => [...sessionsOf(cohort, week, district)]).sort(byTime);
    const sentAt = instantAt(addDays(monday, -1), 18 * 60, DISTRICT.timeZone);
    for (const session of sessions)
      yield { event: scheduledEvent(session, provider, ids, sentAt), expected: 'accepted' };
    const past = sessions.filter(({ day }) => day < to);
    for (const session of past) yield* outcomeOf(session, { provider, ids, seed: district.options.seed });
    last = past.findLast(({ outcome }) => outcome === 'held') ?? last;
  }
  if (last) yield* mishaps(last, options);
}

function* outcomeOf(
  session: Session,
  { provider, ids, seed }: { provider: Provider; ids: StudentIds; seed: number },
): Generator<Sent> {
  const event = outcomeEvent(session, provider, ids);
  if (!event) return;
  yield { event, expected: 'accepted' };
  if (session.outcome !== 'held') return;
  const draw = unitFor(seed, 'afterthought', session.key);
  const present = session.presences.find(({ attendance }) => attendance === 'present');
  if (draw < 0.015 && present) yield { event: correctedEvent(session, present, provider, ids), expected: 'accepted' };
  else if (draw > 0.996) yield { event: voidedEvent(session, provider), expected: 'accepted' };
}

/** What goes wrong in practice: a student nobody knows, another provider's student, impossible times and minutes, an unknown type, a repeat, an id used twice. */
function* mishaps(session: Session, { provider, cohorts, ids }: HistoryOptions): Generator<Sent> {
  const event = heldEvent(session, provider, ids);
  const [first, ...others] = event.data['students'] as Record<string, unknown>[];
  const wrong = (name: string, data: Record<string, unknown>, type = event.type): Sent => ({
    event: {
      ...event,
      type,
      id: `${session.key}-${name}`,
      data: { ...event.data, providerSessionId: `ps-${session.key}-${name}`, ...data },
    },
    expected: 'rejected',
  });
  const known = new Set(
    cohorts
      .filter(cohort => cohort.provider === provider.key)
      .flatMap(({ members }) => members.map(({ episode }) => episode.student.number)),
  );
  const stranger = cohorts.flatMap(({ members }) => members).find(({ episode }) => !known.has(episode.student.number));
  yield wrong('unknown-student', { students: [{ ...first, studentId: 'student-0000' }, ...others] });
  if (stranger)
    yield wrong('not-ours', {
      students: [{ ...first, studentId: ids(stranger.episode.student.sourcedId) }, ...others],
    });
  yield wrong('negative-minutes', { students: [{ ...first, minutesPresent: -15 }, ...others] });
  yield wrong('end-before-start', { actualStart: event.data['actualEnd'], actualEnd: event.data['actualStart'] });
  yield wrong('unknown-type', {}, 'org.strata.session.paused.v1');
  yield { event, expected: 'duplicate' };
  yield {
    event: { ...event, data: { ...event.data, isSubstituteTutor: event.data['isSubstituteTutor'] !== true } },
    expected: 'rejected',
  };
}

function byTime(a: Session, b: Session): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : a.scheduled.end - b.scheduled.end || (a.key < b.key ? -1 : 1);
}
