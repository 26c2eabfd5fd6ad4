import type { OpenRequest, Sealed, Vault } from '@strata/kernel';

/** A note under the student's key, and the digest that tells a repeat from a change; nothing when there is none. */
export const sealNote = async (vault: Vault, studentId: string, note: string | undefined): Promise<{ note?: Sealed; noteFingerprint?: string }> => {
  if (note === undefined) return {};
  const [sealed] = await vault.seal([{ subjectId: studentId, data: note }]);
  return { note: sealed!, noteFingerprint: vault.fingerprint(`${studentId} ${note}`) };
};

/** Opens the notes of one student in place; where the key was destroyed, the note is gone. */
export const openNotes = async <Noted extends { note?: string | undefined }>(vault: Vault, studentId: string, noted: readonly Noted[]): Promise<Noted[]> => {
  const requests = noted.flatMap(({ note }): OpenRequest[] => (note === undefined ? [] : [{ subjectId: studentId, sealed: note }]));
  const opened = requests.length === 0 ? [] : await vault.open(requests);
  let place = 0;
  return noted.map((one) => {
    if (one.note === undefined) return one;
    const { note: _sealed, ...rest } = one;
    const text = opened[place++];
    return (typeof text === 'string' ? { ...rest, note: text } : rest) as Noted;
  });
};
