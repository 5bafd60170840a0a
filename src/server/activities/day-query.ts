import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import {
  type Activity,
  type ActivityKind,
  type HandOffTarget,
  handOffTargetSchema,
  type Topic,
} from '../../domain/activities/record.ts';
import {
  type DayTotals,
  type DocumentationTime,
  documentationTime,
  type Favourite,
  favourites,
} from '../../domain/activities/rules.ts';
import { completeness } from '../../domain/incidents/completeness.ts';
import { incidentDraftSchema } from '../../domain/incidents/record.ts';
import type { Assignment } from '../../domain/officers/record.ts';
import { assignmentsOn, schoolFor } from '../../domain/officers/rules.ts';
import { addDays, type DateString } from '../../domain/shared/dates.ts';
import type { Database } from '../platform/database/tables/index.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';
import { findOfficer, type OwnOfficer, toActivity } from './record.ts';
import { addUp, sumColumns } from './totals.ts';

/** Days back that favourites are counted from. */
const favouriteDays = 60;

type DayEntry =
  | { readonly type: 'activity'; readonly at: string; readonly activity: Activity }
  | {
      readonly type: 'call';
      readonly at: string;
      readonly id: string;
      readonly schoolId: string;
      readonly matter: string;
      readonly state: string;
    }
  | {
      readonly type: 'incident';
      readonly at: string;
      readonly id: string;
      readonly schoolId: string;
      readonly matter: string | null;
      readonly state: string;
      /** What a draft still needs; null once it is filed. */
      readonly left: number | null;
    }
  | {
      readonly type: 'handOff';
      readonly at: string;
      readonly id: string;
      readonly schoolId: string;
      readonly to: HandOffTarget;
    };

export interface OfficerDay {
  readonly date: DateString;
  readonly today: DateString;
  readonly officer: OwnOfficer | null;
  readonly closedAt: string | null;
  /** Where the officer is by assignment at this moment (for another day: at its noon). */
  readonly schoolId: string | null;
  /** The officer's assignments of the day, so that the phone can tell the school as the hours go by. */
  readonly assignments: Assignment[];
  /** By time; the latest of the day, or the latest before the place asked for. */
  readonly entries: DayEntry[];
  /** Hand it back as `before` for the entries before these; null where the day begins with them. */
  readonly next: string | null;
  /** Of the whole day. */
  readonly totals: DayTotals;
  readonly documentation: DocumentationTime;
  readonly favourites: Favourite[];
}

/** What is asked of a day: which one (none: today), and how many of its entries, before which place. */
interface DayAsked {
  readonly date?: DateString | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** One day of the caller: what was done, what is left, and what the phone needs for the next tap (P7.2, P7.10, D6). */
export async function readDay(
  tx: Tx,
  frame: ProgramFrame,
  personId: string,
  now: Date,
  asked: DayAsked,
): Promise<OfficerDay> {
  const today = frame.dayOf(now);
  const date = asked.date ?? today;
  const officer = await findOfficer(tx, personId, false);
  const time = date === today ? frame.timeOf(now) : '12:00';
  const assignments = officer === null ? [] : await assignmentsOf(tx, officer.id, date);
  const closing =
    officer === null
      ? undefined
      : await tx
          .selectFrom('officer_day')
          .selectAll()
          .where('officer_id', '=', officer.id)
          .where('local_day', '=', date)
          .executeTakeFirst();
  const planned = closing?.planned_documentation_minutes ?? frame.policyOn(date).documentationMinutesPerDay;
  const part = { date, before: asked.before, limit: asked.limit + 1 };
  // Each of the four is read no further than the page needs.
  const latest = [
    ...(officer === null ? [] : await activitiesOn(tx, officer.id, part)),
    ...(officer === null ? [] : await callsOn(tx, officer.id, personId, part)),
    ...(await incidentsOn(tx, personId, part)),
    ...(officer === null ? [] : await handOffsOn(tx, officer.id, part)),
  ].toSorted((a, b) => b.at.localeCompare(a.at) || idOf(b).localeCompare(idOf(a)));
  const entries = latest.slice(0, asked.limit).toReversed();
  const [first] = entries;
  const totals = officer === null ? addUp([]) : await totalsOn(tx, officer.id, date);
  const paperwork = { kind: 'documentation' as const, minutes: totals.byKind.documentation ?? 0 };
  return {
    date,
    today,
    officer,
    closedAt: closing?.closed_at?.toISOString() ?? null,
    schoolId: schoolFor(assignments, date, time),
    assignments,
    entries,
    next: latest.length > entries.length && first !== undefined ? `${first.at}~${idOf(first)}` : null,
    totals,
    documentation: documentationTime([paperwork], planned),
    favourites: officer === null ? [] : await countFavourites(tx, officer.id, today),
  };
}

const idOf = (entry: DayEntry): string => (entry.type === 'activity' ? entry.activity.id : entry.id);

interface Part {
  readonly date: DateString;
  readonly before: string | undefined;
  readonly limit: number;
}

/** Rows of a day before a place, the latest first. `at` and `id`: the columns they are put in order by. */
function latestOf<T, O>(query: SelectQueryBuilder<Database, T & keyof Database, O>, at: string, part: Part) {
  const [moment, id] = (part.before ?? '').split('~');
  const [on, before] = [sql.ref(at), sql<SqlBool>`(${sql.ref(at)}, id) < (${moment}::timestamptz, ${id}::uuid)`];
  // The day in any time zone lies between these, and the index is by moment.
  return query
    .where(sql<SqlBool>`local_day = ${part.date}::date`)
    .where(sql<SqlBool>`${on} BETWEEN ${part.date}::date - interval '1 day' AND ${part.date}::date + interval '2 days'`)
    .$if(part.before !== undefined, (rows) => rows.where(before))
    .orderBy(sql`${on} DESC, id DESC`)
    .limit(part.limit);
}

async function activitiesOn(tx: Tx, officerId: string, part: Part): Promise<DayEntry[]> {
  const own = tx.selectFrom('activity').selectAll().where('officer_id', '=', officerId);
  const rows = await latestOf(own, 'started_at', part).execute();
  return rows.map((row) => ({ type: 'activity', at: row.started_at.toISOString(), activity: toActivity(row) }));
}

async function totalsOn(tx: Tx, officerId: string, date: DateString): Promise<DayTotals> {
  const groups = await tx
    .selectFrom('activity')
    .select(sumColumns)
    .where('officer_id', '=', officerId)
    .where('local_day', '=', date)
    .where('withdrawn', '=', false)
    .groupBy(['kind', 'role', 'function'])
    .execute();
  return addUp(groups);
}

async function assignmentsOf(tx: Tx, officerId: string, date: DateString): Promise<Assignment[]> {
  const rows = await tx
    .selectFrom('assignment')
    .selectAll()
    .where('officer_id', '=', officerId)
    .orderBy('from_day')
    .orderBy('id')
    .execute();
  const all = rows.map(
    (row): Assignment => ({
      id: row.id,
      officerId: row.officer_id,
      schoolId: row.school_id,
      from: row.from_day,
      until: row.until_day,
      hours: [{ weekdays: row.weekdays, from: row.from_time ?? '00:00', until: row.until_time ?? '24:00' }],
    }),
  );
  return assignmentsOn(all, date);
}

async function callsOn(tx: Tx, officerId: string, personId: string, part: Part): Promise<DayEntry[]> {
  const own = tx
    .selectFrom('call')
    .select(['id', 'school_id', 'matter', 'state', 'requested_at'])
    .where((where) => where.or([where('officer_id', '=', officerId), where('owner_id', '=', personId)]));
  const rows = await latestOf(own, 'requested_at', part).execute();
  return rows.map((row) => ({
    type: 'call',
    at: row.requested_at.toISOString(),
    id: row.id,
    schoolId: row.school_id,
    matter: row.matter,
    state: row.state,
  }));
}

async function incidentsOn(tx: Tx, personId: string, part: Part): Promise<DayEntry[]> {
  const own = tx
    .selectFrom('incident')
    .select(['id', 'school_id', 'matter', 'state', 'draft', 'occurred_at'])
    .where('owner_id', '=', personId)
    .where('state', '!=', 'discarded');
  const rows = await latestOf(own, 'occurred_at', part).execute();
  return rows.map((row) => {
    const draft = row.state === 'draft' ? incidentDraftSchema.safeParse(row.draft ?? {}) : null;
    return {
      type: 'incident',
      at: row.occurred_at.toISOString(),
      id: row.id,
      schoolId: row.school_id,
      matter: row.matter,
      state: row.state,
      left: draft?.success ? completeness(draft.data).length : null,
    };
  });
}

async function handOffsOn(tx: Tx, officerId: string, part: Part): Promise<DayEntry[]> {
  const own = tx
    .selectFrom('hand_off')
    .select(['id', 'school_id', 'professional', 'at'])
    .where('officer_id', '=', officerId);
  const rows = await latestOf(own, 'at', part).execute();
  return rows.map((row) => ({
    type: 'handOff',
    at: row.at.toISOString(),
    id: row.id,
    schoolId: row.school_id,
    to: handOffTargetSchema.parse(row.professional),
  }));
}

/** What the officer logs most often, counted where the entries are. */
async function countFavourites(tx: Tx, officerId: string, today: DateString): Promise<Favourite[]> {
  const counted = await tx
    .selectFrom('activity')
    .select((select) => ['kind', 'topic', 'minutes', select.fn.countAll<number>().as('count')])
    .where('officer_id', '=', officerId)
    .where('withdrawn', '=', false)
    .where('local_day', '>', addDays(today, -favouriteDays))
    .groupBy(['kind', 'topic', 'minutes'])
    .execute();
  return favourites(
    counted.map((row) => ({
      kind: row.kind as ActivityKind,
      topic: row.topic as Topic | null,
      minutes: row.minutes,
      count: Number(row.count),
    })),
  );
}
