import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { schoolMatterRule } from '../../domain/calls/rules.ts';
import { type Half, halfOn, halvesOf } from '../../domain/reviews/halves.ts';
import { actionAnswerSchema, actionAnswers } from '../../domain/reviews/record.ts';
import { disagreement, type SemiAnnualReason, semiAnnualList, semiAnnualReasons } from '../../domain/reviews/rules.ts';
import { dateSchema } from '../../domain/shared/dates.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { yesNoUnsure, yesNoUnsureSchema } from '../../domain/shared/people.ts';
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
  /** Those of them on which the two sides differ. */
  disagreed: z.number().int(),
  incidents: z.number().int(),
  /** Hand it back as `before` for the next page; null at the end. */
  next: z.string().nullable(),
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

export const halfYearQuerySchema = z.object({
  half: z.string().max(20).optional(),
  schoolId: idSchema.optional(),
  /** Only incidents that are on the list for this reason. */
  why: z.enum(semiAnnualReasons).optional(),
  before: z
    .string()
    .max(60)
    .refine((cursor) => {
      const [day, id, ...more] = cursor.split('~');
      return more.length === 0 && dateSchema.safeParse(day).success && idSchema.safeParse(id).success;
    })
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type HalfYearFilter = z.infer<typeof halfYearQuerySchema>;

/**
 * The incidents of a half school year that the meeting of both sides looks at, with why each is on the list: the sides
 * disagree, one said 'no', an arrest, restraint or force, a school matter (P6.6, P7.6). The latest day first, a page at
 * a time. Answers are shown only where both sides have given theirs. Refuses an unknown half with 404.
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
      return ok({ half: half.id, halves, ...counted, ...(await pageOf(tx, wanted, filter)) });
    },
  });
}

/** The rows the rule puts on the list, after the page before; reads on where it puts fewer on it than were read. */
async function pageOf(
  tx: Tx,
  wanted: RawBuilder<SqlBool>,
  filter: HalfYearFilter,
): Promise<Pick<HalfYear, 'rows' | 'next'>> {
  const rows: HalfYear['rows'] = [];
  const { limit, why } = filter;
  let before = filter.before;
  for (;;) {
    const read = await candidates(tx, wanted, why, before, limit + 1);
    const reviews = await reviewsOf(tx, read);
    for (const incident of read) {
      const row = toRow(incident, reviews.get(incident.id) ?? []);
      if (row.why.length > 0 && (why === undefined || row.why.includes(why))) rows.push(row);
    }
    const last = read.at(-1);
    if (rows.length > limit || read.length <= limit || last === undefined) break;
    before = placeOf(last.local_day, last.id);
  }
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { rows: shown, next: more ? placeOf(last.localDay, last.incidentId) : null };
}

const placeOf = (day: string, id: string): string => `${day}~${id}`;

async function reviewsOf(tx: Tx, incidents: readonly IncidentRow[]): Promise<Map<string, ReviewRow[]>> {
  if (incidents.length === 0) return new Map();
  const ids = incidents.map((incident) => incident.id);
  const reviews = await tx
    .selectFrom('review')
    .selectAll()
    .where(sql<SqlBool>`incident_id = ANY (${ids}::uuid[])`)
    .execute();
  return Map.groupBy(reviews, (review) => review.incident_id);
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

/** Two answers as the database keeps them in one text (migration 018), judged by the rule of the two sides. */
const judged = yesNoUnsure.flatMap((policeInvolvement) =>
  actionAnswers.flatMap((policeAction) =>
    yesNoUnsure.flatMap((schoolInvolvement) =>
      actionAnswers.map((schoolAction) => {
        const police = { involvementAppropriate: policeInvolvement, actionAppropriate: policeAction };
        const school = { involvementAppropriate: schoolInvolvement, actionAppropriate: schoolAction };
        return {
          text: [policeInvolvement, policeAction, schoolInvolvement, schoolAction].join(' '),
          differ: disagreement(police, school).any,
          no: [policeInvolvement, policeAction, schoolInvolvement, schoolAction].includes('no'),
        };
      }),
    ),
  ),
);
const textsThat = (differOrNo: (one: (typeof judged)[number]) => boolean): string[] =>
  judged.filter(differOrNo).map(({ text }) => text);

async function countsOf(
  tx: Tx,
  wanted: RawBuilder<SqlBool>,
): Promise<Pick<HalfYear, 'incidents' | 'answeredByBoth' | 'disagreed'>> {
  const { rows } = await sql<{ answers: string | null; n: number }>`
    SELECT both_answers AS answers, count(*) AS n FROM incident WHERE ${wanted} GROUP BY both_answers`.execute(tx);
  const differ = new Set(textsThat((one) => one.differ));
  const sumOf = (counts: (answers: string | null) => boolean): number =>
    rows.reduce((sum, row) => sum + (counts(row.answers) ? row.n : 0), 0);
  return {
    incidents: sumOf(() => true),
    answeredByBoth: sumOf((answers) => answers !== null),
    disagreed: sumOf((answers) => answers !== null && differ.has(answers)),
  };
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

const usedKinds = (kinds: readonly string[]): RawBuilder<SqlBool> =>
  sql`EXISTS (SELECT FROM enforcement_action used WHERE used.program_id = incident.program_id
    AND used.incident_id = incident.id AND used.kind = ANY (${[...kinds]}::text[]))`;

const hasAnswers = (texts: readonly string[]): RawBuilder<SqlBool> =>
  sql`incident.both_answers = ANY (${[...texts]}::text[])`;

const isSchoolMatter = sql<SqlBool>`EXISTS (SELECT FROM finding WHERE finding.program_id = incident.program_id
  AND finding.record_id IN (incident.id, incident.call_id) AND finding.state <> 'withdrawn'
  AND finding.rule = ${schoolMatterRule.id})`;

/** What must hold of an incident that is on the list for a reason; whether it is there is the rule's to say. */
const mayBe: Record<SemiAnnualReason, RawBuilder<SqlBool>> = {
  disagreement: hasAnswers(textsThat((one) => one.differ)),
  saidNotAppropriate: hasAnswers(textsThat((one) => one.no)),
  arrest: usedKinds(['arrest']),
  restraint: usedKinds(['restraint', 'force']),
  schoolMatter: isSchoolMatter,
};
const mayBeAny = sql<SqlBool>`(incident.action_count > 0 OR ${hasAnswers(
  textsThat((one) => one.differ || one.no),
)} OR ${isSchoolMatter})`;

/** The incidents that may belong on the list after a place in it, the latest day first; the rule decides (semiAnnualList). */
async function candidates(
  tx: Tx,
  wanted: RawBuilder<SqlBool>,
  why: SemiAnnualReason | undefined,
  before: string | undefined,
  limit: number,
): Promise<IncidentRow[]> {
  const [day, id] = before?.split('~') ?? [];
  const after = before === undefined ? sql`true` : sql`(incident.local_day, incident.id) < (${day}::date, ${id}::uuid)`;
  const { rows } = await sql<IncidentRow>`
    SELECT incident.id, incident.school_id, place.name AS school_name, officer.name AS officer_name, incident.matter,
      incident.local_day, ${isSchoolMatter} AS school_matter,
      ARRAY(SELECT DISTINCT kind FROM enforcement_action used
            WHERE used.program_id = incident.program_id AND used.incident_id = incident.id) AS actions
    FROM incident
    JOIN school place ON place.program_id = incident.program_id AND place.id = incident.school_id
    JOIN officer ON officer.program_id = incident.program_id AND officer.id = incident.officer_id
    WHERE ${wanted} AND ${after} AND ${why === undefined ? mayBeAny : mayBe[why]}
    ORDER BY incident.local_day DESC, incident.id DESC
    LIMIT ${limit}`.execute(tx);
  return rows;
}

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
