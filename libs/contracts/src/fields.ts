import { z } from 'zod';
import { ADDED_TIERS, ATTENDANCE_CATEGORIES, DOMAINS, GRADES, LOCATION_KINDS, TIERS } from './words.ts';

/** An opaque identifier, at most 64 characters, without spaces or control characters. */
export const id = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'an id of 1 to 64 visible ASCII characters').meta({ id: 'Id' });
/** A local school date, `YYYY-MM-DD`. */
export const date = z.iso.date();
/** RFC 3339 with offset. */
export const instant = z.iso.datetime({ offset: true });
/** Local time of day, `HH:MM`, 00:00 to 23:59. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM');
/** Whole minutes, 0 to 1,440. */
export const minutes = z.int().min(0).max(1440);
export const text = (max: number) => z.string().trim().min(1).max(max);
/** Text under a person's key: made by the vault, readable through it alone. */
export const sealed = z.string().min(1);

export const tier = z.enum(TIERS);
export const addedTier = z.enum(ADDED_TIERS);
export const domain = z.enum(DOMAINS);
export const grade = z.enum(GRADES);
export const locationKind = z.enum(LOCATION_KINDS);
export const attendanceCategory = z.enum(ATTENDANCE_CATEGORIES);
