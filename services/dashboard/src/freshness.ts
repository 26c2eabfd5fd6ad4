/** What every answer says of itself. */
export type Freshness = { readonly asOf: string; readonly lagSeconds: number; readonly demo: boolean };
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

export const noteConnection = (connection: Connection): void => {
  if (status.connection !== connection) change({ connection });
};

export const noteLocked = (): void => change({ locked: true });

export const noteFreshness = ({ asOf, lagSeconds, demo }: Partial<Freshness>): void => {
  if (asOf === undefined || lagSeconds === undefined) return;
  change({ asOf, lagSeconds, answeredAt: new Date().toISOString(), ...(demo !== undefined && { demo }) });
};
