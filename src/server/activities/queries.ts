import { type Expression, type SqlBool, sql } from 'kysely';
import type { Reach } from '../../domain/access/decide.ts';
import {
  type Activity,
  type ActivityBody,
  type ActivityKind,
  activityBodySchema,
} from '../../domain/activities/record.ts';
import type { DayTotals } from '../../domain/activities/rules.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { toActivity } from './record.ts';
import { addUp, sumColumns } from './totals.ts';

type Within = Exclude<Reach, { kind: 'none' }>;

export interface ActivityFilter {
  readonly schoolId?: string | undefined;
  readonly officerId?: string | undefined;
  readonly kind?: ActivityKind | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface ActivityList {
  readonly items: (Activity & { readonly officerName: string })[];
  /** Position of the last item where more follow. */
  readonly next: string | null;
  /** Of everything that fits the filter, not of this page alone. */
  readonly totals: DayTotals;
  /** Officers with entries within reach, for the filter. */
  readonly officers: { readonly id: string; readonly name: string }[];
}

/** Activities within a person's reach: their own, and those at their schools. */
function reachable(tx: Tx, reach: Within) {
  return tx.selectFrom('activity').$if(reach.kind === 'some', (query) =>
    query.where((where) => {
      if (reach.kind === 'all') return sql<SqlBool>`true`;
      const ways: Expression<SqlBool>[] = [];
      if (reach.schoolIds.length > 0) ways.push(where('school_id', 'in', [...reach.schoolIds]));
      if (reach.ownerId !== null) ways.push(where('owner_id', '=', reach.ownerId));
      return where.or(ways);
    }),
  );
}

function fitting(tx: Tx, reach: Within, filter: ActivityFilter) {
  let query = reachable(tx, reach);
  if (filter.schoolId !== undefined) query = query.where('school_id', '=', filter.schoolId);
  if (filter.officerId !== undefined) query = query.where('officer_id', '=', filter.officerId);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.from !== undefined) query = query.where('local_day', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('local_day', '<=', filter.to);
  return query;
}

/** Entries for those who lead or oversee (and an officer's own), newest first, with the sums of all that fits. */
export async function listActivities(tx: Tx, reach: Within, filter: ActivityFilter): Promise<ActivityList> {
  let page = fitting(tx, reach, filter)
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.before !== undefined) {
    const [at = '', id = ''] = filter.before.split('_');
    page = page.where(sql<SqlBool>`(started_at, id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const rows = await page.execute();
  const all = await tx.selectFrom('officer').select(['id', 'name']).orderBy('name').execute();
  const busy = await addedUp(tx, reach).select('officer_id').distinct().where('entries', '>', 0).execute();
  const officers = all.filter((officer) => busy.some((row) => row.officer_id === officer.id));
  const names = new Map(all.map((officer) => [officer.id, officer.name]));
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({ ...toActivity(row), officerName: names.get(row.officer_id) ?? '' })),
    next: rows.length > filter.limit && last !== undefined ? `${last.started_at.toISOString()}_${last.id}` : null,
    totals: await totalsFitting(tx, reach, filter),
    officers,
  };
}

/** The sums the domain's `totalsOf` would give, counted by the database; of all time from what it keeps added up. */
async function totalsFitting(tx: Tx, reach: Within, filter: ActivityFilter): Promise<DayTotals> {
  const ofAllTime = filter.from === undefined && filter.to === undefined;
  const groups = ofAllTime ? await sumsOfAllTime(tx, reach, filter) : await sumsOfDays(tx, reach, filter);
  return addUp(groups);
}

/** As `reachable`, of the time the database keeps added up (migration 017). */
function addedUp(tx: Tx, reach: Within) {
  return tx.selectFrom('activity_total').$if(reach.kind === 'some', (query) =>
    query.where((where) => {
      if (reach.kind === 'all') return sql<SqlBool>`true`;
      const ways: Expression<SqlBool>[] = [];
      if (reach.schoolIds.length > 0) ways.push(where('school_id', 'in', [...reach.schoolIds]));
      if (reach.ownerId !== null) ways.push(where('owner_id', '=', reach.ownerId));
      return where.or(ways);
    }),
  );
}

function sumsOfAllTime(tx: Tx, reach: Within, filter: ActivityFilter) {
  let query = addedUp(tx, reach).where('entries', '>', 0);
  if (filter.schoolId !== undefined) query = query.where('school_id', '=', filter.schoolId);
  if (filter.officerId !== undefined) query = query.where('officer_id', '=', filter.officerId);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  return query
    .select((select) => [
      'kind',
      'role',
      'function',
      select.fn.sum<number>('entries').as('entries'),
      select.fn.sum<number>('minutes').as('minutes'),
      sql<number>`coalesce(sum(entries) FILTER (WHERE positive), 0)`.as('positive'),
      select.fn.sum<number>('audience').as('reached'),
    ])
    .groupBy(['kind', 'role', 'function'])
    .execute();
}

function sumsOfDays(tx: Tx, reach: Within, filter: ActivityFilter) {
  return fitting(tx, reach, filter)
    .where('withdrawn', '=', false)
    .select(sumColumns)
    .groupBy(['kind', 'role', 'function'])
    .execute();
}

export interface ActivityDetail {
  readonly activity: Activity;
  readonly officerName: string;
  /** Whether the reader may change it. */
  readonly own: boolean;
  readonly dayClosed: boolean;
  /** Newest first. */
  readonly versions: {
    readonly version: number;
    readonly at: string;
    readonly author: string | null;
    readonly reason: string | null;
    readonly withdrawn: boolean;
    readonly body: ActivityBody;
  }[];
}

/** One entry with every version of it; null where there is none or it is out of reach. */
export async function readActivity(
  tx: Tx,
  reach: Within,
  personId: string,
  id: string,
): Promise<ActivityDetail | null> {
  const row = await reachable(tx, reach).selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const officer = await tx.selectFrom('officer').select('name').where('id', '=', row.officer_id).executeTakeFirst();
  const day = await tx
    .selectFrom('officer_day')
    .select('closed_at')
    .where('officer_id', '=', row.officer_id)
    .where('local_day', '=', row.local_day)
    .executeTakeFirst();
  const versions = await tx
    .selectFrom('activity_version')
    .leftJoin('member', (join) =>
      join
        .onRef('member.program_id', '=', 'activity_version.program_id')
        .onRef('member.person_id', '=', 'activity_version.author_id'),
    )
    .select([
      'activity_version.version',
      'activity_version.at',
      'activity_version.reason',
      'activity_version.body',
      'member.name as author',
    ])
    .where('activity_version.activity_id', '=', id)
    .orderBy('activity_version.version', 'desc')
    .execute();
  return {
    activity: toActivity(row),
    officerName: officer?.name ?? '',
    own: row.owner_id === personId,
    dayClosed: day?.closed_at != null,
    versions: versions.map((version) => ({
      version: version.version,
      at: version.at.toISOString(),
      author: version.author,
      reason: version.reason,
      withdrawn: version.body.withdrawn === true,
      body: activityBodySchema.parse(version.body),
    })),
  };
}
