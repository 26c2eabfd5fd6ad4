import { describe, expect, test } from '@jest/globals';
import { grantAt, scopeOf, tierOf } from './agreements.ts';
import type { Agreement, Provider } from './provider.decider.ts';

const agreement = (more: Partial<Agreement> = {}): Agreement => ({
  agreementId: 'a1', purposes: [{ domain: 'math', tier: 'more' }], begin: '2026-09-01', end: '2027-06-01', ended: false, timeZone: 'America/New_York',
  students: new Map([['stu-1', { studentId: 'stu-1', providerStudentId: 'ext-1' }], ['stu-2', { studentId: 'stu-2', tier: 'specialized' }]]),
  ...more,
});
const scope = (...agreements: Agreement[]) => scopeOf({ providerId: 'p1', name: 'Ready', keys: [], agreements } satisfies Provider);
const at = (instant: string) => Date.parse(instant);

describe('what agreements let a provider do', () => {
  test('is looked up by our id of a student and by the provider’s own', () => {
    const found = scope(agreement());
    expect([...found.keys()]).toEqual(['stu-1', 'ext-1', 'stu-2']);
    expect(found.get('ext-1')![0]!.studentId).toBe('stu-1');
    expect(found.get('stu-9')).toBeUndefined();
  });

  test('begins and ends with the school’s own day', () => {
    const grants = scope(agreement()).get('stu-1')!;
    expect(grantAt(grants, at('2026-09-01T03:59:59Z'))).toBeUndefined();
    expect(grantAt(grants, at('2026-09-01T04:00:00Z'))).toBeDefined();
    expect(grantAt(grants, at('2027-06-01T03:59:59Z'))).toBeDefined();
    expect(grantAt(grants, at('2027-06-01T04:00:00Z'))).toBeUndefined();
  });

  test('goes on where no end was agreed', () => expect(grantAt(scope(agreement({ end: undefined })).get('stu-1')!, at('2040-01-01T00:00:00Z'))).toBeDefined());

  test('is limited to the domains of its purposes', () => {
    const grants = scope(agreement()).get('stu-1')!;
    expect(grantAt(grants, at('2026-10-05T14:00:00Z'), 'math')).toBeDefined();
    expect(grantAt(grants, at('2026-10-05T14:00:00Z'), 'ela')).toBeUndefined();
  });

  test('serves at the purpose’s tier, or at the student’s own', () => {
    const found = scope(agreement());
    expect(tierOf(found.get('stu-1')![0]!, 'math')).toBe('more');
    expect(tierOf(found.get('stu-2')![0]!, 'math')).toBe('specialized');
  });

  test('follows the later agreement where two overlap', () => {
    const later = agreement({ agreementId: 'a2', begin: '2026-10-01', purposes: [{ domain: 'math', tier: 'specialized' }] });
    const grants = scope(agreement(), later).get('stu-1')!;
    expect(tierOf(grantAt(grants, at('2026-09-15T12:00:00Z'), 'math')!, 'math')).toBe('more');
    expect(tierOf(grantAt(grants, at('2026-10-05T12:00:00Z'), 'math')!, 'math')).toBe('specialized');
  });
});
