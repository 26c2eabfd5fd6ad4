import { DomainError, type Vault } from '@strata/kernel';
import type { SessionCommand } from './session.decider.ts';

type Texts = { studentId: string; note?: string | undefined; absenceReason?: string | undefined };
type Carrier = { readonly command: SessionCommand; error?: DomainError };

const textsOf = (command: SessionCommand): readonly Texts[] =>
  command.type === 'HoldSession' || command.type === 'CorrectAttendance' || command.type === 'RecordAttendance' ? command.data.students : [];

/**
 * Puts the free texts of these commands under their students' keys, in place: open text never reaches a decider. Without
 * a vault (a trial) the texts are only taken out. A student who was forgotten refuses the command that names them alone.
 */
export const sealTexts = async (carriers: readonly Carrier[], vault: Vault | undefined): Promise<void> => {
  const carrying = carriers.filter(({ command }) => textsOf(command).some(({ note, absenceReason }) => note !== undefined || absenceReason !== undefined));
  if (carrying.length === 0) return;
  try {
    await seal(carrying, vault);
  } catch (error) {
    if (!isShredded(error)) throw error;
    for (const carrier of carrying) await sealAlone(carrier, vault);
  }
};

const sealAlone = async (carrier: Carrier, vault: Vault | undefined): Promise<void> => {
  try {
    await seal([carrier], vault);
  } catch (error) {
    if (!isShredded(error)) throw error;
    carrier.error = new DomainError('SUBJECT_SHREDDED', 'rejected', 'The personal data of a student was destroyed: send no note about this student.');
  }
};

const isShredded = (error: unknown): error is DomainError => error instanceof DomainError && error.code === 'SUBJECT_SHREDDED';

const seal = async (carriers: readonly Carrier[], vault: Vault | undefined): Promise<void> => {
  const slots = carriers.flatMap(({ command }) => textsOf(command)).flatMap((student) =>
    (['note', 'absenceReason'] as const).flatMap((field) => (student[field] === undefined ? [] : [{ student, field, text: student[field] }])));
  const sealed = await vault?.seal(slots.map(({ student, text }) => ({ subjectId: student.studentId, data: text })));
  slots.forEach(({ student, field }, index) => (student[field] = sealed?.[index] ?? 'sealed'));
};
