const MINUTE = 60_000;
/** Offsets change at quarter hours at the most: one look-up serves a quarter of an hour. */
const QUARTER = 15 * MINUTE;
/** A school year of quarters; beyond, a zone's memory starts anew, so that odd times cannot fill it. */
const REMEMBERED = 40_000;

type Zone = { readonly format: Intl.DateTimeFormat; readonly offsets: Map<number, number>; readonly written: Map<string, string> };
const zones = new Map<string, Zone>();

const zoneOf = (timeZone: string): Zone => {
  let zone = zones.get(timeZone);
  if (!zone) zones.set(timeZone, (zone = { format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }), offsets: new Map(), written: new Map() }));
  return zone;
};

/** Minutes by which local time runs ahead of UTC in an IANA zone at an instant (milliseconds). */
export const offsetAt = (timeZone: string, at: number): number => {
  const zone = zoneOf(timeZone);
  const quarter = Math.floor(at / QUARTER);
  let offset = zone.offsets.get(quarter);
  if (offset === undefined) {
    if (zone.offsets.size >= REMEMBERED) zone.offsets.clear();
    zone.offsets.set(quarter, (offset = readOffset(zone.format, at)));
  }
  return offset;
};

const readOffset = (format: Intl.DateTimeFormat, at: number): number => {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

const two = (value: number) => String(value).padStart(2, '0');
const offsetTexts = new Map<number, string>();

/** `-05:00` */
const offsetText = (offset: number): string => {
  let text = offsetTexts.get(offset);
  if (text === undefined) {
    const ahead = Math.abs(offset);
    offsetTexts.set(offset, (text = `${offset < 0 ? '-' : '+'}${two(Math.trunc(ahead / 60))}:${two(ahead % 60)}`));
  }
  return text;
};

/** RFC 3339 in local time of the zone, so that the first ten characters are the local school date. */
export const inZone = (timeZone: string, at: number): string => {
  const offset = offsetAt(timeZone, at);
  return new Date(at + offset * MINUTE).toISOString().slice(0, at % 1000 === 0 ? 19 : 23) + offsetText(offset);
};

/** The same instant as `inZone` would write it. Sessions begin with the school's periods: most texts come again and again. */
export const toZone = (timeZone: string, instant: string): string => {
  const { written: known } = zoneOf(timeZone);
  let local = known.get(instant);
  if (local === undefined) {
    if (known.size >= REMEMBERED) known.clear();
    known.set(instant, (local = inZone(timeZone, Date.parse(instant))));
  }
  return local;
};

/**
 * The instant of a local time (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM[:SS]`), in milliseconds; NaN when there is no such day.
 * Of a time that comes twice the earlier; a time that is skipped counts from before the change.
 */
export const fromLocal = (timeZone: string, local: string): number => {
  const asUtc = Date.parse(local.length === 10 ? `${local}T00:00:00Z` : `${local}Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== local.slice(0, 10)) return Number.NaN;
  const before = offsetAt(timeZone, asUtc - 24 * 60 * MINUTE);
  const first = asUtc - before * MINUTE;
  const offset = offsetAt(timeZone, first);
  if (offset === before) return first;
  const second = asUtc - offset * MINUTE;
  return offsetAt(timeZone, second) === offset ? second : first;
};
