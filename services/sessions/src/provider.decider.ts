import type {
  AgreementActivated, AgreementEnded, AgreementStudentsChanged, Domain, EventOf, LocationKind, ProviderChanged, ProviderKeyIssued, ProviderKeyRevoked,
  ProviderRegistered, AddedTier,
} from '@strata/contracts';
import { assertNever, DomainError, type Decider, type Message } from '@strata/kernel';

export type ProviderEventOfLog =
  | EventOf<typeof ProviderRegistered> | EventOf<typeof ProviderChanged> | EventOf<typeof ProviderKeyIssued> | EventOf<typeof ProviderKeyRevoked>
  | EventOf<typeof AgreementActivated> | EventOf<typeof AgreementStudentsChanged> | EventOf<typeof AgreementEnded>;

export type AgreementStudent = { readonly studentId: string; readonly providerStudentId?: string | undefined; readonly tier?: AddedTier | undefined };
export type Agreement = {
  readonly agreementId: string;
  readonly purposes: readonly { readonly domain: Domain; readonly tier: AddedTier }[];
  readonly students: ReadonlyMap<string, AgreementStudent>;
  readonly begin: string;
  /** The first day on which it no longer holds. */
  readonly end?: string | undefined;
  readonly ended: boolean;
  readonly timeZone: string;
  readonly locationKind?: LocationKind | undefined;
};
export type ProviderKey = { readonly keyId: string; readonly kind: 'live' | 'test'; readonly hash: string; readonly expiresAt?: string | undefined; readonly label?: string | undefined; readonly revoked: boolean };
export type Provider = {
  readonly providerId: string;
  readonly name: string;
  readonly requestsPerMinute?: number | undefined;
  readonly keys: readonly ProviderKey[];
  readonly agreements: readonly Agreement[];
};
export type ProviderState = Provider | undefined;

type Profile = { readonly name: string; readonly requestsPerMinute?: number | undefined };
export type RegisterProvider = Message<'RegisterProvider', { providerId: string } & Profile>;
export type ChangeProvider = Message<'ChangeProvider', Profile>;
/** `now` in milliseconds: an expired key is no longer in the way of a new one. */
export type IssueProviderKey = Message<'IssueProviderKey', { keyId: string; kind: 'live' | 'test'; hash: string; expiresAt?: string | undefined; label?: string | undefined; now: number }>;
export type RevokeProviderKey = Message<'RevokeProviderKey', { keyId: string; reason: string }>;
export type ActivateAgreement = Message<'ActivateAgreement', Omit<Agreement, 'students' | 'ended'> & { students: readonly AgreementStudent[] }>;
export type ChangeAgreementStudents = Message<'ChangeAgreementStudents', { agreementId: string; add: readonly AgreementStudent[]; remove: readonly string[] }>;
export type EndAgreement = Message<'EndAgreement', { agreementId: string; date: string; reason: string }>;
export type ProviderCommand = RegisterProvider | ChangeProvider | IssueProviderKey | RevokeProviderKey | ActivateAgreement | ChangeAgreementStudents | EndAgreement;

/** Two of a kind, so that a provider can change over to a new key before the old one goes. */
const LIVE_KEYS = 2;

export const provider: Decider<ProviderState, ProviderCommand, ProviderEventOfLog> = {
  initialState: undefined,

  decide(state, command) {
    if (command.type === 'RegisterProvider') return register(state, command);
    if (!state) throw new DomainError('PROVIDER_NOT_FOUND', 'not-found', 'There is no provider of this id.');
    switch (command.type) {
      case 'ChangeProvider': return change(state, command);
      case 'IssueProviderKey': return issueKey(state, command);
      case 'RevokeProviderKey': return revokeKey(state, command);
      case 'ActivateAgreement': return activate(state, command);
      case 'ChangeAgreementStudents': return changeStudents(state, command);
      case 'EndAgreement': return end(state, command);
      default: return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.type === 'ProviderRegistered') return { ...event.data, keys: [], agreements: [] };
    return state && evolveKnown(state, event);
  },
};

const evolveKnown = (state: Provider, event: Exclude<ProviderEventOfLog, { type: 'ProviderRegistered' }>): Provider => {
  switch (event.type) {
    case 'ProviderChanged': return { ...state, name: event.data.name, requestsPerMinute: event.data.requestsPerMinute };
    case 'ProviderKeyIssued': return { ...state, keys: [...state.keys, { ...event.data, revoked: false }] };
    case 'ProviderKeyRevoked': return { ...state, keys: state.keys.map((key) => (key.keyId === event.data.keyId ? { ...key, revoked: true } : key)) };
    case 'AgreementActivated': {
      const students = new Map(event.data.students.map((student) => [student.studentId, student]));
      return { ...state, agreements: [...state.agreements, { ...event.data, students, ended: false }] };
    }
    case 'AgreementStudentsChanged': return withAgreement(state, event.data.agreementId, (agreement) => ({ ...agreement, students: studentsAfter(agreement, event.data) }));
    case 'AgreementEnded': return withAgreement(state, event.data.agreementId, (agreement) => ({ ...agreement, end: event.data.date, ended: true }));
    default: return assertNever(event);
  }
};

const withAgreement = (state: Provider, agreementId: string, change: (agreement: Agreement) => Agreement): Provider => ({
  ...state,
  agreements: state.agreements.map((agreement) => (agreement.agreementId === agreementId ? change(agreement) : agreement)),
});

const studentsAfter = (agreement: Agreement, { added, removed }: { added: readonly AgreementStudent[]; removed: readonly string[] }) => {
  const students = new Map(agreement.students);
  for (const studentId of removed) students.delete(studentId);
  for (const student of added) students.set(student.studentId, student);
  return students;
};

const register = (state: ProviderState, { data }: RegisterProvider): ProviderEventOfLog[] => {
  if (state?.name === data.name) return [];
  if (state) throw new DomainError('PROVIDER_ALREADY_REGISTERED', 'conflict', 'This provider is registered under another name.');
  return [{ type: 'ProviderRegistered', data }];
};

const change = (state: Provider, { data }: ChangeProvider): ProviderEventOfLog[] =>
  state.name === data.name && state.requestsPerMinute === data.requestsPerMinute
    ? []
    : [{ type: 'ProviderChanged', data: { providerId: state.providerId, ...data } }];

/** A key that opens the door at `now` (milliseconds). */
export const isLive = (key: ProviderKey, now: number): boolean => !key.revoked && (key.expiresAt === undefined || Date.parse(key.expiresAt) > now);

const issueKey = (state: Provider, { data: { now, ...key } }: IssueProviderKey): ProviderEventOfLog[] => {
  if (state.keys.some(({ keyId }) => keyId === key.keyId)) return [];
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now) throw new DomainError('KEY_EXPIRES_IN_THE_PAST', 'invalid', 'expiresAt must lie in the future.');
  if (state.keys.filter((other) => other.kind === key.kind && isLive(other, now)).length >= LIVE_KEYS) {
    throw new DomainError('TOO_MANY_KEYS', 'conflict', `A provider has at most ${LIVE_KEYS} ${key.kind} keys at a time. Revoke one first.`);
  }
  return [{ type: 'ProviderKeyIssued', data: { providerId: state.providerId, ...key } }];
};

const revokeKey = (state: Provider, { data }: RevokeProviderKey): ProviderEventOfLog[] => {
  const key = state.keys.find(({ keyId }) => keyId === data.keyId);
  if (!key) throw new DomainError('KEY_NOT_FOUND', 'not-found', 'This provider has no key of this id.');
  return key.revoked ? [] : [{ type: 'ProviderKeyRevoked', data: { providerId: state.providerId, ...data } }];
};

const activate = (state: Provider, { data }: ActivateAgreement): ProviderEventOfLog[] => {
  if (state.agreements.some(({ agreementId }) => agreementId === data.agreementId)) return [];
  if (data.end !== undefined && data.end <= data.begin) throw new DomainError('AGREEMENT_ENDS_BEFORE_IT_BEGINS', 'invalid', '`end` is the first day on which it no longer holds: later than `begin`.');
  if (new Set(data.purposes.map(({ domain }) => domain)).size < data.purposes.length) throw new DomainError('DUPLICATE_PURPOSE', 'invalid', 'Each domain may be a purpose once.');
  refuseAmbiguousStudents(state, data.students, '/students');
  return [{ type: 'AgreementActivated', data: { providerId: state.providerId, ...data, purposes: [...data.purposes], students: [...data.students] } }];
};

const openAgreement = (state: Provider, agreementId: string): Agreement => {
  const agreement = state.agreements.find((candidate) => candidate.agreementId === agreementId);
  if (!agreement) throw new DomainError('AGREEMENT_NOT_FOUND', 'not-found', 'This provider has no agreement of this id.');
  return agreement;
};

const changeStudents = (state: Provider, { data: { agreementId, add, remove } }: ChangeAgreementStudents): ProviderEventOfLog[] => {
  const agreement = openAgreement(state, agreementId);
  if (agreement.ended) throw new DomainError('AGREEMENT_ENDED', 'rejected', 'This agreement has ended; make a new one.');
  const added = add.filter((student) => !sameStudent(agreement.students.get(student.studentId), student));
  const removed = remove.filter((studentId) => agreement.students.has(studentId) && !add.some((student) => student.studentId === studentId));
  if (added.length + removed.length === 0) return [];
  refuseAmbiguousStudents(withAgreement(state, agreementId, (known) => ({ ...known, students: studentsAfter(known, { added: [], removed: [...removed, ...added.map(({ studentId }) => studentId)] }) })), added, '/add');
  return [{ type: 'AgreementStudentsChanged', data: { providerId: state.providerId, agreementId, added, removed } }];
};

const sameStudent = (known: AgreementStudent | undefined, student: AgreementStudent) =>
  known !== undefined && known.providerStudentId === student.providerStudentId && known.tier === student.tier;

/** One reference must mean one student: of the provider's own ids, and between those and ours. */
const refuseAmbiguousStudents = (state: Provider, students: readonly AgreementStudent[], pointer: string): void => {
  const meaning = new Map<string, string>();
  for (const agreement of state.agreements) for (const student of agreement.students.values()) note(meaning, student);
  const seen = new Set<string>();
  const faults = students.flatMap((student, index) => {
    if (seen.has(student.studentId)) return [{ pointer: `${pointer}/${index}/studentId`, code: 'DUPLICATE_STUDENT', detail: 'This student is listed twice.' }];
    seen.add(student.studentId);
    const other = [student.studentId, student.providerStudentId].some((ref) => ref !== undefined && (meaning.get(ref) ?? student.studentId) !== student.studentId);
    if (!other) note(meaning, student);
    return other ? [{ pointer: `${pointer}/${index}/providerStudentId`, code: 'STUDENT_REFERENCE_TAKEN', detail: 'This id stands for another student of the provider.' }] : [];
  });
  if (faults.length > 0) throw new DomainError(faults[0]!.code, 'invalid', `${faults.length} of the students cannot be told apart.`, { faults });
};

const note = (meaning: Map<string, string>, { studentId, providerStudentId }: AgreementStudent): void => {
  meaning.set(studentId, studentId);
  if (providerStudentId !== undefined) meaning.set(providerStudentId, studentId);
};

const end = (state: Provider, { data }: EndAgreement): ProviderEventOfLog[] => {
  const agreement = openAgreement(state, data.agreementId);
  if (agreement.ended && agreement.end === data.date) return [];
  if (agreement.ended) throw new DomainError('AGREEMENT_ENDED', 'rejected', 'This agreement has ended already, on another day.');
  if (agreement.end !== undefined && data.date > agreement.end) throw new DomainError('AGREEMENT_ENDS_EARLIER', 'rejected', 'This agreement ends earlier by itself.');
  return [{ type: 'AgreementEnded', data: { providerId: state.providerId, ...data } }];
};
