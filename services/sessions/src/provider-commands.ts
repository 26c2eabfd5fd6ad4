import type { Domain, ProviderEvent } from '@strata/contracts';
import { assertNever, DomainError, type Fault } from '@strata/kernel';
import { grantAt, tierOf, type Grant, type Scope } from './agreements.ts';
import { sessionIdOf } from './event-identity.ts';
import { toZone } from './school-time.ts';
import type { About, Correction, SessionCommand } from './session.decider.ts';

export type Sender = { readonly providerId: string; readonly scope: Scope };
type EventOf<Type extends ProviderEvent['type']> = Extract<ProviderEvent, { type: Type }>['data'];
type Planned = EventOf<'org.strata.session.scheduled.v1'> | EventOf<'org.strata.session.held.v1'> | EventOf<'org.strata.session.cancelled.v1'>;

/**
 * What a provider's event asks for, in our ids and in the local time of the agreement. Notes are still open text.
 * @throws DomainError when the agreements do not cover it; pointers start at `data`
 */
export const commandOf = (event: ProviderEvent, sender: Sender, now: number): SessionCommand => {
  const sessionId = sessionIdOf(sender.providerId, event.data.providerSessionId);
  switch (event.type) {
    case 'org.strata.session.scheduled.v1': return schedule(sessionId, event.data, sender);
    case 'org.strata.session.held.v1': return hold(sessionId, event.data, { sender, now });
    case 'org.strata.session.cancelled.v1': return cancel(sessionId, event.data, sender);
    case 'org.strata.attendance.corrected.v1': return correct(sessionId, event.data, sender);
    case 'org.strata.session.voided.v1': return { type: 'VoidSession', data: { sessionId, reason: event.data.reason } };
    default: return assertNever(event);
  }
};

const schedule = (sessionId: string, data: EventOf<'org.strata.session.scheduled.v1'>, sender: Sender): SessionCommand => {
  const { about, grants, timeZone } = placed(sessionId, data, { sender, at: data.scheduledStart });
  const times = { scheduledStart: toZone(timeZone, data.scheduledStart), scheduledEnd: toZone(timeZone, data.scheduledEnd) };
  return { type: 'ScheduleSession', data: { ...about, ...times, studentIds: grants.map(({ studentId }) => studentId) } };
};

const hold = (sessionId: string, data: EventOf<'org.strata.session.held.v1'>, { sender, now }: { sender: Sender; now: number }): SessionCommand => {
  const { about, grants, timeZone } = placed(sessionId, data, { sender, at: data.actualStart });
  const students = data.students.map(({ studentId: _theirs, attendance, minutesPresent = 0, softwareMinutes = 0, ...rest }, index) => ({
    ...rest, studentId: grants[index]!.studentId, tier: tierOf(grants[index]!, about.domain), category: attendance, minutesPresent, softwareMinutes,
  }));
  const times = { actualStart: toZone(timeZone, data.actualStart), actualEnd: toZone(timeZone, data.actualEnd) };
  return { type: 'HoldSession', data: { ...about, ...times, substitute: data.isSubstituteTutor ?? false, ...(data.ratio !== undefined && { ratio: data.ratio }), students, now } };
};

const cancel = (sessionId: string, data: EventOf<'org.strata.session.cancelled.v1'>, sender: Sender): SessionCommand => {
  const status = data.status ?? 'cancelled';
  const outcome = { status, reason: data.cancelReason ?? 'not given', cancelledBy: data.cancelledBy ?? (status === 'no_show' ? ('student' as const) : ('other' as const)) };
  if (!data.students) return { type: 'CancelSession', data: { sessionId, ...outcome } };
  const { about, grants } = placed(sessionId, { ...data, students: data.students }, { sender, at: data.scheduledStart! });
  return { type: 'CancelSession', data: { sessionId, about, studentIds: grants.map(({ studentId }) => studentId), ...outcome } };
};

const correct = (sessionId: string, data: EventOf<'org.strata.attendance.corrected.v1'>, { scope }: Sender): SessionCommand => {
  const faults: Fault[] = [];
  const students = data.students.map(({ studentId: ref, remove, attendance, minutesPresent = 0, softwareMinutes = 0, absenceReason }, index): Correction => {
    const grants = scope.get(ref) ?? [];
    if (grants.length === 0) faults.push({ pointer: `/students/${index}/studentId`, ...NOT_FOUND });
    const studentId = grants[0]?.studentId ?? ref;
    if (remove) return { studentId, remove };
    const covers = grants.flatMap((grant) => [...grant.purposes.keys()].map((domain) => ({ domain, tier: tierOf(grant, domain), from: grant.from, until: Number.isFinite(grant.until) ? grant.until : null })));
    return { studentId, category: attendance!, minutesPresent, softwareMinutes, covers, ...(absenceReason !== undefined && { absenceReason }) };
  });
  refuse(faults);
  return { type: 'CorrectAttendance', data: { sessionId, reason: data.reason, students } };
};

type When = { readonly sender: Sender; readonly at: string };

/** Places a session within the agreements: whom it is about, in which domain, at which tier, in which local time. */
const placed = (sessionId: string, data: Planned & { students: readonly { studentId: string }[] }, { sender, at }: When) => {
  const { grants, domain } = grantsOf(data.students, { scope: sender.scope, at: Date.parse(at), domain: data.domain });
  const { timeZone, locationKind, purposes } = grants[0]!;
  const about: Mutable<About> = {
    sessionId, providerId: sender.providerId, providerSessionId: data.providerSessionId, domain, tier: purposes.get(domain)!,
    locationKind: data.locationKind ?? locationKind, staffIds: data.tutorId === undefined ? [] : [data.tutorId],
  };
  if (data.modality !== undefined) about.modality = data.modality;
  if (data.groupId !== undefined) about.groupId = data.groupId;
  if (data.interventionCode !== undefined) about.interventionCode = data.interventionCode;
  if (data.scheduledStart !== undefined) about.scheduledStart = toZone(timeZone, data.scheduledStart);
  if (data.scheduledEnd !== undefined) about.scheduledEnd = toZone(timeZone, data.scheduledEnd);
  return { about, grants, timeZone };
};
type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

const NOT_FOUND = { code: 'STUDENT_NOT_FOUND', detail: 'No student of your agreements has this id.' };
const OUTSIDE = { code: 'OUTSIDE_AGREEMENT', detail: 'No agreement about this student covers the day of the session.' };
const OTHER_DOMAIN = { code: 'DOMAIN_NOT_AGREED', detail: 'No agreement about this student covers this domain on the day of the session.' };
const DOMAIN_REQUIRED = { code: 'DOMAIN_REQUIRED', detail: 'The agreement is about several domains: name one.' };

type Asked = { readonly scope: Scope; readonly at: number; readonly domain: Domain | undefined };

const grantsOf = (students: readonly { readonly studentId: string }[], { scope, at, domain: asked }: Asked): { grants: Grant[]; domain: Domain } => {
  const faults: Fault[] = [];
  let domain = asked;
  const grants = students.map(({ studentId }, index): Grant | undefined => {
    const known = scope.get(studentId);
    const grant = known && grantAt(known, at, domain);
    if (!grant) faults.push({ pointer: `/students/${index}/studentId`, ...whyNot(known, at) });
    else domain ??= onlyDomainOf(known, at);
    return grant;
  });
  refuse(faults);
  if (domain === undefined) refuse([{ pointer: '/domain', ...DOMAIN_REQUIRED }]);
  return { grants: grants as Grant[], domain: domain! };
};

const onlyDomainOf = (grants: readonly Grant[], at: number): Domain | undefined => {
  const domains = new Set(grants.filter(({ from, until }) => at >= from && at < until).flatMap(({ purposes }) => [...purposes.keys()]));
  return domains.size === 1 ? [...domains][0] : undefined;
};

const whyNot = (known: readonly Grant[] | undefined, at: number) => {
  if (!known) return NOT_FOUND;
  return grantAt(known, at) ? OTHER_DOMAIN : OUTSIDE;
};

const refuse = (faults: readonly Fault[]): void => {
  const [first] = faults;
  if (first) throw new DomainError(first.code, first.code === NOT_FOUND.code ? 'not-found' : 'rejected', first.detail, { faults });
};
