export { catalogue, type StrataEvent } from './catalogue.ts';
export { aggregate, type DataOf, type EventDefinition, type EventOf } from './event.ts';
export { addedTier, attendanceCategory, date, domain, grade, id, instant, locationKind, minutes, sealed, text, tier, timeOfDay } from './fields.ts';
export {
  ADDED_TIERS, ATTENDANCE_CATEGORIES, ATTENDED, CANCELLED_BY, DIRECTIONS, DOMAINS, EVIDENCE_STATES, EXPECTED_SHARES, GRADES, IMPORT_STATUSES,
  LOCATION_KINDS, MODALITIES, REASON_CODES, SCREENING_PERIODS, SESSION_STATUSES, SMALL_CELL, SUPPORT_USES, TIERS,
  type AddedTier, type AttendanceCategory, type Direction, type Domain, type EvidenceState, type Grade, type ImportStatus, type LocationKind,
  type ReasonCode, type ScreeningPeriod, type SessionStatus, type SupportUse, type Tier,
} from './words.ts';
export {
  AcademicSessionDefined, BellScheduleDefined, BulkDropConfirmed, BulkDropHeld, CalendarDateSet, ClassAttendanceRecorded, ClassChanged, ClassEnded,
  ClassEnrollmentChanged, ClassEnrollmentEnded, ClassEnrollmentStarted, ClassScheduled, GuardianLinked, GuardianUnlinked, period, ROSTER_EVENTS,
  RosterImportCompleted, RosterImportRejected, RosterImportStarted, SchoolClosed, SchoolDefined, StaffChanged, StaffLeft, StaffRegistered,
  StudentEnrolled, StudentProfileChanged, StudentRegistered, StudentWithdrawn, type ImportFileReport, type ImportIssue, type RosterEvent,
} from './rosters.events.ts';
export {
  academicSessionList, bellScheduleBody, bellScheduleName, bellSchedulesBody, calendarBody, calendarDateBody, classAttendanceAnswer, classAttendanceBody,
  classAttendanceItem, schoolBellSchedules, schoolCalendar,
  classFilter, classList, edFiBellSchedulesBody, edFiCalendarBody, importAccepted, importList, importQuery, importReport, importsFilter,
  rosterStudentList, schedulesAnswer, schoolFilter, schoolList, staffFilter, staffList, studentFilter, weekday,
  type BellSchedulesBody, type CalendarBody, type ClassItem, type EdFiBellSchedulesBody, type EdFiCalendarBody, type ImportProgress, type ImportReport,
  type RosterStudent, type SchoolBellSchedules, type SchoolCalendar, type SchoolItem, type StaffItem,
} from './rosters.bodies.ts';
export {
  AssignmentEnded, CohortFormed, cutScore, dosage, DosageChanged, EvaluationRequested, InterventionClosed, InterventionOpened, InterventionPrescribed,
  InterventionRetired, percentileCuts, RuleSetPublished, ScreeningCorrected, ScreeningRecorded, StudentAssignedToIntervention, SupportConcernRaised, TIER_EVENTS,
  TierAssigned, TierChanged, TierCorrected, TierEnded, TierRecommended, type Evidence, type TierEvent,
} from './tiers.events.ts';
export {
  ASSIGNMENT_END_REASONS, assignmentBody, assignmentEndQuery, assignmentsBody, cohortBody, concernBody, dosageBody, evaluationRequestBody,
  interventionBody, interventionCloseBody, placementBody, placementCorrectionBody, placementEndBody, prescriptionBody, retireBody, ruleSetBody,
  schoolYear, screeningBody, screeningCorrectionBody, screeningsBody, screeningsQuery,
  type AssignmentBody, type CohortBody, type ConcernBody, type DosageBody, type EvaluationRequestBody, type InterventionBody, type PlacementBody,
  type PlacementCorrectionBody, type PlacementEndBody, type PrescriptionBody, type RuleSetBody, type ScreeningBody, type ScreeningCorrectionBody,
} from './tiers.bodies.ts';
export {
  domainPlacements, interventionAnswer, interventionList, prescriptionAnswer, prescriptionList, ruleSetAnswer, screeningsAnswer, studentInterventions,
  studentPlacements, studentScreenings,
  type DomainPlacements, type InterventionAnswer, type InterventionList, type PrescriptionAnswer, type PrescriptionList, type RuleSetAnswer,
  type ScreeningsAnswer, type StudentInterventions, type StudentPlacements, type StudentScreenings,
} from './tiers.answers.ts';
export {
  AgreementActivated, AgreementEnded, AgreementStudentsChanged, AttendanceCorrected, AttendanceVoided, ProviderChanged, ProviderKeyIssued, ProviderKeyRevoked,
  ProviderRegistered, SESSION_EVENTS, SessionCancelled, SessionHeld, SessionRescheduled, SessionScheduled, SessionVoided, StudentAttendanceRecorded,
  SubmissionAccepted, SubmissionRejected, SubmissionRepeated, type SessionEvent,
} from './sessions.events.ts';
export {
  dataQuality, mover, movement, overview, place, providerList, providerRow, providerView, rejection, studentList, studentRow, studentView, studentWeek,
  tierBoard, timeByTier, timelineEntry,
  type DataQuality, type Mover, type Movement, type Overview, type ProviderList, type ProviderRow, type ProviderView, type StudentList, type StudentRow,
  type StudentView, type TierBoard, type TimeByTier, type TimelineEntry,
} from './views.ts';
export {
  attendanceCorrected, batchAnswer, batchStatus, cloudEvent, cloudEvents, csvReport, eventProblem, eventStatus, PROVIDER_EVENT_TYPES, PROVIDER_EVENTS,
  PROVIDER_LIMITS, sessionCancelled, sessionHeld, sessionScheduled, sessionVoided,
  type BatchAnswer, type BatchStatus, type CsvReport, type EventStatus, type ProviderEvent, type ProviderEventType,
} from './provider-events.ts';
export {
  agreementBody, agreementEndBody, agreementStudentsBody, attendanceBody, cancelBody, keyBody, keyRevocationBody, providerBody, sessionBody, sessionsQuery,
  timeZone, voidBody,
} from './sessions.bodies.ts';
