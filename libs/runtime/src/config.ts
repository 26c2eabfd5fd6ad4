import { z } from 'zod';

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const port = z.coerce.number().int().min(0).max(65535);

/** Every setting that comes from the environment; the defaults run the embedded engine with nothing set. */
const schema = z.object({
  STRATA_DATA: z.string().min(1).default('./data').meta({ description: 'Folder of the log, the views, the keys and the uploads.' }),
  STRATA_PORT: port.default(4600).meta({ description: 'TCP port on loopback; 0 takes a free one.' }),
  STRATA_TENANT: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and hyphens, at most 40').default('district').meta({ description: 'Short name of the district.' }),
  STRATA_TIME_ZONE: z.string().refine(isTimeZone, 'an IANA time zone such as America/Chicago').default(Intl.DateTimeFormat().resolvedOptions().timeZone).meta({ description: 'What "today" means.' }),
  STRATA_DROP_LIMIT: z.coerce.number().min(0).max(100).default(10).meta({ description: 'Percent of the active enrolments that a roster may end before a person must confirm it.' }),
  STRATA_LOG: z.enum(['silent', 'error', 'warn', 'info']).default('warn').meta({ description: 'Least level of JSON log lines on stderr.' }),
});

export type Config = { readonly dataFolder: string; readonly port: number; readonly tenant: string; readonly timeZone: string; readonly dropLimitPercent: number; readonly logLevel: 'silent' | 'error' | 'warn' | 'info' };

/**
 * Reads the environment. Nothing else in the house does.
 * @throws Error that lists every fault at once.
 */
export const readConfig = (environment: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const read = schema.safeParse(environment);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment does not fit:\n${faults.join('\n')}`);
  }
  const { STRATA_DATA, STRATA_PORT, STRATA_TENANT, STRATA_TIME_ZONE, STRATA_DROP_LIMIT, STRATA_LOG } = read.data;
  return { dataFolder: STRATA_DATA, port: STRATA_PORT, tenant: STRATA_TENANT, timeZone: STRATA_TIME_ZONE, dropLimitPercent: STRATA_DROP_LIMIT, logLevel: STRATA_LOG };
};
