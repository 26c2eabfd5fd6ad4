import type { SupportUse } from '@strata/contracts';

/** What is told of a class that says what its time is for. */
export type ClassSubject = {
  readonly title: string;
  readonly courseTitle?: string | undefined;
  readonly subjects: readonly string[];
  /** SCED: the first two digits are the subject area (01 to 24 secondary, 51 to 73 before that). */
  readonly subjectCodes: readonly string[];
};

const AREAS_OF_CORE = new Set(['01', '02', '03', '04', '51', '52', '53', '54', '73']);
const AREAS_OF_ELECTIVES = new Set(['05', '06', '08', '09', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '24', '55', '56', '58', '60', '61']);

const BLOCK = /\b(intervention block|what i need|win (time|block)|flex (time|block)|mtss|rti)\b/;
const SPECIALIZED = /\b(specialized|tier 3|special education|sped|resource room|life skills)\b/;
const MORE = /\b(intervention|remediation|remedial|tier 2|tutoring)\b/;
const CORE = /\b(ela|english|language arts|reading|literacy|writing|literature|math(s|ematics)?|algebra|geometry|calculus|statistics|science|biology|chemistry|physics|history|social studies|civics|government|geography|economics)\b/;
const ELECTIVE = /\b(arts?|music|band|choir|chorus|orchestra|theat(er|re)|drama|dance|p\.?e\.?|physical education|health|spanish|french|german|chinese|latin|computer|robotics|world languages?|library|technology)\b/;

/**
 * What the time of a class counts for. A roster has no word for it, so it is read from the subject: what says that it is
 * support wins, then the SCED subject area, then words; `other` where nothing speaks (a homeroom, an advisory).
 */
export const supportUseOf = ({ title, courseTitle = '', subjects, subjectCodes }: ClassSubject): SupportUse => {
  const words = [title, courseTitle, ...subjects].join(' | ').toLowerCase();
  if (BLOCK.test(words)) return 'intervention_block';
  if (SPECIALIZED.test(words)) return 'specialized';
  if (MORE.test(words)) return 'more';
  const areas = subjectCodes.filter((code) => /^\d{5}/.test(code)).map((code) => code.slice(0, 2));
  if (areas.some((area) => AREAS_OF_CORE.has(area))) return 'core';
  if (areas.some((area) => AREAS_OF_ELECTIVES.has(area))) return 'elective';
  if (CORE.test(words)) return 'core';
  return ELECTIVE.test(words) ? 'elective' : 'other';
};
