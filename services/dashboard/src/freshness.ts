import { readTimesIn } from './dates.ts';

/** What every answer says of itself. */
export type Freshness = {
  readonly asOf: string;
  readonly lagSeconds: number;
  readonly demo: boolean;
  readonly timeZone: string;
};
export type Connection = 'connecting' | 'live' | 'offline';
export type Status = {
  readonly connection: Connection;
  /** How far the figures are behind what was recorded, by the last answer. */
  readonly lagSeconds: number;
  /** Up to when the figures are complete. */
  readonly asOf: string | undefined;
  /** When the last answer came, by the reader's clock. */
  readonly answeredAt: string | undefined;
  /** The cookie is missing or of another installation. */
  readonly locked: boolean;
  readonly demo: boolean;
};

const FIRST: Status = {
  connection: 'connecting',
  lagSeconds: 0,
  asOf: undefined,
  answeredAt: undefined,
  locked: false,
  demo: false,
};

let status = FIRST;
const listeners = new Set<() => void>();

const change = (next: Partial<Status>) => {
  status = { ...status, ...next };
  for (const listener of listeners) listener();
};

/** Reads like a React store: what the live mark shows. */
export const currentStatus = (): Status => status;

export const onStatus = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

let isStreaming: boolean | undefined;
let isAnswering = true;

const connectionNow = (): Connection => {
  if (isStreaming === undefined) return isAnswering ? 'connecting' : 'offline';
  return isStreaming && isAnswering ? 'live' : 'offline';
};

const noteConnection = (): void => {
  const connection = connectionNow();
  if (status.connection !== connection) change({ connection });
};

/** Whether the stream of invalidations is open. */
export const noteStream = (isOpen: boolean): void => {
  isStreaming = isOpen;
  noteConnection();
};

/** Whether the last question got an answer, of any kind. */
export const noteAnswering = (answers: boolean): void => {
  isAnswering = answers;
  noteConnection();
};

export const noteLocked = (): void => change({ locked: true });

export const noteFreshness = ({ asOf, lagSeconds, demo, timeZone }: Partial<Freshness>): void => {
  readTimesIn(timeZone);
  if (asOf === undefined || lagSeconds === undefined) return;
  change({ asOf, lagSeconds, answeredAt: new Date().toISOString(), ...(demo !== undefined && { demo }) });
};

const SILENCE_MS = 20_000;
const CATCHING_UP_MS = 2_000;

/** Whether it is time to ask how the server is: rarely when all is well, often while the figures catch up. */
export const isPulseDue = (
  { answeredAt, lagSeconds }: Pick<Status, 'answeredAt' | 'lagSeconds'>,
  now: number,
): boolean =>
  answeredAt !== undefined &&
  now - Date.parse(answeredAt) >= (lagSeconds >= CATCHING_UP_MS / 1000 ? CATCHING_UP_MS : SILENCE_MS);
