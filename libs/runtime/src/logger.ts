import { pino, type DestinationStream, type LevelWithSilent } from 'pino';

/** Structured logging. Fields carry ids and numbers, never a name or free text of a person. */
export type Logger = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** JSON lines with RFC 3339 times; to stdout unless a destination is given. */
export const jsonLogger = (level: LevelWithSilent, destination?: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, destination as DestinationStream);

/** Says nothing. */
export const quietLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
