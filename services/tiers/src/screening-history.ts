import { Inject, Injectable } from '@nestjs/common';
import { DOMAINS, type Domain, type StudentScreenings } from '@strata/contracts';
import { replay, type StreamSlice, type Vault } from '@strata/kernel';
import { VAULT } from '@strata/runtime';
import { openNotes } from './notes.ts';
import { screening, screeningStream, type Concern, type Recommendation, type ScreeningEvent } from './screening.decider.ts';
import { Students } from './students.ts';
import { TierCommands } from './tier-commands.ts';

type Records = StudentScreenings['domains'][number]['screenings'];
type Correction = Records[number]['corrections'][number];

/** What is known of one student's needs, with everything that it said before. */
@Injectable()
export class ScreeningHistory {
  constructor(
    @Inject(TierCommands) private readonly commands: TierCommands,
    @Inject(Students) private readonly students: Students,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  async of(studentId: string): Promise<StudentScreenings> {
    await this.students.one(studentId);
    const slices = await this.commands.readMany<ScreeningEvent>([...DOMAINS, undefined].map((domain) => screeningStream(studentId, domain)));
    const domains = slices.slice(0, DOMAINS.length).map((slice, place) => domainOf(DOMAINS[place]!, slice));
    const concerns = slices.flatMap(({ events }) => replay(screening, events as unknown as ScreeningEvent[]).concerns.map(concernOf));
    return { studentId, domains, concerns: await openNotes(this.vault, studentId, concerns) };
  }
}

const domainOf = (domain: Domain, { events, version }: StreamSlice<ScreeningEvent>): StudentScreenings['domains'][number] => {
  const { screenings, recommendations } = replay(screening, events as unknown as ScreeningEvent[]);
  const recordedAt = new Map<string, string>();
  const corrections = new Map<string, Correction[]>();
  for (const event of events) {
    if (event.type === 'ScreeningRecorded') recordedAt.set(event.data.screeningId, event.recordedAt);
    if (event.type !== 'ScreeningCorrected') continue;
    const { screeningId, reason, before } = event.data;
    corrections.set(screeningId, [...(corrections.get(screeningId) ?? []), { at: event.recordedAt, reason, before }]);
  }
  const records = [...screenings.values()].map(({ studentId: _of, domain: _in, ...data }) => {
    const recommendation = recommendations.get(data.screeningId);
    return {
      ...data,
      recordedAt: recordedAt.get(data.screeningId)!,
      corrections: corrections.get(data.screeningId) ?? [],
      ...(recommendation && { recommendation: recommendationOf(recommendation) }),
    };
  });
  return { domain, version, screenings: records.sort((a, b) => (a.date < b.date ? -1 : 1)) };
};

const recommendationOf = ({ studentId: _of, domain: _in, evidence, ...data }: Recommendation) => ({ ...data, evidence: [...evidence] });

const concernOf = ({ studentId: _of, noteFingerprint: _digest, ...data }: Concern) => data;
