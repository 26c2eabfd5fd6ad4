import { Inject, Injectable } from '@nestjs/common';
import { DOMAINS, type DomainPlacements, type EventOf, type PlacementBody, type PlacementCorrectionBody, type PlacementEndBody, type StudentPlacements, type TierRecommended } from '@strata/contracts';
import { DomainError, type StreamSlice, type Vault } from '@strata/kernel';
import { VAULT } from '@strata/runtime';
import { evaluation, evaluationStream } from './evaluation.decider.ts';
import { openNotes, sealNote } from './notes.ts';
import { rankOf, tiersHeld } from './placement-course.ts';
import { historyOf, type Of } from './placement-history.ts';
import { placement, placementStream, type PlacementCommand, type PlacementEvent } from './placement.decider.ts';
import { refusal } from './refusal.ts';
import { screeningStream, type Recommendation, type ScreeningEvent } from './screening.decider.ts';
import { hasLeft, isEnrolled } from './student.view.ts';
import { Students } from './students.ts';
import { TierCommands, type Sender } from './tier-commands.ts';

/** Decisions of teams on tiers, and the courses that they make. */
@Injectable()
export class Placements {
  constructor(
    @Inject(TierCommands) private readonly commands: TierCommands,
    @Inject(Students) private readonly students: Students,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  async all(studentId: string): Promise<StudentPlacements> {
    const student = await this.students.one(studentId);
    const slices = await this.commands.readMany<PlacementEvent>(DOMAINS.map((domain) => placementStream(studentId, domain)));
    const domains = await Promise.all(slices.map((slice, place) => this.history({ studentId, domain: DOMAINS[place]! }, slice)));
    const enrolled = isEnrolled(student);
    const tiers = new Set(domains.flatMap(({ tier }) => tiersHeld(tier)));
    return {
      studentId,
      enrolled,
      ...(student.gradeLevel !== null && { gradeLevel: student.gradeLevel }),
      holds: enrolled ? [...tiers].sort((a, b) => rankOf(a) - rankOf(b)) : [],
      domains,
      evaluationRequests: await this.evaluationRequests(studentId),
    };
  }

  async one(of: Of): Promise<DomainPlacements> {
    await this.students.one(of.studentId);
    return this.history(of, await this.commands.read<PlacementEvent>(placementStream(of.studentId, of.domain)));
  }

  async decide(of: Of, { tier, ...body }: PlacementBody, sender: Sender): Promise<DomainPlacements> {
    const student = await this.students.one(of.studentId);
    if (tier !== 'core' && hasLeft(student)) throw new DomainError('STUDENT_WITHDRAWN', 'rejected', 'The student is enrolled nowhere: support above core is added to core, and core follows from being enrolled.');
    return this.run(of, { type: 'DecideTier', data: { ...(await this.decision(of, { tier, ...body })), toTier: tier } }, sender);
  }

  async end(of: Of, body: PlacementEndBody, sender: Sender): Promise<DomainPlacements> {
    await this.students.one(of.studentId);
    return this.run(of, { type: 'EndTier', data: await this.decision(of, { tier: 'core', ...body }) }, sender);
  }

  async correct(of: Of, { tier, ...body }: PlacementCorrectionBody, sender: Sender): Promise<DomainPlacements> {
    await this.students.one(of.studentId);
    return this.run(of, { type: 'CorrectTier', data: { ...of, ...body, ...(tier !== undefined && { toTier: tier }) } }, sender);
  }

  async evaluationRequests(studentId: string): Promise<StudentPlacements['evaluationRequests']> {
    const { state } = await this.commands.stateOf(evaluation, evaluationStream(studentId));
    const requests = state.requests.map(({ studentId: _of, noteFingerprint: _digest, ...request }) => request);
    return openNotes(this.vault, studentId, requests);
  }

  /** What deciding on a tier and ending one have in common. */
  private async decision(of: Of, { tier, note, ...body }: PlacementBody) {
    const recommendation = body.recommendationId === undefined ? undefined : await this.recommendation(of, body.recommendationId);
    const agreed = recommendation?.evidenceState === 'sufficient' ? { agreedWithRecommendation: recommendation.toTier === tier } : {};
    return { ...of, ...body, ...agreed, ...(await sealNote(this.vault, of.studentId, note)), placementId: this.commands.newId(), today: this.commands.today() };
  }

  private async recommendation({ studentId, domain }: Of, recommendationId: string): Promise<Recommendation> {
    const { events } = await this.commands.read<ScreeningEvent>(screeningStream(studentId, domain));
    const found = events.find((event) => event.type === 'TierRecommended' && event.data.recommendationId === recommendationId);
    if (!found) throw refusal('RECOMMENDATION_NOT_FOUND', '/recommendationId', 'There is no recommendation of this id for this student and domain.');
    return found.data as EventOf<typeof TierRecommended>['data'];
  }

  private async run(of: Of, command: PlacementCommand, sender: Sender): Promise<DomainPlacements> {
    const streamId = placementStream(of.studentId, of.domain);
    await this.commands.run(placement, streamId, command, sender);
    return this.history(of, await this.commands.read<PlacementEvent>(streamId));
  }

  private async history(of: Of, slice: StreamSlice<PlacementEvent>): Promise<DomainPlacements> {
    const history = historyOf(of, slice, this.commands.today());
    return { ...history, placements: await openNotes(this.vault, of.studentId, history.placements) };
  }
}

