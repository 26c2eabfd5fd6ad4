import { DomainError, type Fault } from '@strata/kernel';

/** A CloudEvents 1.0 event whose context attributes were checked one by one; `data` was not. */
export type CloudEvent = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Milliseconds. */
  readonly time?: number;
  readonly data: unknown;
};

const ATTRIBUTE_NAME = /^[a-z0-9]{1,64}$/;
/** What the type String may not hold: control characters, lone surrogates, non-characters. */
const NOT_A_STRING = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-fA-F]{2})+$/;
const URI = /^[a-zA-Z][a-zA-Z\d+.-]*:./;
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/([\w!#$&^.+-]+)\s*(?:;.*)?$/;
const MAX_ID = 255;
const MAX_SOURCE = 512;
const MAX_EXTENSION = 2048;
const INT32 = 2 ** 31;

/** Attribute -> why a value does not fit; undefined when it does. */
const RULES: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  specversion: (value) => (value === '1.0' ? undefined : 'must be "1.0"'),
  id: (value) => textFault(value, MAX_ID),
  source: (value) => textFault(value, MAX_SOURCE) ?? (URI_REFERENCE.test(value as string) ? undefined : 'must be a URI-reference'),
  type: (value) => textFault(value, MAX_ID),
  subject: (value) => textFault(value, MAX_EXTENSION),
  time: (value) => (typeof value === 'string' && TIMESTAMP.test(value) && isInstant(value) ? undefined : 'must be an RFC 3339 timestamp with seconds and offset'),
  dataschema: (value) => (typeof value === 'string' && URI.test(value) && URI_REFERENCE.test(value) ? undefined : 'must be an absolute URI'),
  datacontenttype: (value) => (typeof value === 'string' && isJson(value) ? undefined : 'must be a JSON media type such as application/json'),
};

const textFault = (value: unknown, max: number): string | undefined => {
  if (typeof value !== 'string' || value === '') return 'must be a non-empty string';
  if (value.length > max) return `must be at most ${max} characters long`;
  return NOT_A_STRING.test(value) ? 'must not hold control characters' : undefined;
};

/** `Date.parse` takes 30 February for 2 March. */
const isInstant = (text: string): boolean => {
  const day = text.slice(0, 10);
  return !Number.isNaN(Date.parse(text)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
};

const isJson = (mediaType: string): boolean => /(?:^|\+)json$/i.test(MEDIA_TYPE.exec(mediaType)?.[1] ?? '');

const extensionFault = (name: string, value: unknown): string | undefined => {
  if (!ATTRIBUTE_NAME.test(name)) return 'attribute names are lower-case letters and digits';
  if (typeof value === 'string') return value === '' ? undefined : textFault(value, MAX_EXTENSION);
  if (typeof value === 'boolean' || (Number.isInteger(value) && Math.abs(value as number) < INT32)) return undefined;
  return 'must be a string, a boolean or an integer';
};

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

/**
 * Checks an event in the JSON format of CloudEvents 1.0; `null` counts as left out.
 * @throws DomainError `ENVELOPE_INVALID` that names every attribute that does not fit
 */
export const readCloudEvent = (value: unknown): CloudEvent => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalid([{ pointer: '', code: 'INVALID', detail: 'An event is a JSON object.' }]);
  const event = value as Record<string, unknown>;
  const faults: Fault[] = [];
  for (const name of REQUIRED) if (event[name] === undefined || event[name] === null) faults.push(missing(name));
  for (const name in event) {
    if (event[name] === null || name === 'data' || name === 'data_base64') continue;
    const detail = name in RULES ? RULES[name]!(event[name]) : extensionFault(name, event[name]);
    if (detail !== undefined) faults.push({ pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code: 'INVALID', detail });
  }
  if (faults.length > 0) throw invalid(faults);
  const { id, source, type, time } = event as { id: string; source: string; type: string; time?: string | null };
  return { id, source, type, data: dataOf(event), ...(typeof time === 'string' && { time: Date.parse(time) }) };
};

const missing = (name: string): Fault => ({ pointer: `/${name}`, code: 'REQUIRED', detail: 'is required' });

const dataOf = ({ data, data_base64: encoded }: Record<string, unknown>): unknown => {
  if (encoded === undefined || encoded === null) return data;
  if (data !== undefined) throw invalid([{ pointer: '/data_base64', code: 'INVALID', detail: 'either data or data_base64, not both' }]);
  try {
    return JSON.parse(Buffer.from(encoded as string, 'base64').toString('utf8')) as unknown;
  } catch {
    throw invalid([{ pointer: '/data_base64', code: 'INVALID', detail: 'must be JSON in base64' }]);
  }
};

const invalid = (faults: readonly Fault[]) =>
  new DomainError('ENVELOPE_INVALID', 'invalid', `${faults.length} ${faults.length === 1 ? 'attribute does' : 'attributes do'} not fit CloudEvents 1.0.`, { faults });

/** An event in binary mode: attributes in `ce-` headers, percent-encoded, `data` in the body. */
export const fromHeaders = (headers: Readonly<Record<string, string | readonly string[] | undefined>>, data: unknown): Record<string, unknown> => {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = decoded(value);
  if (headers['content-type'] !== undefined) event['datacontenttype'] = headers['content-type'];
  return { ...event, data };
};

/** What is no percent-encoding stays as it was sent. */
const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
