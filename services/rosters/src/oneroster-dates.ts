const ZERO = 0x30;
const DASH = 0x2d;

const digits = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** A day as the integer yyyymmdd, which orders as days do; 0 when the bytes are no day of the calendar as `YYYY-MM-DD`. */
export const readDay = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start !== 10 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return 0;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return 0;
  return year * 10000 + month * 100 + day;
};

export const dayText = (day: number): string => {
  const text = String(day).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
};

export const dayOf = (text: string): number => readDay(Buffer.from(text), 0, text.length);

/** The day after, for turning a last day into the first day on which something no longer holds. */
export const nextDay = (day: number): number => {
  const year = Math.floor(day / 10000);
  const month = Math.floor(day / 100) % 100;
  if (day % 100 < daysIn(year, month)) return day + 1;
  return month < 12 ? year * 10000 + (month + 1) * 100 + 1 : (year + 1) * 10000 + 101;
};

/** `YYYY-MM-DDTHH:MM:SS` with or without fraction, in UTC or with an offset. */
export const isInstant = (text: string): boolean => {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  return match !== null && dayOf(match[1]) > 0;
};
