import { bellSchedules, calendar } from './bell-schedules.ts';
import type { Cohort } from './cohorts.ts';
import { instantAt } from './days.ts';
import type { Day } from './days.ts';
import type { District } from './district.ts';
import { PRESCRIPTIONS } from './interventions.ts';
import type { Move } from './placements.ts';
import type { Agreement } from './providers.ts';
import type { Screening } from './screenings.ts';
import { DISTRICT } from './schools.ts';
import type { Student } from './people.ts';
import type { Session } from './sessions.ts';

/** What the server calls the records that the roster named; see `RosterIds`. */
export type IdOf = (sourcedId: string) => string;

export interface RosterIds {
  student: IdOf;
  school: IdOf;
  staff: IdOf;
}

export function bellSchedulesBodyOf(district: District): object {
  const schedules = bellSchedules(district);
  return {
    schedules: schedules.map(({ schoolSourcedId, name, days, periods }) => ({
      school: schoolSourcedId,
      name,
      days,
      periods,
    })),
  };
}

export function calendarBodyOf(district: District): object {
  const off = calendar(district);
  return {
    dates: district.schools.flatMap(school =>
      off.map(({ date, reason }) => ({ school: school.sourcedId, date, instructional: false, note: reason })),
    ),
  };
}

export function screeningBodyOf(screening: Screening, ids: RosterIds): object {
  const { key, studentSourcedId, ...rest } = screening;
  return { screeningId: key, student: ids.student(studentSourcedId), ...rest };
}

export function placementBodyOf(move: Move, ids: RosterIds): object {
  const { toTier, effectiveDate, reasonCode, decidedBy, evidence } = move;
  return {
    tier: toTier,
    effectiveDate,
    reasonCode,
    decidedBy: ids.staff(decidedBy),
    ...(evidence.length > 0 ? { evidence } : {}),
  };
}

export function prescriptionBodies(): { prescriptionId: string }[] {
  return PRESCRIPTIONS.map(({ code, name, domain, tier, deliveryMethod, dosage }) => ({
    prescriptionId: code,
    name,
    domain,
    tier,
    deliveryMethod,
    minMinutes: Math.max(5, dosage.minutesPerSession - 10),
    maxMinutes: dosage.minutesPerSession + 15,
  }));
}

/** One run of a prescription in one school: the groups that share `runKey`. */
export function interventionBodyOf(groups: readonly Cohort[], ids: RosterIds): object {
  const { runKey, prescription, school } = groups[0] as Cohort;
  const begin = groups
    .flatMap(({ members }) => members.map(member => member.begin))
    .reduce((first, day) => (day < first ? day : first));
  return {
    interventionId: runKey,
    prescriptionId: prescription.code,
    code: prescription.code,
    schoolId: ids.school(school.sourcedId),
    begin,
    dosage: prescription.dosage,
  };
}

export function agreementBodyOf(agreement: Agreement, ids: RosterIds): object {
  const { purposes, students, begin, end, timeZone } = agreement;
  return {
    purposes,
    begin,
    end,
    timeZone,
    students: students.map(({ sourcedId, tier }) => ({
      studentId: ids.student(sourcedId),
      providerStudentId: sourcedId,
      tier,
    })),
  };
}

/** A session that the school's own staff plan. */
export function staffSessionBodyOf({ cohort, day, scheduled, leaderId, presences }: Session, ids: RosterIds): object {
  const { prescription, slot, key } = cohort;
  return {
    domain: prescription.domain,
    tier: prescription.tier,
    locationKind: slot.locationKind,
    modality: 'in_person',
    groupId: key,
    interventionCode: prescription.code,
    staffIds: [ids.staff(leaderId)],
    scheduledStart: instantAt(day, scheduled.start, DISTRICT.timeZone),
    scheduledEnd: instantAt(day, scheduled.end, DISTRICT.timeZone),
    studentIds: presences.map(({ student }) => ids.student(student.sourcedId)),
  };
}

export function attendanceBodyOf({ day, actual, substitute, presences, skills }: Session, ids: RosterIds): object {
  return {
    actualStart: instantAt(day, actual.start, DISTRICT.timeZone),
    actualEnd: instantAt(day, actual.end, DISTRICT.timeZone),
    substitute,
    students: presences.map(({ student, attendance, minutesPresent, softwareMinutes, exitTicket }) => ({
      studentId: ids.student(student.sourcedId),
      attendance,
      minutesPresent,
      softwareMinutes,
      ...(skills.length > 0 ? { skills } : {}),
      ...(exitTicket === null ? {} : { exitTicket }),
    })),
  };
}

export function cancellationBodyOf({ outcome, cancelReason, cancelledBy }: Session): object {
  if (outcome === 'no_show') return { reason: 'students_absent', cancelledBy: 'student', status: 'no_show' };
  return {
    reason: cancelReason === 'tutor_unavailable' ? 'staff_unavailable' : cancelReason,
    cancelledBy: cancelledBy === 'provider' ? 'school' : cancelledBy,
  };
}

/** A day's absence of one student. */
export function absenceBodyOf(student: Student, date: Day, ids: RosterIds & { schoolSourcedId: string }): object {
  const category = student.number % 4 === 0 ? 'unexcused_absence' : 'excused_absence';
  return { studentId: ids.student(student.sourcedId), schoolId: ids.school(ids.schoolSourcedId), date, category };
}
