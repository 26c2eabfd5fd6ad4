import { DomainError } from '@strata/kernel';

/** What a log may say of an error: its code and place, never the message of one that is not ours, which may quote a file or a person. */
export const loggable = (error: unknown): { readonly code: string; readonly at?: string } => {
  if (error instanceof DomainError) return { code: error.code };
  if (!(error instanceof Error)) return { code: 'UNKNOWN' };
  const at = error.stack?.split('\n    at ')[1];
  return { code: error.name, ...(at !== undefined && { at }) };
};
