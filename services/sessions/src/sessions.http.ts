import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader } from '@nestjs/swagger';
import { attendanceBody, cancelBody, sessionBody, sessionsQuery, voidBody } from '@strata/contracts';
import { DomainError, replay, type Execution, type Message, type Vault, type ViewReader } from '@strata/kernel';
import { Access, By, etagOf, EXECUTION, expectedVersionOf, paged, pageQuery, Run, VAULT, VIEWS, type Paged } from '@strata/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sealTexts } from './note-sealing.ts';
import { session, type RecordAttendance, type SessionCommand, type SessionEventOfLog } from './session.decider.ts';
import { sessionsOf, sessionStream, shown } from './sessions.query.ts';
import type { StudentDoc } from './views.ts';

const listQuery = sessionsQuery.extend(pageQuery.shape);
const IF_MATCH = { name: 'If-Match', required: false, description: 'ETag of an earlier answer: refused with 412 when somebody changed the session since.' } as const;

/** Sessions as the district sees them, and as the school's own staff record them. */
@Controller('v1/sessions')
@Access('owner')
export class SessionsHttp {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(EXECUTION) private readonly execution: Execution,
  ) {}

  @Post()
  async schedule(@Body({ schema: sessionBody }) body: z.output<typeof sessionBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ sessionId: string }> {
    await this.refuseUnknown(body.studentIds.map((studentId, index) => ({ studentId, pointer: `/studentIds/${index}` })));
    const sessionId = this.execution.ids.next();
    await this.run({ type: 'ScheduleSession', data: { sessionId, ...body } }, by, reply);
    return { sessionId };
  }

  @Post(':sessionId/attendance')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  async attend(@Param('sessionId') sessionId: string, @Body({ schema: attendanceBody }) body: z.output<typeof attendanceBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.refuseUnknown(body.students.map(({ studentId }, index) => ({ studentId, pointer: `/students/${index}/studentId` })));
    const students = body.students.map(({ attendance, ...student }) => ({ ...student, category: attendance }));
    const command: RecordAttendance = { type: 'RecordAttendance', data: { ...body, sessionId, students, now: this.execution.clock.now() } };
    await sealTexts([{ command }], this.vault);
    await this.run(command, by, reply);
  }

  @Post(':sessionId/cancel')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  async cancel(@Param('sessionId') sessionId: string, @Body({ schema: cancelBody }) body: z.output<typeof cancelBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.run({ type: 'CancelSession', data: { sessionId, ...body } }, by, reply);
  }

  @Post(':sessionId/void')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  async void(@Param('sessionId') sessionId: string, @Body({ schema: voidBody }) { reason }: z.output<typeof voidBody>, @By() by: By, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.run({ type: 'VoidSession', data: { sessionId, reason } }, by, reply);
  }

  /** Of one student; the student's own attendance stands with each. */
  @Get()
  async list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Paged<object>> {
    return paged(await sessionsOf(this.views, this.execution.store, query), this.views.progress());
  }

  /** One session with its attendance, straight from the log. */
  @Get(':sessionId')
  async read(@Param('sessionId') sessionId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { events, version } = await this.execution.store.read(sessionStream(sessionId));
    const state = replay(session, events as readonly Message[] as readonly SessionEventOfLog[]);
    if (!state) throw new DomainError('SESSION_NOT_FOUND', 'not-found', 'There is no session of this id.');
    void reply.header('etag', etagOf(version));
    return shown(state);
  }

  private async run(command: SessionCommand, by: By, reply: FastifyReply): Promise<void> {
    const expectedVersion = expectedVersionOf(reply.request.headers['if-match']);
    const task = { decider: session, streamId: sessionStream(command.data.sessionId), command, metadata: by, ...(expectedVersion !== undefined && { expectedVersion }) };
    const ran = await this.bus.execute(new Run(task));
    if (ran.status !== 'duplicate') void reply.header('etag', etagOf(ran.version));
  }

  private async refuseUnknown(students: readonly { studentId: string; pointer: string }[]): Promise<void> {
    const known = await this.views.load<StudentDoc>('sessions_student', students.map(({ studentId }) => studentId));
    const faults = students.flatMap(({ pointer }, index) => (known[index] ? [] : [{ pointer, code: 'STUDENT_NOT_FOUND', detail: 'No student of this id is on the roster.' }]));
    if (faults.length > 0) throw new DomainError('STUDENT_NOT_FOUND', 'invalid', `${faults.length} of the students are not on the roster.`, { faults });
  }
}
