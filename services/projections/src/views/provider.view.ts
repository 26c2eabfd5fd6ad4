import type { Domain } from '@strata/contracts';
import { view } from '@strata/kernel';
import type { Envelope, EventHandlers } from './event-handlers.ts';

type Agreement = { begin: string; end: string | null; domains: Domain[]; students: string[] };
type Key = { kind: 'live' | 'test'; label: string | null; expiresAt: string | null; revoked: boolean };

/** A provider, its agreements and what may be known of its keys. */
export type ProviderDoc = { name: string; agreements: Record<string, Agreement>; keys: Record<string, Key> };

const on: EventHandlers<ProviderDoc> = {
  ProviderRegistered: (doc, { data }) => Object.assign(doc, { name: data.name }),
  ProviderChanged: (doc, { data }) => Object.assign(doc, { name: data.name }),
  ProviderKeyIssued: (doc, { data }) => {
    doc.keys[data.keyId] = { kind: data.kind, label: data.label ?? null, expiresAt: data.expiresAt ?? null, revoked: false };
    return doc;
  },
  ProviderKeyRevoked: (doc, { data }) => {
    const key = doc.keys[data.keyId];
    if (key) key.revoked = true;
    return doc;
  },
  AgreementActivated: (doc, { data }) => {
    doc.agreements[data.agreementId] = { begin: data.begin, end: data.end ?? null, domains: data.purposes.map(({ domain }) => domain), students: data.students.map(({ studentId }) => studentId).sort() };
    return doc;
  },
  AgreementStudentsChanged: (doc, { data }) => {
    const agreement = doc.agreements[data.agreementId];
    if (!agreement) return doc;
    const students = new Set(agreement.students);
    for (const { studentId } of data.added) students.add(studentId);
    for (const studentId of data.removed) students.delete(studentId);
    agreement.students = [...students].sort();
    return doc;
  },
  AgreementEnded: (doc, { data }) => {
    const agreement = doc.agreements[data.agreementId];
    if (agreement) agreement.end = data.date;
    return doc;
  },
};

export const providerView = view<ProviderDoc>({
  name: 'provider',
  version: 1,
  on,
  key: ({ data }: Envelope<'ProviderRegistered'>) => data.providerId,
  initial: () => ({ name: '', agreements: {}, keys: {} }),
  columns: { name: ({ name }) => name },
  indexes: [['name']],
  scopes: (_doc, id) => ['district', `provider/${id}`],
});
