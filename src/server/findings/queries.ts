import { type Expression, type Selectable, type SqlBool, sql } from 'kysely';
import { decide, type Reach } from '../../domain/access/decide.ts';
import type { Actor, Role } from '../../domain/access/roles.ts';
import {
  callerRoleSchema,
  type InvolvementState,
  involvementOutcomeSchema,
  involvementStateSchema,
} from '../../domain/calls/record.ts';
import { repeatCallers } from '../../domain/calls/rules.ts';
import { type InvolvementAction, involvementActions, involvementTransitions } from '../../domain/calls/transitions.ts';
import { findRule } from '../../domain/principles/registry.ts';
import { addDays } from '../../domain/shared/dates.ts';
import { openActions } from '../../domain/shared/workflow.ts';
import { type Counted, countUpTo } from '../platform/count-up-to.ts';
import type { Database } from '../platform/database/tables/index.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { ProgramFrame } from '../platform/program.ts';
import type { FindingAnswer, RepeatCallersAnswer } from './answers.ts';
import type { FindingBody } from './raise.ts';

export type FindingRow = Selectable<Database['finding']>;

/** Takes a row, returns its body as `raiseFinding` wrote it. */
export function findingBody(row: Pick<FindingRow, 'body'>): FindingBody {
  return row.body as unknown as FindingBody;
}

/** The roles in which a person may take a step on a finding. Taking back is for the officer who raised it. */
export function findingRolesFor(
  actor: Actor,
  action: InvolvementAction,
  row: Pick<FindingRow, 'school_id' | 'raised_by'>,
): Role[] {
  const permission = action === 'takeBack' ? 'finding.raise' : 'finding.resolve';
  const target = { schoolId: row.school_id, ownerId: row.raised_by };
  return actor.grants
    .filter((grant) => decide({ ...actor, grants: [grant] }, permission, target).ok)
    .map((grant) => grant.role);
}

function named(tx: Tx) {
  return tx
    .selectFrom('finding')
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'finding.program_id').onRef('school.id', '=', 'finding.school_id'),
    )
    .leftJoin('member as officer', (join) =>
      join.onRef('officer.program_id', '=', 'finding.program_id').onRef('officer.person_id', '=', 'finding.owner_id'),
    )
    .leftJoin('member as caller', (join) =>
      join.onRef('caller.program_id', '=', 'finding.program_id').onRef('caller.person_id', '=', 'finding.caller_id'),
    )
    .leftJoin('member as raiser', (join) =>
      join.onRef('raiser.program_id', '=', 'finding.program_id').onRef('raiser.person_id', '=', 'finding.raised_by'),
    )
    .leftJoin('member as resolver', (join) =>
      join
        .onRef('resolver.program_id', '=', 'finding.program_id')
        .onRef('resolver.person_id', '=', 'finding.resolved_by'),
    )
    .selectAll('finding')
    .select([
      'school.name as school_name',
      'officer.name as officer_name',
      'caller.name as caller_name',
      'raiser.name as raiser_name',
      'resolver.name as resolver_name',
    ]);
}

type Named = Awaited<ReturnType<ReturnType<typeof named>['execute']>>[number];

function answerOf(actor: Actor, row: Named, now: Date): FindingAnswer {
  const body = findingBody(row);
  const state = involvementStateSchema.parse(row.state);
  const dueAt = row.due_at ?? row.raised_at;
  return {
    id: row.id,
    source: body.source,
    rule: row.rule,
    requirement: row.requirement,
    citation: findRule(row.rule)?.citation ?? '',
    schoolId: row.school_id,
    schoolName: row.school_name,
    callId: body.callId,
    incidentId: body.incidentId,
    matterCode: row.matter,
    officerName: row.officer_name,
    callerRole: row.caller_role === null ? null : callerRoleSchema.parse(row.caller_role),
    callerName: row.caller_name,
    note: body.note,
    raisedAt: row.raised_at.toISOString(),
    raisedByName: row.raiser_name,
    dueAt: dueAt.toISOString(),
    overdue: state === 'open' && dueAt < now,
    state,
    outcome: row.outcome === null ? null : involvementOutcomeSchema.parse(row.outcome),
    outcomeNote: body.outcomeNote,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedByName: row.resolver_name,
    earlier: body.earlier.map((one) => ({ ...one, outcome: involvementOutcomeSchema.parse(one.outcome) })),
    actions: involvementActions.filter((action) =>
      openActions(involvementTransitions, state, findingRolesFor(actor, action, row)).includes(action),
    ),
  };
}

function within(extent: Exclude<Reach, { kind: 'none' }>): Expression<SqlBool> | null {
  if (extent.kind === 'all') return null;
  const { schoolIds, ownerId } = extent;
  // An officer sees what concerns the officer and what the officer raised.
  return sql<SqlBool>`(finding.school_id = any(${[...schoolIds]}::uuid[]) OR finding.owner_id = ${ownerId}::uuid
    OR finding.raised_by = ${ownerId}::uuid)`;
}

/** A page of findings within reach: open ones oldest first (their clock runs), settled ones newest first. */
export async function listFindings(
  tx: Tx,
  actor: Actor,
  extent: Exclude<Reach, { kind: 'none' }>,
  filter: { readonly state: InvolvementState; readonly before?: string | undefined; readonly limit: number },
  now: Date,
): Promise<{ findings: FindingAnswer[]; next: string | null } & Counted> {
  const reachable = within(extent);
  let page = named(tx).where('finding.state', '=', filter.state);
  let counting = tx.selectFrom('finding').select(sql<number>`1`.as('one')).where('state', '=', filter.state);
  if (reachable !== null) {
    page = page.where(reachable);
    counting = counting.where(reachable);
  }
  const open = filter.state === 'open';
  const [at, id] = (filter.before ?? '').split('~');
  if (at !== undefined && id !== undefined) {
    page = page.where(
      open
        ? sql<SqlBool>`(finding.raised_at, finding.id) > (${at}::timestamptz, ${id}::uuid)`
        : sql<SqlBool>`(finding.raised_at, finding.id) < (${at}::timestamptz, ${id}::uuid)`,
    );
  }
  const counted = await countUpTo(tx, counting);
  const direction = open ? 'asc' : 'desc';
  const rows = await page
    .orderBy('finding.raised_at', direction)
    .orderBy('finding.id', direction)
    .limit(filter.limit + 1)
    .execute();
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  return {
    findings: shown.map((row) => answerOf(actor, row, now)),
    next: rows.length > shown.length && last !== undefined ? `${last.raised_at.toISOString()}~${last.id}` : null,
    ...counted,
  };
}

/** One finding within reach, or null. `extent` null: the caller has decided already. */
export async function readFinding(
  tx: Tx,
  actor: Actor,
  extent: Exclude<Reach, { kind: 'none' }> | null,
  findingId: string,
  now: Date,
): Promise<FindingAnswer | null> {
  const reachable = extent === null ? null : within(extent);
  let query = named(tx).where('finding.id', '=', findingId);
  if (reachable !== null) query = query.where(reachable);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : answerOf(actor, row, now);
}

const windowDays = 30;

/**
 * Callers who asked for an officer for a school matter at least as often as the policy's threshold in thirty days: by
 * person where the caller was signed in, else by school and role. Withdrawn calls do not count.
 */
export async function listRepeatCallers(tx: Tx, frame: ProgramFrame, today: string): Promise<RepeatCallersAnswer> {
  const threshold = frame.policyOn(today).repeatCallerThreshold;
  const since = addDays(today, 1 - windowDays);
  const rows = await tx
    .selectFrom('call')
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'call.program_id').onRef('school.id', '=', 'call.school_id'),
    )
    .leftJoin('member', (join) =>
      join.onRef('member.program_id', '=', 'call.program_id').onRef('member.person_id', '=', 'call.caller_id'),
    )
    .select([
      'call.id',
      'call.caller_id',
      'call.school_id',
      'call.caller_role',
      'call.local_day',
      'call.matter',
      'school.name as school_name',
      'member.name as caller_name',
    ])
    .where('call.local_day', '>=', since)
    .where('call.local_day', '<=', today)
    .where('call.state', '!=', 'withdrawn')
    .where(
      sql<SqlBool>`(call.gate_answer = 'schoolMatter' OR EXISTS (SELECT FROM finding f
        WHERE f.program_id = call.program_id AND f.body ->> 'callId' = call.id::text
          AND f.leaned_on AND f.state <> 'withdrawn'))`,
    )
    .orderBy('call.requested_at', 'desc')
    .execute();
  const keyed = rows.map((row) => ({ ...row, callerId: row.caller_id ?? `${row.school_id} ${row.caller_role}` }));
  const repeated = repeatCallers(
    keyed.map((row) => ({ callerId: row.callerId, date: row.local_day })),
    today,
    threshold,
    windowDays,
  );
  return {
    threshold,
    days: windowDays,
    since,
    until: today,
    callers: repeated.flatMap(({ callerId, count }) => {
      const calls = keyed.filter((row) => row.callerId === callerId);
      const [first] = calls;
      if (first === undefined) return [];
      return {
        key: callerId,
        name: first.caller_name,
        schoolName: first.school_name,
        callerRole: callerRoleSchema.parse(first.caller_role),
        count,
        calls: calls.slice(0, 20).map((row) => ({ id: row.id, day: row.local_day, matterCode: row.matter })),
      };
    }),
  };
}
