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
  totalsOf,
} from '../../domain/activities/rules.ts';
import { completeness } from '../../domain/incidents/completeness.ts';
import { incidentDraftSchema } from '../../domain/incidents/record.ts';
import type { Assignment } from '../../domain/officers/record.ts';
import { assignmentsOn, schoolFor } from '../../domain/officers/rules.ts';
import { addDays, type DateString } from '../../domain/shared/dates.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';
import { findOfficer, type OwnOfficer, toActivity } from './record.ts';

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
  /** By time. */
  readonly entries: DayEntry[];
  readonly totals: DayTotals;
  readonly documentation: DocumentationTime;
  readonly favourites: Favourite[];
}

/** One day of the caller: what was done, what is left, and what the phone needs for the next tap (P7.2, P7.10, D6). */
export async function readDay(
  tx: Tx,
  frame: ProgramFrame,
  personId: string,
  now: Date,
  wanted: DateString | undefined,
): Promise<OfficerDay> {
  const today = frame.dayOf(now);
  const date = wanted ?? today;
  const officer = await findOfficer(tx, personId, false);
  const time = date === today ? frame.timeOf(now) : '12:00';
  const assignments = officer === null ? [] : await assignmentsOf(tx, officer.id, date);
  const activities = officer === null ? [] : await activitiesOn(tx, officer.id, date);
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
  const entries: DayEntry[] = [
    ...activities.map((activity): DayEntry => ({ type: 'activity', at: activity.startedAt, activity })),
    ...(officer === null ? [] : await callsOn(tx, officer.id, personId, date)),
    ...(await incidentsOn(tx, personId, date)),
    ...(officer === null ? [] : await handOffsOn(tx, officer.id, date)),
  ];
  return {
    date,
    today,
    officer,
    closedAt: closing?.closed_at?.toISOString() ?? null,
    schoolId: schoolFor(assignments, date, time),
    assignments,
    entries: entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    totals: totalsOf(activities),
    documentation: documentationTime(activities, planned),
    favourites: officer === null ? [] : await countFavourites(tx, officer.id, today),
  };
}

async function activitiesOn(tx: Tx, officerId: string, date: DateString): Promise<Activity[]> {
  const rows = await tx
    .selectFrom('activity')
    .selectAll()
    .where('officer_id', '=', officerId)
    .where('local_day', '=', date)
    .execute();
  return rows.map(toActivity);
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

async function callsOn(tx: Tx, officerId: string, personId: string, date: DateString): Promise<DayEntry[]> {
  const rows = await tx
    .selectFrom('call')
    .select(['id', 'school_id', 'matter', 'state', 'requested_at'])
    .where('local_day', '=', date)
    .where((where) => where.or([where('officer_id', '=', officerId), where('owner_id', '=', personId)]))
    .execute();
  return rows.map((row) => ({
    type: 'call',
    at: row.requested_at.toISOString(),
    id: row.id,
    schoolId: row.school_id,
    matter: row.matter,
    state: row.state,
  }));
}

async function incidentsOn(tx: Tx, personId: string, date: DateString): Promise<DayEntry[]> {
  const rows = await tx
    .selectFrom('incident')
    .select(['id', 'school_id', 'matter', 'state', 'draft', 'occurred_at'])
    .where('owner_id', '=', personId)
    .where('local_day', '=', date)
    .where('state', '!=', 'discarded')
    .execute();
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

async function handOffsOn(tx: Tx, officerId: string, date: DateString): Promise<DayEntry[]> {
  const rows = await tx
    .selectFrom('hand_off')
    .select(['id', 'school_id', 'professional', 'at'])
    .where('officer_id', '=', officerId)
    .where('local_day', '=', date)
    .execute();
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
