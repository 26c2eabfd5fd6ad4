import { ATTENDED, type ClassAttendanceRecorded, type DataOf, type EventOf } from '@strata/contracts';
import { DomainError, type Decider, type Message } from '@strata/kernel';

export type AttendanceFacts = DataOf<typeof ClassAttendanceRecorded>;
/** Daily attendance has no class; attendance of a class names it. */
export type RecordAttendance = Message<'RecordAttendance', AttendanceFacts>;
export type AttendanceEvent = EventOf<typeof ClassAttendanceRecorded>;
/** Date and class -> what was recorded last. */
export type AttendanceState = Readonly<Record<string, { readonly category: string; readonly minutesPresent?: number | undefined }>>;

/** One student's presence in one month. Whatever is recorded later for the same day and class takes the place of the earlier. */
export const attendance: Decider<AttendanceState, RecordAttendance, AttendanceEvent> = {
  initialState: {},

  decide(state, { data }) {
    if (!ATTENDED.includes(data.category) && (data.minutesPresent ?? 0) > 0) {
      throw new DomainError('ABSENT_WITH_MINUTES', 'invalid', 'Whoever was absent was present for no minutes: leave minutesPresent out, or choose tardy, partial or early_departure.');
    }
    const held = state[occasionOf(data)];
    const same = held !== undefined && held.category === data.category && held.minutesPresent === data.minutesPresent;
    return same ? [] : [{ type: 'ClassAttendanceRecorded', data }];
  },

  evolve: (state, { data }) => ({ ...state, [occasionOf(data)]: { category: data.category, minutesPresent: data.minutesPresent } }),
};

const occasionOf = ({ date, classId }: AttendanceFacts): string => `${date}|${classId ?? 'day'}`;
