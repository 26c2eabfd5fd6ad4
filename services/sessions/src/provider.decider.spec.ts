import { describe, expect, test } from '@jest/globals';
import { replay } from '@strata/kernel';
import { specify } from '@strata/kernel/testing';
import { provider, type ProviderCommand, type ProviderEventOfLog } from './provider.decider.ts';

const { given } = specify(provider);
const NOW = Date.parse('2026-10-05T14:00:00Z');

const registered: ProviderEventOfLog = { type: 'ProviderRegistered', data: { providerId: 'p1', name: 'Ready Tutors' } };
const issued = (keyId: string, more: object = {}): ProviderEventOfLog => ({ type: 'ProviderKeyIssued', data: { providerId: 'p1', keyId, kind: 'live', hash: 'h', ...more } });
const issue = (keyId: string, more: object = {}): ProviderCommand => ({ type: 'IssueProviderKey', data: { keyId, kind: 'live', hash: 'h', now: NOW, ...more } });
const agreement = { agreementId: 'a1', purposes: [{ domain: 'math' as const, tier: 'more' as const }], begin: '2026-09-01', end: '2027-06-01', timeZone: 'America/Chicago' };
const activated: ProviderEventOfLog = { type: 'AgreementActivated', data: { providerId: 'p1', ...agreement, students: [{ studentId: 'stu-1', providerStudentId: 'ext-1' }] } };
const ended: ProviderEventOfLog = { type: 'AgreementEnded', data: { providerId: 'p1', agreementId: 'a1', date: '2027-01-01', reason: 'moved' } };
const activate = (more: object = {}): ProviderCommand => ({ type: 'ActivateAgreement', data: { ...agreement, students: [{ studentId: 'stu-1', providerStudentId: 'ext-1' }], ...more } });
const changeStudents = (more: object): ProviderCommand => ({ type: 'ChangeAgreementStudents', data: { agreementId: 'a1', add: [], remove: [], ...more } });
const end = (date: string): ProviderCommand => ({ type: 'EndAgreement', data: { agreementId: 'a1', date, reason: 'moved' } });

describe('a provider', () => {
  const register: ProviderCommand = { type: 'RegisterProvider', data: { providerId: 'p1', name: 'Ready Tutors' } };
  test('is registered', () => given().when(register).then(registered));
  test('is registered once', () => given(registered).when(register).then());
  test('keeps its name when somebody registers the same id under another', () =>
    given(registered).when({ type: 'RegisterProvider', data: { providerId: 'p1', name: 'Other' } }).thenRejected('PROVIDER_ALREADY_REGISTERED'));
  test('may be renamed and given another rate', () =>
    given(registered).when({ type: 'ChangeProvider', data: { name: 'Ready', requestsPerMinute: 10 } }).then({ type: 'ProviderChanged', data: { providerId: 'p1', name: 'Ready', requestsPerMinute: 10 } }));
  test('changes nothing when nothing changes', () => given(registered).when({ type: 'ChangeProvider', data: { name: 'Ready Tutors' } }).then());
  test.each<ProviderCommand>([{ type: 'ChangeProvider', data: { name: 'x' } }, issue('k1'), activate(), end('2027-01-01')])('must exist first (%#)', (command) =>
    given().when(command).thenRejected('PROVIDER_NOT_FOUND'));
});

describe('the keys of a provider', () => {
  test('are issued', () => given(registered).when(issue('k1')).then(issued('k1')));
  test('are issued once when the command is repeated', () => given(registered, issued('k1')).when(issue('k1')).then());
  test('are two at most, so that one can take over from the other', () => given(registered, issued('k1'), issued('k2')).when(issue('k3')).thenRejected('TOO_MANY_KEYS'));
  test('make room when one is revoked or has expired', () => {
    given(registered, issued('k1'), issued('k2'), { type: 'ProviderKeyRevoked', data: { providerId: 'p1', keyId: 'k1', reason: 'lost' } }).when(issue('k3')).then(issued('k3'));
    given(registered, issued('k1', { expiresAt: '2026-10-05T13:59:59Z' }), issued('k2')).when(issue('k3')).then(issued('k3'));
  });
  test('of the sandbox are counted apart', () => given(registered, issued('k1'), issued('k2')).when(issue('t1', { kind: 'test' })).then(issued('t1', { kind: 'test' })));
  test('must expire in the future', () => given(registered).when(issue('k1', { expiresAt: '2026-10-05T14:00:00Z' })).thenRejected('KEY_EXPIRES_IN_THE_PAST'));

  const revoke: ProviderCommand = { type: 'RevokeProviderKey', data: { keyId: 'k1', reason: 'lost' } };
  const revoked: ProviderEventOfLog = { type: 'ProviderKeyRevoked', data: { providerId: 'p1', keyId: 'k1', reason: 'lost' } };
  test('are revoked once', () => {
    given(registered, issued('k1')).when(revoke).then(revoked);
    given(registered, issued('k1'), revoked).when(revoke).then();
  });
  test('that nobody issued cannot be revoked', () => given(registered).when(revoke).thenRejected('KEY_NOT_FOUND'));
});

describe('an agreement', () => {
  test('names purposes and students', () => given(registered).when(activate()).then(activated));
  test('is made once when the command is repeated', () => given(registered, activated).when(activate()).then());
  test('ends after it begins', () => given(registered).when(activate({ end: '2026-09-01' })).thenRejected('AGREEMENT_ENDS_BEFORE_IT_BEGINS'));
  test('has one tier per domain', () =>
    given(registered).when(activate({ purposes: [{ domain: 'math', tier: 'more' }, { domain: 'math', tier: 'specialized' }] })).thenRejected('DUPLICATE_PURPOSE'));
  test('lists a student once', () => given(registered).when(activate({ students: [{ studentId: 'stu-1' }, { studentId: 'stu-1' }] })).thenRejected('DUPLICATE_STUDENT'));
  test('gives no two students the same id of the provider', () =>
    given(registered).when(activate({ students: [{ studentId: 'stu-1', providerStudentId: 'x' }, { studentId: 'stu-2', providerStudentId: 'x' }] })).thenRejected('STUDENT_REFERENCE_TAKEN'));
  test('gives no student the id of another, not even of another agreement', () =>
    given(registered, activated).when(activate({ agreementId: 'a2', students: [{ studentId: 'stu-2', providerStudentId: 'ext-1' }] })).thenRejected('STUDENT_REFERENCE_TAKEN'));
});

describe('the students of an agreement', () => {
  test('come and go', () =>
    given(registered, activated).when(changeStudents({ add: [{ studentId: 'stu-2' }], remove: ['stu-1'] }))
      .then({ type: 'AgreementStudentsChanged', data: { providerId: 'p1', agreementId: 'a1', added: [{ studentId: 'stu-2' }], removed: ['stu-1'] } }));
  test('may get another id or tier', () =>
    given(registered, activated).when(changeStudents({ add: [{ studentId: 'stu-1', providerStudentId: 'ext-1', tier: 'specialized' }] }))
      .then({ type: 'AgreementStudentsChanged', data: { providerId: 'p1', agreementId: 'a1', added: [{ studentId: 'stu-1', providerStudentId: 'ext-1', tier: 'specialized' }], removed: [] } }));
  test('stay as they are when nothing changes', () =>
    given(registered, activated).when(changeStudents({ add: [{ studentId: 'stu-1', providerStudentId: 'ext-1' }], remove: ['stu-9'] })).then());
  test('hand on an id of the provider in one step', () =>
    given(registered, activated).when(changeStudents({ add: [{ studentId: 'stu-2', providerStudentId: 'ext-1' }], remove: ['stu-1'] }))
      .then({ type: 'AgreementStudentsChanged', data: { providerId: 'p1', agreementId: 'a1', added: [{ studentId: 'stu-2', providerStudentId: 'ext-1' }], removed: ['stu-1'] } }));
  test('do not change after it ended', () => given(registered, activated, ended).when(changeStudents({ add: [{ studentId: 'stu-2' }] })).thenRejected('AGREEMENT_ENDED'));
  test('need an agreement', () => given(registered).when(changeStudents({ add: [{ studentId: 'stu-2' }] })).thenRejected('AGREEMENT_NOT_FOUND'));
  test('are folded from the history', () => {
    const state = replay(provider, [registered, activated, { type: 'AgreementStudentsChanged', data: { providerId: 'p1', agreementId: 'a1', added: [{ studentId: 'stu-2' }], removed: ['stu-1'] } }]);
    expect([...state!.agreements[0]!.students.keys()]).toEqual(['stu-2']);
  });
});

describe('the end of an agreement', () => {
  test('is recorded', () => given(registered, activated).when(end('2027-01-01')).then(ended));
  test('is recorded once', () => given(registered, activated, ended).when(end('2027-01-01')).then());
  test('is not moved', () => given(registered, activated, ended).when(end('2027-02-01')).thenRejected('AGREEMENT_ENDED'));
  test('is not later than it was agreed', () => given(registered, activated).when(end('2027-06-02')).thenRejected('AGREEMENT_ENDS_EARLIER'));
});
