import { type Expression, type SqlBool, sql } from 'kysely';
import type { Reach } from '../../domain/access/decide.ts';
import type { Actor } from '../../domain/access/roles.ts';
import {
  type CallState,
  involvementSourceSchema,
  involvementStateSchema,
  type Matter,
  placeSchema,
} from '../../domain/calls/record.ts';
import type { CallResult } from '../../statistics/stages.ts';
import { type Counted, countUpTo } from '../platform/count-up-to.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { CallAnswer, CallRowAnswer } from './answers.ts';
import { type CallInHand, callOf, gateIsOwed, stepsOpenTo } from './record.ts';

export interface CallFilter {
  readonly which: 'open' | 'closed' | 'all';
  readonly schoolId?: string | undefined;
  readonly officerId?: string | undefined;
  /** What became of it, as the numbers count it. */
  readonly result?: CallResult | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

interface Names {
  readonly school_name: string;
  readonly officer_name: string | null;
  readonly caller_name: string | null;
}

/** Calls somebody still has to move: not yet answered by an officer, or an officer is on the way. */
const openStates = ['requested', 'responding'] as const;

/** The states behind each number of the funnel; src/server/numbers counts by the same. */
const statesOf: Record<CallResult, readonly CallState[]> = {
  handedBack: ['handedBack'],
  responded: ['responding', 'responded'],
  withdrawn: ['withdrawn'],
  undecided: ['requested'],
};

function named(tx: Tx) {
  return tx
    .selectFrom('call')
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'call.program_id').onRef('school.id', '=', 'call.school_id'),
    )
    .leftJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'call.program_id').onRef('officer.id', '=', 'call.officer_id'),
    )
    .leftJoin('member', (join) =>
      join.onRef('member.program_id', '=', 'call.program_id').onRef('member.person_id', '=', 'call.caller_id'),
    )
    .selectAll('call')
    .select(['school.name as school_name', 'officer.name as officer_name', 'member.name as caller_name']);
}

function rowAnswer(actor: Actor, call: CallInHand, names: Names, matters: readonly Matter[]): CallRowAnswer {
  const { row, body } = call;
  return {
    id: row.id,
    schoolId: row.school_id,
    schoolName: names.school_name,
    requestedAt: row.requested_at.toISOString(),
    callerRole: body.request.callerRole,
    callerName: names.caller_name,
    matterCode: row.matter,
    matterLabel: matters.find((matter) => matter.code === row.matter)?.label ?? null,
    place: placeSchema.parse(body.request.place),
    placeDetail: body.request.placeDetail,
    description: body.request.description,
    emergency: row.emergency,
    state: call.state,
    gateAnswer: body.decision?.answer ?? null,
    gateDueAt: gateIsOwed(call) ? body.gateDueAt : null,
    officerName: names.officer_name,
    acknowledgedAt: body.acknowledgedAt,
    actions: stepsOpenTo(actor, call),
  };
}

/** A page of the calls within reach, newest first, with the number of all that fit, as far as it is counted. */
export async function listCalls(
  tx: Tx,
  actor: Actor,
  extent: Exclude<Reach, { kind: 'none' }>,
  filter: CallFilter,
  matters: readonly Matter[],
): Promise<{ calls: CallRowAnswer[]; next: string | null } & Counted> {
  const limits: Expression<SqlBool>[] = [];
  if (extent.kind === 'some') {
    const { schoolIds, ownerId } = extent;
    limits.push(sql<SqlBool>`(call.school_id = any(${[...schoolIds]}::uuid[]) OR call.owner_id = ${ownerId}::uuid)`);
  }
  if (filter.schoolId !== undefined) limits.push(sql<SqlBool>`call.school_id = ${filter.schoolId}::uuid`);
  if (filter.officerId !== undefined) limits.push(sql<SqlBool>`call.officer_id = ${filter.officerId}::uuid`);
  if (filter.from !== undefined) limits.push(sql<SqlBool>`call.local_day >= ${filter.from}::date`);
  if (filter.to !== undefined) limits.push(sql<SqlBool>`call.local_day <= ${filter.to}::date`);
  if (filter.result !== undefined) limits.push(sql<SqlBool>`call.state = any(${[...statesOf[filter.result]]}::text[])`);
  if (filter.which !== 'all') {
    const open = sql<SqlBool>`call.state = any(${[...openStates]}::text[])`;
    limits.push(filter.which === 'open' ? open : sql<SqlBool>`NOT ${open}`);
  }
  let counting = tx.selectFrom('call').select(sql<number>`1`.as('one'));
  let page = named(tx);
  for (const limit of limits) {
    counting = counting.where(limit);
    page = page.where(limit);
  }
  const [at, id] = (filter.before ?? '').split('~');
  if (at !== undefined && id !== undefined) {
    page = page.where(sql<SqlBool>`(call.requested_at, call.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const counted = await countUpTo(tx, counting);
  const rows = await page
    .orderBy('call.requested_at', 'desc')
    .orderBy('call.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  return {
    calls: shown.map((row) => rowAnswer(actor, callOf(row), row, matters)),
    next: rows.length > shown.length && last !== undefined ? `${last.requested_at.toISOString()}~${last.id}` : null,
    ...counted,
  };
}

/** One call with everything that happened to it; null where there is none. Whether the reader may see it is decided before. */
export async function readCall(
  tx: Tx,
  actor: Actor,
  callId: string,
  matters: readonly Matter[],
): Promise<CallAnswer | null> {
  const found = await named(tx).where('call.id', '=', callId).executeTakeFirst();
  if (found === undefined) return null;
  const call = callOf(found);
  const { body } = call;
  const events = await tx
    .selectFrom('call_event')
    .leftJoin('member', (join) =>
      join
        .onRef('member.program_id', '=', 'call_event.program_id')
        .onRef('member.person_id', '=', 'call_event.person_id'),
    )
    .select(['call_event.seq', 'call_event.at', 'call_event.event', 'call_event.detail', 'member.name'])
    .where('call_event.call_id', '=', callId)
    .orderBy('call_event.seq')
    .execute();
  const findings = await tx
    .selectFrom('finding')
    .select(['id', 'state', 'body'])
    .where(sql<SqlBool>`body ->> 'callId' = ${callId}`)
    .orderBy('raised_at')
    .execute();
  const officer =
    found.officer_id === null
      ? undefined
      : await tx.selectFrom('officer').select('person_id').where('id', '=', found.officer_id).executeTakeFirst();
  return {
    ...rowAnswer(actor, call, found, matters),
    enteredVia: body.request.enteredVia,
    throughDispatchFrom: body.request.throughDispatchFrom,
    answers: body.answers,
    decision: body.decision,
    override: body.override,
    answeredAt: found.answered_at?.toISOString() ?? null,
    finishedAt: body.finishedAt,
    result: body.result,
    incidentId: found.incident_id,
    activityId: body.activityId,
    mine: officer?.person_id === actor.personId,
    findings: findings.map((row) => ({
      id: row.id,
      source: involvementSourceSchema.parse(row.body.source),
      state: involvementStateSchema.parse(row.state),
    })),
    events: events.map((row) => ({
      seq: row.seq,
      at: row.at.toISOString(),
      who: row.name,
      event: row.event,
      reason: typeof row.detail.reason === 'string' ? row.detail.reason : '',
    })),
  };
}
