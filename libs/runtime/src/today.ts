import type { Clock } from '@strata/kernel';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date (`YYYY-MM-DD`) in an IANA time zone. */
export const today = (clock: Clock, timeZone: string): string => {
  let format = formats.get(timeZone);
  if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })));
  return format.format(clock.now());
};
