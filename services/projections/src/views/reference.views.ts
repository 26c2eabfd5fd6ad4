import type { Domain, Grade, ImportStatus } from '@strata/contracts';
import { view } from '@strata/kernel';
import type { Envelope, EventHandlers } from './event-handlers.ts';

/** A school or the district above it. */
export type SchoolDoc = { name: string; kind: string; parentId: string | null; closed: boolean };

const schoolOn: EventHandlers<SchoolDoc> = {
  SchoolDefined: (doc, { data }) => Object.assign(doc, { name: data.name, kind: data.kind, parentId: data.parentId ?? null, closed: false }),
  SchoolClosed: (doc) => Object.assign(doc, { closed: true }),
};

export const schoolView = view<SchoolDoc>({
  name: 'school',
  version: 1,
  on: schoolOn,
  key: ({ data }: Envelope<'SchoolDefined'>) => data.schoolId,
  initial: () => ({ name: '', kind: 'school', parentId: null, closed: false }),
  columns: { name: ({ name }) => name, kind: ({ kind }) => kind },
  indexes: [['kind', 'name']],
  scopes: () => ['district'],
});

/** A member of staff, for the name of who decided. */
export type StaffDoc = { profile: string };

const staffOn: EventHandlers<StaffDoc> = {
  StaffRegistered: (doc, { data }) => Object.assign(doc, { profile: data.profile }),
  StaffChanged: (doc, { data }) => Object.assign(doc, { profile: data.profile }),
};

export const staffView = view<StaffDoc>({
  name: 'staff',
  version: 1,
  on: staffOn,
  key: ({ data }: Envelope<'StaffRegistered'>) => data.staffId,
  initial: () => ({ profile: '' }),
});

/** The rules of one domain as they stand, with the benchmark that a score is shown against. */
export type RuleSetDoc = { version: number; benchmarks: { instrument: string; period: string; grade: Grade; benchmark: number }[] };

const ruleSetOn: EventHandlers<RuleSetDoc> = {
  RuleSetPublished: (_doc, { data }) => ({ version: data.version, benchmarks: data.cutScores.map(({ instrument, period, grade, benchmark }) => ({ instrument, period, grade, benchmark })) }),
};

export const ruleSetView = view<RuleSetDoc>({
  name: 'rule_set',
  version: 1,
  on: ruleSetOn,
  key: ({ data }: Envelope<'RuleSetPublished'>) => data.domain satisfies Domain,
  initial: () => ({ version: 0, benchmarks: [] }),
  scopes: () => ['district'],
});

/** What came of an import, in figures; the findings themselves are the rosters service's to show. */
export type ImportDoc = { status: ImportStatus; at: string; created: number; changed: number; ended: number; unresolved: number; errors: number; warnings: number; staffWithoutSection: number };

const importOn: EventHandlers<ImportDoc> = {
  RosterImportStarted: (doc, { recordedAt }) => Object.assign(doc, { status: 'running', at: recordedAt }),
  BulkDropHeld: (doc, { recordedAt, data }) => Object.assign(doc, { status: 'held', at: recordedAt, warnings: data.warnings.length }),
  BulkDropConfirmed: (doc, { recordedAt }) => Object.assign(doc, { status: 'running', at: recordedAt }),
  RosterImportCompleted: (doc, { recordedAt, data }) => Object.assign(doc, {
    status: 'completed', at: recordedAt, created: data.created, changed: data.changed, ended: data.ended, unresolved: data.unresolved, warnings: data.warningCount,
    staffWithoutSection: data.warnings.find(({ code }) => code === 'STAFF_WITHOUT_SECTION')?.count ?? 0,
  }),
  RosterImportRejected: (doc, { recordedAt, data }) => Object.assign(doc, { status: 'rejected', at: recordedAt, errors: data.errorCount, warnings: data.warningCount }),
};

export const importView = view<ImportDoc>({
  name: 'import',
  version: 1,
  on: importOn,
  key: ({ data }: Envelope<'RosterImportStarted'>) => data.importId,
  initial: () => ({ status: 'running', at: '', created: 0, changed: 0, ended: 0, unresolved: 0, errors: 0, warnings: 0, staffWithoutSection: 0 }),
  columns: { at: ({ at }) => at },
  indexes: [['at']],
  scopes: (_doc, id) => ['quality', `import/${id}`],
});
