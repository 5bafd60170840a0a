import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { reach } from '../../domain/access/decide.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { officerOf } from '../calls/alert.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { after, type DutyKind, dutyKinds, type Place, rankOf } from './order.ts';

/** Something that waits for a person: what, where it is done, since when and until when. */
export interface Duty {
  readonly kind: DutyKind;
  readonly recordId: string;
  /** Null: the whole program. */
  readonly schoolName: string | null;
  readonly since: Date;
  readonly dueAt: Date | null;
}

/** A draft becomes a duty, and the supervisor sees it, when its incident is this old: saving it again does not help. */
export const draftAgeMs = 2 * 86_400_000;

/** Where one kind of duty stands in the database. All but `where` are names of columns, or what takes their place. */
interface Source {
  readonly kind: DutyKind;
  readonly from: string;
  readonly id: string;
  readonly since: string;
  readonly due: RawBuilder<Date | null>;
  /** Each of them has a day on which it is due. */
  readonly dated?: true;
  readonly where: RawBuilder<SqlBool>;
}

const never = sql<Date | null>`NULL::timestamptz`;

/** What an officer owes: calls nobody went to, answers to the gate, incidents to write and to send. */
async function officersSources(tx: Tx, actor: Actor, day: string, now: Date): Promise<Source[]> {
  const officerId = await officerOf(tx, actor.personId);
  if (officerId === null) return [];
  const assigned = await tx
    .selectFrom('assignment')
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'assignment.program_id').onRef('officer.id', '=', 'assignment.officer_id'),
    )
    .select(['assignment.school_id', 'assignment.officer_id'])
    .where('officer.active', '=', true)
    .where('from_day', '<=', day)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', day)]))
    .execute();
  const served = [...new Set(assigned.map((row) => row.school_id))];
  const mine = assigned.filter((row) => row.officer_id === officerId).map((row) => row.school_id);
  const call = { from: 'call', id: 'id', since: 'requested_at', due: never } as const;
  const old = new Date(now.getTime() - draftAgeMs);
  return [
    { ...call, kind: 'emergency', where: sql`state = 'requested' AND emergency` },
    {
      ...call,
      kind: 'callWaiting',
      // A school without an officer is everybody's, as the alert was.
      where: sql`state = 'requested' AND NOT emergency
        AND (school_id = ANY (${mine}::uuid[]) OR school_id <> ALL (${served}::uuid[]))`,
    },
    {
      ...call,
      kind: 'gateAfterwards',
      due: sql`(body ->> 'gateDueAt')::timestamptz`,
      where: sql`officer_id = ${officerId}::uuid AND gate_answer IS NULL
        AND state IN ('requested', 'handedBack', 'responding', 'responded')`,
    },
    {
      ...call,
      kind: 'incidentToWrite',
      where: sql`officer_id = ${officerId}::uuid AND state = 'responded' AND incident_id IS NULL
        AND body ->> 'result' = 'incident'`,
    },
    {
      kind: 'draft',
      from: 'incident',
      id: 'id',
      since: 'occurred_at',
      due: never,
      where: sql`owner_id = ${actor.personId}::uuid AND state = 'draft' AND occurred_at <= ${old}`,
    },
  ];
}

const findingSource: Source = {
  kind: 'finding',
  from: 'finding',
  id: 'id',
  since: 'raised_at',
  due: sql`due_at`,
  where: sql`state = 'open'`,
};

/** A corrective action is its owner's until its day is over, wherever the program's clock stands (P1.4). */
function correctiveSource(actor: Actor): Source {
  return {
    kind: 'corrective',
    from: 'corrective_action',
    id: 'id',
    since: 'opened_at',
    due: sql`(corrective_action.due_on + time '23:59') AT TIME ZONE
      (SELECT time_zone FROM program WHERE program.program_id = corrective_action.program_id)`,
    dated: true,
    where: sql`owner_id = ${actor.personId}::uuid AND state = 'open'`,
  };
}

function reviewSource(actor: Actor, side: 'police' | 'school'): Source[] {
  const extent = reach(actor, side === 'police' ? 'review.police' : 'review.school');
  if (extent.kind === 'none') return [];
  const atSchools = extent.kind === 'all' ? sql`true` : sql`school_id = ANY (${[...extent.schoolIds]}::uuid[])`;
  return [
    {
      kind: side === 'police' ? 'reviewPolice' : 'reviewSchool',
      from: 'review',
      id: 'incident_id',
      since: 'asked_at',
      due: sql`due_at`,
      dated: true,
      where: sql`side = ${sql.lit(side)} AND state = 'open' AND ${atSchools}`,
    },
  ];
}

/** The first duties of one kind after a place. */
function firstOf(source: Source, place: Place | null, limit: number): RawBuilder<Duty> | null {
  const { kind, from, due, where, dated = false } = source;
  const [id, since] = [sql.ref(source.id), sql.ref(source.since)];
  const further = after(place, kind, { due, since, id, dated });
  if (further === null) return null;
  return sql`(SELECT ${sql.lit(kind)} AS kind, ${id} AS "recordId", school_id, ${since} AS since, ${due} AS "dueAt"
    FROM ${sql.table(from)} WHERE ${where} AND ${further} ORDER BY 5, 4, 2 LIMIT ${limit})`;
}

/**
 * What waits for this person after a place in the list: emergencies first, then calls, then by the day it is due, then
 * by age. `more`: others follow. Each kind is read no further than the page needs.
 */
export async function dutiesOf(
  tx: Tx,
  actor: Actor,
  moment: { readonly day: string; readonly now: Date },
  page: { readonly after: Place | null; readonly limit: number },
): Promise<{ readonly duties: readonly Duty[]; readonly more: boolean }> {
  const may = (action: 'call.answer' | 'finding.resolve' | 'corrective.finish'): boolean =>
    reach(actor, action).kind !== 'none';
  const sources = [
    ...(may('call.answer') ? await officersSources(tx, actor, moment.day, moment.now) : []),
    ...(may('finding.resolve') ? [findingSource] : []),
    ...reviewSource(actor, 'police'),
    ...reviewSource(actor, 'school'),
    ...(may('corrective.finish') ? [correctiveSource(actor)] : []),
  ];
  const parts = sources.flatMap((source) => firstOf(source, page.after, page.limit + 1) ?? []);
  if (parts.length === 0) return { duties: [], more: false };
  const ranks = sql.join(
    dutyKinds.map((kind) => sql`WHEN ${sql.lit(kind)} THEN ${sql.lit(rankOf(kind))}`),
    sql` `,
  );
  const { rows } = await sql<Duty>`
    SELECT duty.kind, "recordId", school.name AS "schoolName", since, "dueAt"
    FROM (${sql.join(parts, sql` UNION ALL `)}) duty
    LEFT JOIN school ON school.id = duty.school_id
    ORDER BY CASE duty.kind ${ranks} END, "dueAt", since, "recordId", duty.kind COLLATE "C"
    LIMIT ${page.limit + 1}`.execute(tx);
  return { duties: rows.slice(0, page.limit), more: rows.length > page.limit };
}
