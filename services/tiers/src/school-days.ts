const DAY = 86_400_000;

/** Days from one local date to another (`YYYY-MM-DD`), negative when it lies before. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;

/** Whole weeks from one local date to another, never below 0. */
export const wholeWeeks = (from: string, to: string): number => Math.max(0, Math.floor(daysBetween(from, to) / 7));

/** The school year that holds a date, counted from July to June: `2026-2027`. */
export const schoolYearOf = (date: string): string => {
  const year = Number(date.slice(0, 4));
  return date.slice(5, 7) >= '07' ? `${year}-${year + 1}` : `${year - 1}-${year}`;
};

/** Screening before the first day or into the summer is normal; further away, one of year and date is mistyped. */
export const isNearSchoolYear = (date: string, schoolYear: string): boolean =>
  date >= `${schoolYear.slice(0, 4)}-05-01` && date < `${schoolYear.slice(5)}-10-01`;
