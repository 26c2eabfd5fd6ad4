import { describe, expect, test } from '@jest/globals';
import type { ImportReport, StudentView, TierBoard } from '@strata/contracts';
import {
  dataSentence,
  enrolledSentence,
  importSentence,
  movementSentence,
  studentSentence,
  studentsSentence,
  tiersSentence,
  timeSentence,
} from './sentences.ts';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');
const noMoves = { intensify: 0, reduce: 0, lateral: 0 };
const shares = (domain: 'ela' | 'math', more: number, specialized: number, movedThisWeek = noMoves) => ({
  domain,
  students: 3014,
  core: 3014 - more - specialized,
  more,
  specialized,
  movedThisWeek,
});
const board = (domains: TierBoard['domains'], students = 3014): TierBoard => ({
  asOf: '2026-10-05T10:00:00Z',
  lagSeconds: 0,
  demo: false,
  timeZone: 'America/Chicago',
  place: { kind: 'district', name: 'District' },
  week: { from: '2026-10-05', to: '2026-10-12' },
  students,
  domains,
  parts: [],
  ruleSets: [],
});

describe('the finding about levels of support', () => {
  test('names the domain in which most receive support beyond core, and the week’s changes', () => {
    const told = tiersSentence(
      board([shares('ela', 200, 40), shares('math', 250, 62, { intensify: 11, reduce: 7, lateral: 0 })]),
    );
    expect(told.lead).toBe('312 of 3,014 students receive support beyond core in math, 62 of them specialized.');
    expect(told.rest).toBe('18 changes of support this week: 11 to more, 7 to less.');
  });

  test('says so when nobody moved', () => {
    expect(tiersSentence(board([shares('ela', 2, 0)])).rest).toBe('Nobody’s support changed this week.');
  });

  test('says so when everybody receives core alone, and when nobody is there', () => {
    expect(tiersSentence(board([shares('ela', 0, 0)])).lead).toBe('All 3,014 students receive core support alone.');
    expect(tiersSentence(board([], 0)).lead).toBe('Nobody is enrolled.');
  });
});

describe('the finding about movement', () => {
  const flows = [
    { domain: 'math' as const, fromTier: 'core' as const, toTier: 'more' as const, students: 2 },
    { domain: 'math' as const, fromTier: 'specialized' as const, toTier: 'more' as const, students: 1 },
    { domain: 'math' as const, fromTier: 'core' as const, toTier: 'core' as const, students: 2900 },
  ];

  test('counts who changed, not who stayed, and says most often why', () => {
    const told = movementSentence(flows, 'Oct 5 – 11', ['screening', 'screening', 'progress']);
    expect(told.lead).toBe('3 changes of support, Oct 5 – 11: 2 to more, 1 to less.');
    expect(told.rest).toBe('Most often because of screening (2) and progress (1).');
  });

  test('gives no reason when it knows only some of them', () => {
    expect(movementSentence(flows, 'Oct 5 – 11', ['screening']).rest).toBeUndefined();
  });

  test('says so when nobody moved', () => {
    expect(movementSentence([], 'Oct 5 – 11', []).lead).toBe('Nobody’s support changed, Oct 5 – 11.');
  });
});

describe('the finding about a student', () => {
  const held = (domain: 'ela' | 'math', tier: 'core' | 'more' | 'specialized', since?: string) => ({
    domain,
    tier,
    ...(since && { since }),
    placements: [],
  });
  const view = (...courses: StudentView['held']) =>
    ({ student: { name: 'Ava Okafor', enrolled: true }, held: courses }) as unknown as StudentView;

  test('names what somebody receives, the most intense first, and never calls a person by a tier', () => {
    const { lead } = studentSentence(
      view(held('ela', 'more', '2026-09-14'), held('math', 'specialized', '2026-10-05')),
    );
    expect(plain(lead)).toBe(
      'Ava Okafor receives specialized support in math since Oct 5 and more support in reading and language since Sep 14.',
    );
    expect(lead).not.toMatch(/tier/i);
  });

  test('knows core as what everybody receives', () => {
    expect(studentSentence(view(held('ela', 'core'))).lead).toBe('Ava Okafor receives core support in every domain.');
  });
});

describe('other findings', () => {
  test('counts students in words', () => {
    expect(
      studentsSentence({ shown: 1, hasMore: false, place: 'in the district', support: 'more support in math' }).lead,
    ).toBe('1 student in the district receives more support in math.');
    expect(
      studentsSentence({ shown: 100, hasMore: true, place: 'in the district', support: 'more support in math' }).lead,
    ).toMatch(/^More than 100 students/);
    expect(enrolledSentence(0, 'at Elk Ridge').lead).toBe('Nobody is enrolled at Elk Ridge.');
    expect(enrolledSentence(2, 'at Elk Ridge').lead).toBe('2 students are enrolled at Elk Ridge.');
  });

  test('keeps time with a tutor and time on software apart', () => {
    const told = timeSentence(
      { more: 4000, specialized: 300, software: 60 },
      { more: 600, specialized: 0, software: 0 },
    );
    expect(plain(told.lead)).toBe(
      'This week students have received 67 h of more and 5 h of specialized support with a tutor, and 60 min on software.',
    );
    expect(plain(told.rest)).toBe('Last week it was 10 h with a tutor.');
  });

  test('puts a held import before anything else about the data', () => {
    const quality = {
      imports: [{ status: 'completed' }, { status: 'held' }],
      parked: [{ events: 2 }],
      rejectedEvents: [],
    } as unknown as Parameters<typeof dataSentence>[0];
    expect(dataSentence(quality)).toEqual({
      lead: 'An import is held: it would end many enrollments, and waits for you.',
      rest: '2 events are parked. No event of a provider was rejected.',
    });
  });

  test('says that an import which changed nothing changed nothing', () => {
    const report = {
      status: 'completed',
      created: 0,
      changed: 0,
      ended: 0,
      warningCount: 1,
      unresolved: 0,
    } as ImportReport;
    expect(importSentence(report)).toEqual({
      lead: 'This import changed nothing: everything was known already.',
      rest: '1 warning, 0 unresolved references.',
    });
  });
});
