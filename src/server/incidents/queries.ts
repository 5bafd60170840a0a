import { sql } from 'kysely';
import { type Reach, reach } from '../../domain/access/decide.ts';
import { type Actor, sideOf } from '../../domain/access/roles.ts';
import { findMatter } from '../../domain/calls/matters.ts';
import { completeness } from '../../domain/incidents/completeness.ts';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import { incidentBodySchema, incidentDraftSchema, incidentStateSchema } from '../../domain/incidents/record.ts';
import { rules } from '../../domain/incidents/rules.ts';
import { incidentTransitions } from '../../domain/incidents/transitions.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { openActions } from '../../domain/shared/workflow.ts';
import type { ReachedStep } from '../../statistics/stages.ts';
import { matterListOn } from '../calls/matters.ts';
import { callOf } from '../calls/record.ts';
import { runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { gateOf } from './gate.ts';
import { decisionOfCall, loadIncident, type StoredIncident } from './load.ts';
import { touched } from './reached.ts';
import type { IncidentList, IncidentVersions, IncidentView } from './views.ts';

type Some = Exclude<Reach, { kind: 'none' }>;

const within = (extent: Some, incident: StoredIncident): boolean =>
  extent.kind === 'all' ||
  extent.schoolIds.includes(incident.schoolId) ||
  (extent.ownerId !== null && extent.ownerId === incident.ownerId);

/** A draft is its officer's alone; what was discarded is nobody's. Out of reach and missing look the same. */
async function readable(tx: Tx, actor: Actor, extent: Some, id: string): Promise<StoredIncident | null> {
  const incident = await loadIncident(tx, id, false);
  if (incident === null || !within(extent, incident) || incident.state === 'discarded') return null;
  return incident.state === 'draft' && incident.ownerId !== actor.personId ? null : incident;
}

/**
 * What a student volunteered about orientation, gender or origin (P7.5) is for the officer's side that was told;
 * other readers of the record have no need of it.
 */
function forReader(actor: Actor, body: IncidentBody): IncidentBody {
  if (actor.grants.some((grant) => sideOf(grant.role) === 'police')) return body;
  return { ...body, students: body.students.map(({ volunteered: _volunteered, ...student }) => student) };
}

/**
 * One incident as this reader may see it, with what the rules noticed and what the reader may do. A draft is found by
 * its own officer only. 404 for what is out of reach.
 */
export function incidentForReader(service: Service, caller: Caller, id: string): Promise<Result<IncidentView>> {
  const { actor } = caller;
  return runQuery(service, caller, {
    action: 'incident.read',
    read: async ({ tx, reach: extent }) => {
      const incident = await readable(tx, actor, extent, id);
      return incident === null ? err(notFound) : ok(await viewOf(tx, actor, incident));
    },
  });
}

async function viewOf(tx: Tx, actor: Actor, incident: StoredIncident): Promise<IncidentView> {
  const names = await tx
    .selectFrom('school')
    .innerJoin('officer', 'officer.program_id', 'school.program_id')
    .select(['school.name as school', 'officer.name as officer'])
    .where('school.id', '=', incident.schoolId)
    .where('officer.id', '=', incident.officerId)
    .executeTakeFirstOrThrow();
  const version =
    incident.version < 2
      ? undefined
      : await tx
          .selectFrom('incident_version')
          .select(['at', 'reason'])
          .where('incident_id', '=', incident.id)
          .where('version', '=', incident.version)
          .executeTakeFirst();
  const matterList = await matterListOn(tx, incident.localDay);
  const decision = await decisionOfCall(tx, incident.callId);
  const { body, draft } = incident;
  const gate = body === null ? decision : gateOf(body, { decision, matterList });
  const code = body?.what.matterCode ?? draft?.what?.matterCode;
  const mine = incident.ownerId === actor.personId && reach(actor, 'incident.write').kind !== 'none';
  return {
    id: incident.id,
    school: { id: incident.schoolId, name: names.school },
    officer: { id: incident.officerId, name: names.officer },
    state: incident.state,
    version: incident.version,
    localDay: incident.localDay,
    occurredAt: incident.occurredAt.toISOString(),
    filedAt: incident.filedAt?.toISOString() ?? null,
    amended: version === undefined ? null : { at: version.at.toISOString(), reason: version.reason },
    draft:
      draft === null
        ? null
        : {
            revision: incident.draftRevision,
            savedAt: incident.draftSavedAt?.toISOString() ?? null,
            content: draft,
            missing: completeness(draft),
          },
    body: body === null ? null : forReader(actor, body),
    gate,
    call: await callView(tx, incident.callId),
    findings: body === null ? [] : rules(body, gate),
    students: { total: incident.studentCount, attached: incident.attachedCount },
    matterLabel: code === undefined ? null : (findMatter(matterList, code)?.label ?? null),
    may: mine ? openActions(incidentTransitions, incident.state, ['officer']) : [],
  };
}

async function callView(tx: Tx, callId: string | null): Promise<IncidentView['call']> {
  if (callId === null) return null;
  const row = await tx.selectFrom('call').selectAll().where('id', '=', callId).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    requestedAt: row.requested_at.toISOString(),
    callerRole: row.caller_role,
    matter: row.matter,
    place: callOf(row).body.request.place,
  };
}

/** Every version of a filed record, oldest first, for reading side by side. */
export function incidentVersions(service: Service, caller: Caller, id: string): Promise<Result<IncidentVersions>> {
  return runQuery(service, caller, {
    action: 'incident.read',
    read: async ({ tx, reach: extent }) => {
      const incident = await readable(tx, caller.actor, extent, id);
      if (incident === null || incident.version === 0) return err(notFound);
      const rows = await tx
        .selectFrom('incident_version')
        .innerJoin('officer', 'officer.program_id', 'incident_version.program_id')
        .select(['incident_version.version', 'at', 'reason', 'body', 'officer.name'])
        .where('incident_version.incident_id', '=', id)
        .where('officer.id', '=', incident.officerId)
        .orderBy('incident_version.version')
        .execute();
      return ok(
        rows.map((row) => ({
          version: row.version,
          at: row.at.toISOString(),
          by: row.name,
          reason: row.reason,
          body: forReader(caller.actor, incidentBodySchema.parse(row.body)),
        })),
      );
    },
  });
}

export interface IncidentFilter {
  readonly state?: 'draft' | 'filed' | undefined;
  readonly mine?: boolean | undefined;
  readonly schoolId?: string | undefined;
  readonly schoolYear?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly matter?: string | undefined;
  readonly origin?: 'called' | 'selfInitiated' | undefined;
  /** An enforcement action of this kind is in it. */
  readonly action?: string | undefined;
  /** A student has this outcome. */
  readonly outcome?: string | undefined;
  readonly officerId?: string | undefined;
  /** A step of the funnel it touched, as the numbers count it. */
  readonly reached?: ReachedStep | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string | undefined;
}

/** Incidents in reach, newest first; drafts only one's own, each with how many parts it still needs. */
export function listIncidents(service: Service, caller: Caller, filter: IncidentFilter): Promise<Result<IncidentList>> {
  return runQuery(service, caller, {
    action: 'incident.read',
    read: async ({ tx, reach: extent }) => ok(await readList(tx, caller.actor, extent, filter)),
  });
}

async function readList(tx: Tx, actor: Actor, extent: Some, filter: IncidentFilter): Promise<IncidentList> {
  let query = tx
    .selectFrom('incident')
    .selectAll('incident')
    .where('incident.state', '!=', 'discarded')
    .where((where) =>
      where.or([where('incident.state', '!=', 'draft'), where('incident.owner_id', '=', actor.personId)]),
    )
    .orderBy('incident.occurred_at', 'desc')
    .orderBy('incident.id', 'desc')
    .limit(filter.limit + 1);
  if (extent.kind === 'some') {
    query = query.where((where) =>
      where.or([
        ...(extent.schoolIds.length === 0 ? [] : [where('incident.school_id', 'in', [...extent.schoolIds])]),
        ...(extent.ownerId === null ? [] : [where('incident.owner_id', '=', extent.ownerId)]),
      ]),
    );
  }
  if (filter.mine === true) query = query.where('incident.owner_id', '=', actor.personId);
  if (filter.state === 'draft') query = query.where('incident.state', '=', 'draft');
  if (filter.state === 'filed') query = query.where('incident.state', 'in', ['filed', 'amended']);
  if (filter.schoolId !== undefined) query = query.where('incident.school_id', '=', filter.schoolId);
  if (filter.schoolYear !== undefined) query = query.where('incident.school_year', '=', filter.schoolYear);
  if (filter.from !== undefined) query = query.where('incident.local_day', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('incident.local_day', '<=', filter.to);
  if (filter.matter !== undefined) query = query.where('incident.matter', '=', filter.matter);
  if (filter.origin !== undefined) query = query.where('incident.origin', '=', filter.origin);
  if (filter.officerId !== undefined) query = query.where('incident.officer_id', '=', filter.officerId);
  if (filter.reached !== undefined) query = query.where(touched(filter.reached));
  const { action, outcome } = filter;
  if (action !== undefined) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('enforcement_action')
          .select('action_no')
          .whereRef('enforcement_action.incident_id', '=', 'incident.id')
          .where('enforcement_action.kind', '=', action),
      ),
    );
  }
  if (outcome !== undefined) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('incident_student')
          .select('student_key')
          .whereRef('incident_student.incident_id', '=', 'incident.id')
          .where((student) => sql<boolean>`${outcome} = ANY (${student.ref('incident_student.outcomes')})`),
      ),
    );
  }
  const cursor = filter.before === undefined ? null : cursorOf(filter.before);
  if (cursor !== null) {
    query = query.where(
      sql<boolean>`(incident.occurred_at, incident.id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`,
    );
  }
  // The page first, the names of its schools and officers after: joined before, they lead the planner astray.
  const rows = await tx
    .selectFrom(query.as('incident'))
    .innerJoin('school', (join) =>
      join.onRef('school.program_id', '=', 'incident.program_id').onRef('school.id', '=', 'incident.school_id'),
    )
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'incident.program_id').onRef('officer.id', '=', 'incident.officer_id'),
    )
    .selectAll('incident')
    .select(['school.name as school_name', 'officer.name as officer_name'])
    .orderBy('incident.occurred_at', 'desc')
    .orderBy('incident.id', 'desc')
    .execute();
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  const more = await beside(
    tx,
    page.map((row) => row.id),
  );
  return {
    items: page.map((row) => ({
      id: row.id,
      school: { id: row.school_id, name: row.school_name },
      officer: { id: row.officer_id, name: row.officer_name },
      mine: row.owner_id === actor.personId,
      state: incidentStateSchema.parse(row.state),
      version: row.version,
      localDay: row.local_day,
      occurredAt: row.occurred_at.toISOString(),
      savedAt: row.draft_saved_at?.toISOString() ?? null,
      matter: row.matter,
      offense: row.offense,
      origin: row.origin,
      studentCount: row.student_count,
      attachedCount: row.attached_count,
      actions: more.actions.filter((one) => one.incident_id === row.id).map((one) => one.kind),
      missing: row.draft === null ? null : completeness(incidentDraftSchema.parse(row.draft)).length,
      waiting: more.reviews
        .filter((one) => one.incident_id === row.id)
        .map((one) => ({ side: one.side === 'police' ? 'police' : 'school', dueAt: one.due_at.toISOString() })),
    })),
    next: rows.length > filter.limit && last !== undefined ? `${last.occurred_at.toISOString()}_${last.id}` : null,
  };
}

function cursorOf(text: string): { at: Date; id: string } | null {
  const [at = '', id = ''] = text.split('_');
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) || !/^[0-9a-f-]{36}$/.test(id) ? null : { at: moment, id };
}

/** What stands in other tables for a page of incidents, in one read each. */
async function beside(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return { actions: [], reviews: [] };
  const actions = await tx
    .selectFrom('enforcement_action')
    .select(['incident_id', 'kind'])
    .where('incident_id', 'in', [...ids])
    .orderBy('action_no')
    .execute();
  const reviews = await tx
    .selectFrom('review')
    .select(['incident_id', 'side', 'due_at'])
    .where('incident_id', 'in', [...ids])
    .where('state', '=', 'open')
    .orderBy('side')
    .execute();
  return { actions, reviews };
}
