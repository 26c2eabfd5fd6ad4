import type {
  AttendanceCategory,
  Direction,
  Domain,
  Grade,
  ImportStatus,
  LocationKind,
  ReasonCode,
  Tier,
} from '@strata/contracts';

/** Support is named as what somebody receives; a tier is never what a student is. */
export const TIER_WORDS: Readonly<Record<Tier, { readonly short: string; readonly support: string }>> = {
  core: { short: 'Core', support: 'core support' },
  more: { short: 'More', support: 'more support' },
  specialized: { short: 'Specialized', support: 'specialized support' },
};

export const DOMAIN_WORDS: Readonly<Record<Domain, { readonly title: string; readonly inText: string }>> = {
  ela: { title: 'Reading & language', inText: 'reading and language' },
  math: { title: 'Math', inText: 'math' },
  behavior: { title: 'Behavior', inText: 'behavior' },
  sel: { title: 'Social-emotional', inText: 'social-emotional learning' },
};

export const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  intensify: 'to more intense',
  reduce: 'to less intense',
  lateral: 'same intensity',
};

export const REASON_WORDS: Readonly<Record<ReasonCode, string>> = {
  screening: 'Screening',
  progress: 'Progress',
  team_review: 'Team review',
  parent_request: 'Parent request',
  transfer: 'Transfer',
  exit_criteria_met: 'Exit criteria met',
  evaluation: 'Evaluation',
  other: 'Other',
};

export const LOCATION_WORDS: Readonly<Record<LocationKind, string>> = {
  push_in: 'in class',
  pull_out: 'pulled out of class',
  intervention_block: 'intervention block',
  elective_period: 'elective period',
  before_school: 'before school',
  after_school: 'after school',
  off_site: 'off site',
};

export const ATTENDANCE_WORDS: Readonly<Record<AttendanceCategory, string>> = {
  present: 'present',
  tardy: 'came late',
  partial: 'there for part of it',
  early_departure: 'left early',
  excused_absence: 'absent, excused',
  unexcused_absence: 'absent, not excused',
};

export const IMPORT_WORDS: Readonly<Record<ImportStatus, string>> = {
  running: 'Running',
  held: 'Held for you',
  completed: 'Completed',
  rejected: 'Refused',
};

export const CANCELLED_BY_WORDS: Readonly<Record<string, string>> = {
  provider: 'the provider',
  school: 'the school',
  student: 'the student',
  weather: 'weather',
  other: 'something else',
};

const NAMED_GRADES: Partial<Record<Grade, string>> = {
  IT: 'Infants and toddlers',
  PR: 'Preschool',
  PK: 'Pre-kindergarten',
  TK: 'Transitional kindergarten',
  KG: 'Kindergarten',
  PS: 'Postsecondary',
  UG: 'Ungraded',
  Other: 'Other grade',
};

/** "Grade 3", "Kindergarten". */
export const gradeTitle = (grade: string): string => NAMED_GRADES[grade as Grade] ?? `Grade ${Number(grade)}`;

/** For a narrow column: "3", "KG". */
export const gradeShort = (grade: string): string => (/^\d+$/.test(grade) ? String(Number(grade)) : grade);

/** `REJECTED_FOR_THIS` or `rejected_for_this` as words, for codes that have no words of their own. */
export const codeWords = (code: string): string => {
  const words = code.toLowerCase().replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
