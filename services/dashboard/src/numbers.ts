/** A figure and its unit stay on one line. */
const NARROW = '\u00a0';
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (value: number): string => whole.format(value);

/** "1 student", "3,014 students". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);

/** A share that does not exist when there is nothing to share. */
export const rate = (part: number, all: number): number | undefined => (all === 0 ? undefined : part / all);

/** Whole percent; what is there but rounds to nothing reads "<1 %". */
export const percent = (part: number, all: number): string => {
  if (all === 0) return '–';
  const value = (100 * part) / all;
  if (value > 0 && value < 0.5) return `<1${NARROW}%`;
  return `${Math.round(value)}${NARROW}%`;
};

const MINUTES_IN_HOUR = 60;
/** From here on, minutes are told in hours, and from ten hours on in whole ones. */
const HOURS_FROM = 120;
const WHOLE_FROM = 600;
const tenth = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** "45 min", "6.5 h", "312 h". */
export const duration = (minutes: number): string => {
  if (minutes < HOURS_FROM) return `${count(minutes)}${NARROW}min`;
  const hours = minutes / MINUTES_IN_HOUR;
  return `${minutes < WHOLE_FROM ? tenth.format(hours) : count(hours)}${NARROW}h`;
};

const KILO = 1024;

export const bytes = (size: number): string => {
  if (size < KILO * KILO) return `${count(Math.max(1, size / KILO))} KB`;
  return `${(size / (KILO * KILO)).toFixed(1)} MB`;
};

/** "a", "a and b", "a, b and c". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
