/** The closed vocabularies of the house. Plain constants, so that the page can use them without a validator. */

/** Intensity of support, weakest first. Everybody who is enrolled holds `core`; the others are added to it. */
export const TIERS = ['core', 'more', 'specialized'] as const;
export type Tier = (typeof TIERS)[number];

/** Tiers that are placed; core follows from being enrolled. */
export const ADDED_TIERS = ['more', 'specialized'] as const;
export type AddedTier = (typeof ADDED_TIERS)[number];

export const DOMAINS = ['ela', 'math', 'behavior', 'sel'] as const;
export type Domain = (typeof DOMAINS)[number];

/** What a district expects to see of core, more and specialized, in percent of its students. */
export const EXPECTED_SHARES: Readonly<Record<Tier, number>> = { core: 80, more: 15, specialized: 5 };

/** Groups of fewer students than this are not shown to readers who may not see students. */
export const SMALL_CELL = 10;

/** CEDS grade levels as OneRoster lists them, youngest first. */
export const GRADES = ['IT', 'PR', 'PK', 'TK', 'KG', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', 'PS', 'UG', 'Other'] as const;
export type Grade = (typeof GRADES)[number];

export const DIRECTIONS = ['intensify', 'reduce', 'lateral'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const LOCATION_KINDS = ['push_in', 'pull_out', 'intervention_block', 'elective_period', 'before_school', 'after_school', 'off_site'] as const;
export type LocationKind = (typeof LOCATION_KINDS)[number];

export const SESSION_STATUSES = ['scheduled', 'held', 'cancelled', 'no_show', 'voided'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

export const ATTENDANCE_CATEGORIES = ['present', 'tardy', 'partial', 'early_departure', 'excused_absence', 'unexcused_absence'] as const;
export type AttendanceCategory = (typeof ATTENDANCE_CATEGORIES)[number];

/** Categories in which a student was there; only these deliver minutes. */
export const ATTENDED: readonly AttendanceCategory[] = ['present', 'tardy', 'partial', 'early_departure'];

export const MODALITIES = ['in_person', 'virtual_live', 'hybrid'] as const;
export const CANCELLED_BY = ['provider', 'school', 'student', 'weather', 'other'] as const;
export const SCREENING_PERIODS = ['fall', 'winter', 'spring'] as const;
export type ScreeningPeriod = (typeof SCREENING_PERIODS)[number];

/** Why a placement changed. */
export const REASON_CODES = ['screening', 'progress', 'team_review', 'parent_request', 'transfer', 'exit_criteria_met', 'evaluation', 'other'] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** How good the evidence behind a recommendation is. */
export const EVIDENCE_STATES = ['sufficient', 'cannot_tell', 'class_wide_issue'] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

export const IMPORT_STATUSES = ['running', 'held', 'completed', 'rejected'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export const SUPPORT_USES = ['core', 'more', 'specialized', 'intervention_block', 'elective', 'other'] as const;
export type SupportUse = (typeof SUPPORT_USES)[number];
