import { sql } from 'kysely';
import { z } from 'zod';
import { schoolMatterRule } from '../../domain/calls/rules.ts';
import { type Half, halfOn, halvesOf } from '../../domain/reviews/halves.ts';
import { actionAnswerSchema } from '../../domain/reviews/record.ts';
import { disagreement, semiAnnualList, semiAnnualReasons } from '../../domain/reviews/rules.ts';
import { yesNoUnsureSchema } from '../../domain/shared/people.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { ReviewRow } from './load.ts';
import { standing } from './read.ts';

const compared = z.enum(['agree', 'disagree', 'open']);
const shortAnswer = z.object({
  involvementAppropriate: yesNoUnsureSchema,
  actionAppropriate: actionAnswerSchema,
  comment: z.string(),
});

export const halfYearSchema = z.object({
  half: z.string(),
  halves: z.array(
    z.object({
      id: z.string(),
      schoolYear: z.string(),
      number: z.union([z.literal(1), z.literal(2)]),
      from: z.string(),
      to: z.string().nullable(),
    }),
  ),
  /** Incidents of the half whose two answers are both given: what the disagreements are a share of. */
  answeredByBoth: z.number().int(),
  incidents: z.number().int(),
  rows: z.array(
    z.object({
      incidentId: z.uuid(),
      school: z.object({ id: z.uuid(), name: z.string() }),
      officer: z.string(),
      matter: z.string().nullable(),
      localDay: z.string(),
      why: z.array(z.enum(semiAnnualReasons)),
      involvement: compared.nullable(),
      action: compared.nullable(),
      /** Null while not both sides have answered: then neither is shown here. */
      police: shortAnswer.nullable(),
      schoolAnswer: shortAnswer.nullable(),
    }),
  ),
});
export type HalfYear = z.infer<typeof halfYearSchema>;

export interface HalfYearFilter {
  readonly half?: string | undefined;
  readonly schoolId?: string | undefined;
}

/**
 * The incidents of a half school year that the meeting of both sides looks at, with why each is on the list: the sides
 * disagree, one said 'no', an arrest, restraint or force, a school matter (P6.6, P7.6). Newest first. Answers are shown
 * only where both sides have given theirs. Refuses an unknown half with 404.
 */
export function halfYearList(service: Service, caller: Caller, filter: HalfYearFilter): Promise<Result<HalfYear>> {
  return runQuery(service, caller, {
    action: 'review.disagreements',
    read: async ({ tx, now, reach: extent }) => {
      const frame = await requireFrame(tx, caller.actor.programId);
      const halves = halvesOf(frame.schoolYears);
      const today = frame.dayOf(now);
      const half =
        filter.half === undefined
          ? (halfOn(halves, today) ?? halves.find((one) => one.from <= today) ?? halves[0])
          : halves.find((one) => one.id === filter.half);
      if (half === undefined) return err(notFound);
      let query = incidentsOf(tx, half);
      if (extent.kind === 'some') query = query.where('incident.school_id', 'in', [...extent.schoolIds]);
      if (filter.schoolId !== undefined) query = query.where('incident.school_id', '=', filter.schoolId);
      const incidents = await query.execute();
      const ids = incidents.map((incident) => incident.id);
      const reviews =
        ids.length === 0 ? [] : await tx.selectFrom('review').selectAll().where('incident_id', 'in', ids).execute();
      const byIncident = Map.groupBy(reviews, (review) => review.incident_id);
      const rows = incidents.map((incident) => toRow(incident, byIncident.get(incident.id) ?? []));
      return ok({
        half: half.id,
        halves,
        incidents: rows.length,
        answeredByBoth: rows.filter((row) => row.police !== null).length,
        rows: rows.filter((row) => row.why.length > 0),
      });
    },
  });
}

function incidentsOf(tx: Tx, half: Half) {
  let query = tx
    .selectFrom('incident')
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'incident.program_id').onRef('school.id', '=', 'incident.school_id'),
    )
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'incident.program_id').onRef('officer.id', '=', 'incident.officer_id'),
    )
    .select([
      'incident.id',
      'incident.school_id',
      'school.name as school_name',
      'officer.name as officer_name',
      'incident.matter',
      'incident.local_day',
      sql<string[]>`ARRAY(SELECT DISTINCT kind FROM enforcement_action e
                    WHERE e.program_id = incident.program_id AND e.incident_id = incident.id)`.as('actions'),
      sql<boolean>`EXISTS (SELECT FROM finding f WHERE f.program_id = incident.program_id AND f.state <> 'withdrawn'
                    AND f.rule = ${schoolMatterRule.id}
                    AND (f.record_id = incident.id OR f.record_id = incident.call_id))`.as('school_matter'),
    ])
    .where('incident.state', 'in', ['filed', 'amended'])
    .where('incident.local_day', '>=', half.from)
    .orderBy('incident.occurred_at', 'desc');
  if (half.to !== null) query = query.where('incident.local_day', '<=', half.to);
  return query;
}

type IncidentRow = Awaited<ReturnType<ReturnType<typeof incidentsOf>['execute']>>[number];

function toRow(incident: IncidentRow, reviews: readonly ReviewRow[]): HalfYear['rows'][number] {
  const police = standing(reviews, 'police');
  const school = standing(reviews, 'school');
  const both = police !== null && school !== null ? { police, school } : null;
  const differs = both === null ? null : disagreement(both.police, both.school);
  // Where one side still owes its answer, the other's must not show through the reasons either.
  const answers = both === null ? [] : [both.police, both.school].map((answer) => ({ ...answer, incidentVersion: 1 }));
  return {
    incidentId: incident.id,
    school: { id: incident.school_id, name: incident.school_name },
    officer: incident.officer_name,
    matter: incident.matter,
    localDay: incident.local_day,
    why: semiAnnualList({ answers, actionKinds: incident.actions, schoolMatter: incident.school_matter }),
    involvement: differs?.involvement ?? null,
    action: differs?.action ?? null,
    police: both?.police ?? null,
    schoolAnswer: both?.school ?? null,
  };
}
