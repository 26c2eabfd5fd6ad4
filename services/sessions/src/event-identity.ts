import { hash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first `length` characters of the SHA-256 of a text in base 32, lower case: 5 bits each. */
export const digest = (text: string, length: number): string => {
  const bytes = hash('sha256', text, 'buffer');
  let made = '';
  for (let at = 0, bits = 0, held = 0; made.length < length; ) {
    if (bits < 5) [held, bits] = [((held << 8) | bytes[at++]!) & 0xfff, bits + 8];
    made += LETTERS[(held >> (bits -= 5)) & 31];
  }
  return made;
};

/** The same session has the same id whatever comes first: the plan or what came of it. 100 bits. */
export const sessionIdOf = (providerId: string, providerSessionId: string): string => digest(`session\n${providerId}\n${providerSessionId}`, 20);

/** Stands for provider, source and id; neither of them can hold a line break. 144 bits. */
export const eventKeyOf = (providerId: string, source: string, id: string): string => plainHash(`event\n${providerId}\n${source}\n${id}`).slice(0, 24);

/** An event is stored under this id, whatever it led to: so it is known again for as long as the log lives. */
export const commitIdOf = (eventKey: string): string => `event-${eventKey}`;

/** One commit per provider, idempotency key and day: a key is free again after 24 hours. */
export const idempotentCommitId = (providerId: string, key: string, day: string): string => `batch-${day}-${digest(`batch\n${providerId}\n${key}`, 26)}`;

const NEEDS_ESCAPING = /["\\\p{Cc}\p{Cs}]/u;
const quote = (text: string): string => (NEEDS_ESCAPING.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Keys as they came, and as they are written: sorted. A sender's events have few shapes. */
type Shape = { readonly names: readonly string[]; readonly sorted: readonly (readonly [name: string, written: string])[] };
const shapes = new Map<string, Shape>();
const REMEMBERED = 1000;

const shapeOf = (names: readonly string[]): Shape => {
  const list = names.join();
  const known = shapes.get(list);
  if (known && known.names.length === names.length && known.names.every((name, place) => name === names[place])) return known;
  const shape = { names, sorted: [...names].sort().map((name) => [name, `${quote(name)}:`] as const) };
  if (shapes.size >= REMEMBERED) shapes.clear();
  shapes.set(list, shape);
  return shape;
};

/** JSON with sorted keys and no white space: equal for equal content however it was written. */
export const canonical = (value: unknown): string => {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return String(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += text === '' ? canonical(item) : `,${canonical(item)}`;
    return `[${text}]`;
  }
  for (const [name, written] of shapeOf(Object.keys(value)).sorted) {
    const item = (value as Record<string, unknown>)[name];
    if (item !== undefined) text += text === '' ? written + canonical(item) : `,${written}${canonical(item)}`;
  }
  return `{${text}}`;
};

/** SHA-256, base64url. Without a key: only of what a reader of the log may know anyway. */
export const plainHash = (text: string): string => hash('sha256', text, 'base64url');
