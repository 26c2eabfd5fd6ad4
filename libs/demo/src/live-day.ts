import { schoolHoursOn } from './bell-schedules.ts';
import { heldEvent, outcomeEvent } from './cloud-events.ts';
import type { CloudEvent, StudentIds } from './cloud-events.ts';
import type { Cohort } from './cohorts.ts';
import { instantAt } from './days.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import { PROVIDERS, providerOf } from './providers.ts';
import type { Provider } from './providers.ts';
import { DISTRICT } from './schools.ts';
import { sessionsOf } from './sessions.ts';
import type { Session } from './sessions.ts';

/** One thing that a provider sends in the course of a day. */
export interface LiveMoment {
  provider: Provider;
  /** The instant from which on it can have happened. */
  dueAt: string;
  event: CloudEvent;
}

const PRACTICE_MINUTES = 20;
const PRACTICE_BEGINS_AFTER = 45;

/**
 * The sessions of a school day as the providers report them, in the order in which they end, at most `count`. When the
 * planned ones are through, single students practise online after school, so that a long demonstration does not run dry.
 * Nothing on a day without school.
 */
export function* liveDay(
  district: District,
  day: Day,
  options: { count: number; cohorts: readonly Cohort[]; ids: StudentIds },
): Generator<LiveMoment> {
  const { cohorts, ids, count } = options;
  if (!district.year.schoolDays.includes(day)) return;
  const sessions = cohorts
    .filter(({ provider }) => provider !== null)
    .flatMap(cohort => [...sessionsOf(cohort, [day], district)])
    .sort((a, b) => a.actual.end - b.actual.end || (a.key < b.key ? -1 : 1));
  let sent = 0;
  for (const session of sessions) {
    const event = outcomeEvent(session, providerOfSession(session), ids);
    if (event && sent++ < count) yield momentOf(session, event);
  }
  for (const practice of practiceOf(sessions)) {
    if (sent++ >= count) return;
    yield momentOf(practice, heldEvent(practice, providerOfSession(practice), ids));
  }
}

/** Each student of the day once, alone, on software at home, half an hour after the one before. */
function* practiceOf(sessions: readonly Session[]): Generator<Session> {
  const most = Math.max(0, ...sessions.map(({ presences }) => presences.length));
  for (let turn = 0; turn < most; turn++) {
    for (const session of sessions) {
      const presence = session.presences[turn];
      if (!presence || presence.minutesPresent === 0) continue;
      const start = schoolHoursOn(session.cohort.school, session.day).end + PRACTICE_BEGINS_AFTER + turn * 30;
      const span = { start, end: start + PRACTICE_MINUTES };
      yield {
        ...session,
        key: `${session.key}-practice${turn + 1}`,
        outcome: 'held',
        substitute: false,
        scheduled: span,
        actual: span,
        cohort: { ...session.cohort, slot: { ...session.cohort.slot, locationKind: 'off_site' } },
        presences: [
          {
            ...presence,
            attendance: 'present',
            minutesPresent: 0,
            softwareMinutes: PRACTICE_MINUTES,
            exitTicket: null,
          },
        ],
      };
    }
  }
}

function momentOf(session: Session, event: CloudEvent): LiveMoment {
  return {
    provider: providerOfSession(session),
    dueAt: instantAt(session.day, session.actual.end, DISTRICT.timeZone),
    event,
  };
}

function providerOfSession({ cohort }: Session): Provider {
  return cohort.provider === null ? (PROVIDERS[0] as Provider) : providerOf(cohort.provider);
}
