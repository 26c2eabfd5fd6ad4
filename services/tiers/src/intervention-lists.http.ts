import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  addedTier, domain, id, interventionList, prescriptionList, studentInterventions, type InterventionList, type PrescriptionList, type StudentInterventions,
} from '@strata/contracts';
import type { Filter, Found, ViewReader } from '@strata/kernel';
import { Access, paged, pageQuery, VIEWS } from '@strata/runtime';
import { z } from 'zod';
import type { AssignmentDoc, InterventionDoc, PrescriptionDoc } from './intervention.view.ts';
import { Students } from './students.ts';

const runsQuery = pageQuery.extend({ school: id.optional(), domain: domain.optional(), tier: addedTier.optional(), status: z.enum(['open', 'closed', 'all']).default('open') });
const catalogueQuery = pageQuery.extend({ domain: domain.optional(), status: z.enum(['active', 'retired', 'all']).default('active') });

/** Interventions by page, as the views know them. */
@Controller('v1')
@ApiTags('tiers')
@Access('owner')
export class InterventionListsHttp {
  constructor(
    @Inject(VIEWS) private readonly views: ViewReader,
    @Inject(Students) private readonly students: Students,
  ) {}

  @Get('interventions')
  @ApiOkResponse({ standardSchema: interventionList })
  async runs(@Query({ schema: runsQuery }) { school, domain: of, tier, status, ...page }: z.output<typeof runsQuery>): Promise<InterventionList> {
    const where = given({ schoolId: school, domain: of, tier, status: status === 'all' ? ['open', 'closed'] : status });
    const found = await this.views.find<InterventionDoc>('tiers_intervention', { where, ...page });
    return list(found, this.views, ({ run, closed, cohorts, students }) => {
      const { minMinutes: _least, maxMinutes: _most, ...shown } = run!;
      return { ...shown, ...(closed !== null && { closedOn: closed }), cohorts, students: students.length };
    });
  }

  @Get('intervention-prescriptions')
  @ApiOkResponse({ standardSchema: prescriptionList })
  async catalogue(@Query({ schema: catalogueQuery }) { domain: of, status, ...page }: z.output<typeof catalogueQuery>): Promise<PrescriptionList> {
    const where = given({ domain: of, status: status === 'all' ? ['active', 'retired'] : status });
    const found = await this.views.find<PrescriptionDoc>('tiers_prescription', { where, ...page });
    return list(found, this.views, ({ retiredFor, ...doc }) => ({ ...doc, ...(retiredFor !== null && { retiredFor }) }));
  }

  /** What a student took part in, latest first. */
  @Get('students/:id/interventions')
  @ApiOkResponse({ standardSchema: studentInterventions })
  async ofStudent(@Param('id', { schema: id }) studentId: string, @Query({ schema: pageQuery }) page: z.output<typeof pageQuery>): Promise<StudentInterventions> {
    await this.students.one(studentId);
    const found = await this.views.find<AssignmentDoc>('tiers_assignment', { where: { studentId }, order: ['-begin'], ...page });
    return list(found, this.views, ({ interventionId, cohortId, name, domain: of, tier, begin, end, endReason, dosage }) => ({
      interventionId, name, domain: of!, tier: tier!, begin, dosage: dosage!,
      ...(cohortId !== null && { cohortId }), ...(end !== null && { end }), ...(endReason !== null && { endReason }),
    }));
  }
}

const given = (where: Readonly<Record<string, string | readonly string[] | undefined>>): Filter => Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)) as Filter;

const list = <Doc, Item>(found: Found<Doc>, views: ViewReader, itemOf: (doc: Doc) => Item) => {
  const { items, ...rest } = paged(found, views.progress());
  return { ...rest, items: items.map(itemOf) };
};
