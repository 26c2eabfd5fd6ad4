import { rosterId } from '../roster-id.ts';
import { bundle, changed, smallSchool, type Files, type Row, type Tables } from './oneroster-bundle.ts';

/** A school of so many students, each in two classes; nobody has a guardian. */
export const school = (students: number, version: '1.1' | '1.2' = '1.1'): Tables => {
  const small = smallSchool(version);
  const ids = Array.from({ length: students }, (_, n) => `s${n}`);
  return {
    ...small,
    users: [
      ...small.users!.filter(({ sourcedId }) => sourcedId === 'tom' || sourcedId === 'sue'),
      ...ids.map((sourcedId, n) => ({
        ...small.users![1]!, sourcedId, username: sourcedId, givenName: `Given${n}`, familyName: `Family${n}`, identifier: `90${n}`, agentSourcedIds: '',
      })),
    ],
    ...(version === '1.2' && { roles: ['tom', 'sue', ...ids].map((userSourcedId) => ({ sourcedId: `role-${userSourcedId}`, userSourcedId, roleType: 'primary', role: userSourcedId === 'tom' ? 'teacher' : userSourcedId === 'sue' ? 'counselor' : 'student', orgSourcedId: 'school' })) }),
    demographics: ids.map((sourcedId) => ({ sourcedId, birthDate: '2018-01-01' })),
    enrollments: [
      ...small.enrollments!.filter(({ userSourcedId }) => userSourcedId === 'tom'),
      ...ids.flatMap((userSourcedId) => ['m3a', 'm3b'].map((classSourcedId) => ({ ...small.enrollments![0]!, sourcedId: `e-${userSourcedId}-${classSourcedId}`, userSourcedId, classSourcedId }))),
    ],
  };
};
export const packed = (tables: Tables, version: '1.1' | '1.2' = '1.1'): Files => bundle(version, tables);

/** The tables without some rows of one file. */
export const without = (tables: Tables, file: keyof Tables, ...ids: string[]): Tables => ({ ...tables, [file]: tables[file]!.filter((row) => !ids.includes(row['sourcedId']!)) });

/** The tables without everything about some people. */
export const withoutPeople = (tables: Tables, ...ids: string[]): Tables => {
  const stay = (rows: Row[], field: string) => rows.filter((row) => !ids.includes(row[field]!));
  return { ...tables, users: stay(tables.users!, 'sourcedId'), demographics: stay(tables.demographics!, 'sourcedId'), enrollments: stay(tables.enrollments!, 'userSourcedId') };
};

/** The tables with one row changed. */
export const editing = (tables: Tables, file: keyof Tables, id: string, more: Row): Tables => changed(tables, file, (row) => (row['sourcedId'] === id ? { ...row, ...more } : row));

export const studentId = (sourcedId: string): string => rosterId('student', sourcedId);
