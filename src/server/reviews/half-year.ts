import { type RawBuilder, type SqlBool, sql } from 'kysely';
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
      const wanted = within(half, {
        schoolId: filter.schoolId,
        schoolIds: extent.kind === 'some' ? extent.schoolIds : null,
      });
      const counted = await countsOf(tx, wanted);
      const incidents = await candidates(tx, wanted);
      const ids = incidents.map((incident) => incident.id);
      const reviews =
        ids.length === 0
          ? []
          : await tx.selectFrom('review').selectAll().where(sql<SqlBool>`incident_id = ANY (${ids}::uuid[])`).execute();
      const byIncident = Map.groupBy(reviews, (review) => review.incident_id);
      const rows = incidents.map((incident) => toRow(incident, byIncident.get(incident.id) ?? []));
      return ok({ half: half.id, halves, ...counted, rows: rows.filter((row) => row.why.length > 0) });
    },
  });
}

/** Filed incidents of the half, of one school or of some. */
function within(
  half: Half,
  { schoolId, schoolIds }: { readonly schoolId: string | undefined; readonly schoolIds: readonly string[] | null },
): RawBuilder<SqlBool> {
  const parts = [
    sql<SqlBool>`incident.state IN ('filed', 'amended')`,
    sql<SqlBool>`incident.local_day >= ${half.from}::date`,
  ];
  if (half.to !== null) parts.push(sql`incident.local_day <= ${half.to}::date`);
  if (schoolId !== undefined) parts.push(sql`incident.school_id = ${schoolId}::uuid`);
  if (schoolIds !== null) parts.push(sql`incident.school_id = ANY (${[...schoolIds]}::uuid[])`);
  return sql<SqlBool>`(${sql.join(parts, sql` AND `)})`;
}

const answered = (row: 'police' | 'school'): RawBuilder<SqlBool> =>
  sql`(${sql.ref(`${row}.state`)} = 'answered' AND ${sql.ref(`${row}.involvement`)} IS NOT NULL
    AND ${sql.ref(`${row}.answered_at`)} IS NOT NULL AND ${sql.ref(`${row}.answered_by`)} IS NOT NULL)`;

const bothSides = sql`LEFT JOIN review police ON police.program_id = incident.program_id
     AND police.incident_id = incident.id AND police.side = 'police'
    LEFT JOIN review school ON school.program_id = incident.program_id
     AND school.incident_id = incident.id AND school.side = 'school'`;

async function countsOf(tx: Tx, wanted: RawBuilder<SqlBool>): Promise<{ incidents: number; answeredByBoth: number }> {
  const { rows } = await sql<{ incidents: number; both: number }>`
    SELECT count(*) AS incidents, count(*) FILTER (WHERE ${answered('police')} AND ${answered('school')}) AS both
    FROM incident ${bothSides} WHERE ${wanted}`.execute(tx);
  return { incidents: rows[0]?.incidents ?? 0, answeredByBoth: rows[0]?.both ?? 0 };
}

interface IncidentRow {
  readonly id: string;
  readonly school_id: string;
  readonly school_name: string;
  readonly officer_name: string;
  readonly matter: string | null;
  readonly local_day: string;
  readonly actions: string[];
  readonly school_matter: boolean;
}

/**
 * The incidents that may belong on the list, newest first; whether they do is the rule's to say (semiAnnualList). Left
 * out are only those with no police power, no school matter, and no two answers that differ or say 'no'.
 */
async function candidates(tx: Tx, wanted: RawBuilder<SqlBool>): Promise<IncidentRow[]> {
  const { rows } = await sql<IncidentRow>`
    SELECT incident.id, incident.school_id, place.name AS school_name, officer.name AS officer_name, incident.matter,
      incident.local_day, actions, school_matter
    FROM incident
    JOIN school place ON place.program_id = incident.program_id AND place.id = incident.school_id
    JOIN officer ON officer.program_id = incident.program_id AND officer.id = incident.officer_id
    ${bothSides}
    CROSS JOIN LATERAL (
      SELECT ARRAY(SELECT DISTINCT kind FROM enforcement_action used
                   WHERE used.program_id = incident.program_id AND used.incident_id = incident.id) AS actions,
        incident.id IN (SELECT record_id FROM ${schoolMatters}) OR
          coalesce(incident.call_id IN (SELECT record_id FROM ${schoolMatters}), false) AS school_matter
    ) beside
    WHERE ${wanted} AND (cardinality(actions) > 0 OR school_matter
      OR (${answered('police')} AND ${answered('school')}
        AND (police.involvement <> school.involvement OR police.action IS DISTINCT FROM school.action
          OR 'no' IN (police.involvement, school.involvement, police.action, school.action))))
    ORDER BY incident.occurred_at DESC`.execute(tx);
  return rows;
}

const schoolMatters = sql`finding WHERE finding.record_id IS NOT NULL AND finding.state <> 'withdrawn'
                            AND finding.rule = ${schoolMatterRule.id}`;

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
