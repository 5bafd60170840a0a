import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { findMatter } from '../../domain/calls/matters.ts';
import { fileBody } from '../../domain/incidents/completeness.ts';
import type { IncidentBody, IncidentDraft, IncidentVersion } from '../../domain/incidents/record.ts';
import { draftRefusals } from '../../domain/incidents/refusals.ts';
import { advanceIncident, applyAmendment, fileIncident as firstVersion } from '../../domain/incidents/transitions.ts';
import { err, type FieldProblem, ok, type Result } from '../../domain/shared/result.ts';
import { matterListOn } from '../calls/matters.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import { type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { askAgain, openReviews } from './asking.ts';
import { targetOf, withCall } from './commands.ts';
import { raiseFindings } from './findings.ts';
import { type GateFacts, gateOf } from './gate.ts';
import { decisionOfCall, rolesOf, type StoredIncident } from './load.ts';
import { project } from './projections.ts';

type Loaded = { readonly schoolId: string; readonly ownerId: string; readonly incident: StoredIncident };

export interface Filed {
  readonly version: number;
  readonly at: string;
}

/** What only the server can say of a draft: that its time has come and its matter is on the list of that day. */
async function outsideFacts(
  unit: Unit<Loaded>,
  frame: ProgramFrame,
  draft: IncidentDraft,
): Promise<{ readonly fields: FieldProblem[]; readonly gateFacts: GateFacts }> {
  const occurred = draft.what?.occurredAt ?? unit.now.toISOString();
  const matterList = await matterListOn(unit.tx, frame.dayOf(occurred));
  const fields: FieldProblem[] = [];
  // Phones' clocks run a little ahead.
  if (Date.parse(occurred) > unit.now.getTime() + 10 * 60_000) {
    fields.push({ path: 'what.occurredAt', code: 'incidents.occurredInFuture' });
  }
  const matter = draft.what?.matterCode;
  if (matter !== undefined && findMatter(matterList, matter) === null) {
    fields.push({ path: 'what.matterCode', code: 'incidents.matterUnknown' });
  }
  return { fields, gateFacts: { decision: await decisionOfCall(unit.tx, unit.target.incident.callId), matterList } };
}

/** Joins the server's own complaints to those of the domain, so that the officer mends all at once. */
function refuseWith<T>(result: Result<T>, fields: readonly FieldProblem[]): Result<T> {
  if (fields.length === 0) return result;
  if (result.ok) return err({ code: fields[0]?.code ?? 'incidents.malformed', status: 422, fields });
  return err({ ...result.error, fields: [...(result.error.fields ?? []), ...fields] });
}

/**
 * Files a draft: version 1, in force for both sides. Refuses (422) with every missing part and every refusing rule,
 * each with its field (P4.3, P4.5, P7.5); 409 when another device saved meanwhile. In the same transaction: the rows
 * statistics count, the findings that need an answer, the reviews of both sides with their clocks (P7.6, P4.5), the
 * notices and the mail. Filed again it answers what it answered.
 */
export function fileIncident(
  service: Service,
  caller: Caller,
  input: { readonly id: string; readonly revision: number },
): Promise<Result<Filed>> {
  return runCommand<Loaded, Filed>(service, caller, {
    action: 'incident.write',
    target: (tx) => targetOf(tx, input.id),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const { incident } = target;
      if (incident.filedAt !== null && incident.draftRevision === input.revision) {
        unit.unchanged();
        return ok({ version: 1, at: incident.filedAt.toISOString() });
      }
      const state = advanceIncident(incident.state, 'file', { roles: rolesOf(caller) });
      if (!state.ok) return err(state.error);
      if (incident.draftRevision !== input.revision) return err({ code: 'common.changedMeanwhile', status: 409 });
      const frame = await requireFrame(tx, caller.actor.programId);
      const draft = incident.draft ?? {};
      const { fields, gateFacts } = await outsideFacts(unit, frame, draft);
      const version = refuseWith(
        firstVersion(draft, { personId: caller.actor.personId, at: now.toISOString() }),
        fields,
      );
      if (!version.ok) return err(version.error);
      await putInForce(unit, frame, version.value, state.value);
      await openReviews(unit, frame, version.value.body);
      await raiseFindings(unit, version.value.body, gateOf(version.value.body, gateFacts));
      await unit.audit({
        event: 'incident.filed',
        recordType: 'incident',
        recordId: incident.id,
        detail: countsOf(version.value),
      });
      return ok({ version: 1, at: version.value.at });
    },
  });
}

const countsOf = ({ version, body }: IncidentVersion) => ({
  version,
  students: body.students.length,
  actions: body.actions.map((action) => action.kind),
  nameCheck: body.narrative.nameCheck,
});

/** Writes a version and makes it the one that holds; the rows for counting are built anew from it. */
async function putInForce(
  unit: Unit<Loaded>,
  frame: ProgramFrame,
  version: IncidentVersion,
  state: string,
): Promise<void> {
  const { tx, now, caller, target } = unit;
  const { body } = version;
  const day = frame.dayOf(body.what.occurredAt);
  const header = { programId: caller.actor.programId, id: target.incident.id, schoolId: target.schoolId, day };
  await tx
    .insertInto('incident_version')
    .values({
      program_id: header.programId,
      incident_id: header.id,
      version: version.version,
      body: JSON.stringify(body),
      reason: version.reason,
      author_id: version.by,
      at: version.at,
      narrative_check: body.narrative.nameCheck,
    })
    .execute();
  await tx
    .updateTable('incident')
    .set({
      state,
      draft: null,
      version: version.version,
      body: JSON.stringify(body),
      narrative_check: body.narrative.nameCheck,
      occurred_at: body.what.occurredAt,
      local_day: day,
      school_year: frame.schoolYearOf(day),
      origin: body.origin.kind,
      matter: body.what.matterCode,
      offense: body.what.offense,
      student_count: body.students.length,
      action_count: body.actions.length,
      ...(version.version === 1 ? { filed_at: now } : {}),
    })
    .where('id', '=', header.id)
    .execute();
  await project(tx, header, body);
}

export interface AmendInput {
  readonly id: string;
  readonly baseVersion: number;
  readonly reason: string;
  readonly body: IncidentDraft;
}

/**
 * Amends a filed record: a new version with a reason, all earlier ones stay. Refuses an amendment of a version that is
 * no longer the last (409), one that changes nothing, and one that leaves the record incomplete (422). Students keep
 * their keys and with them who the school attached; who is removed is detached. Answers given to what has changed are
 * asked for again; all who know the record are told. The same amendment again answers what it answered.
 */
export function amendIncident(service: Service, caller: Caller, input: AmendInput): Promise<Result<Filed>> {
  return runCommand<Loaded, Filed>(service, caller, {
    action: 'incident.write',
    target: (tx) => targetOf(tx, input.id),
    work: async (unit) => {
      const { tx, now, target } = unit;
      const { incident } = target;
      const draft = withCall(input.body, incident.callId);
      const repeated = await sameAmendment(unit, input, draft);
      if (repeated !== null) {
        unit.unchanged();
        return ok(repeated);
      }
      const state = advanceIncident(incident.state, 'amend', { roles: rolesOf(caller), reason: input.reason });
      if (!state.ok) return err(state.error);
      const latest = await latestVersion(unit);
      const frame = await requireFrame(tx, caller.actor.programId);
      const { fields, gateFacts } = await outsideFacts(unit, frame, draft);
      const version = refuseWith(
        applyAmendment(latest, { ...input, body: draft }, { personId: caller.actor.personId, at: now.toISOString() }),
        // A behaviour may have left the list since the record was filed; it stays what it was.
        draft.what?.matterCode === latest.body.what.matterCode
          ? fields.filter(({ path }) => path !== 'what.matterCode')
          : fields,
      );
      if (!version.ok) return err(version.error);
      await putInForce(unit, frame, version.value, state.value);
      const detached = await detachRemoved(unit, latest.body, version.value.body);
      await askAgain(unit, frame, latest.body, version.value.body);
      await raiseFindings(unit, version.value.body, gateOf(version.value.body, gateFacts));
      await unit.audit({
        event: 'incident.amended',
        recordType: 'incident',
        recordId: incident.id,
        purpose: input.reason.trim(),
        detail: { ...countsOf(version.value), detached },
      });
      return ok({ version: version.value.version, at: version.value.at });
    },
  });
}

async function latestVersion({ tx, target }: Unit<Loaded>): Promise<IncidentVersion> {
  const { id, version, body } = target.incident;
  const row = await tx
    .selectFrom('incident_version')
    .selectAll()
    .where('incident_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  if (body === null) throw new Error(`Incident ${id} is filed and has no body`);
  return { version, at: row.at.toISOString(), by: row.author_id, reason: row.reason, body };
}

/** The version this very amendment made before, when the request came twice. */
async function sameAmendment(
  { tx, target }: Unit<Loaded>,
  input: AmendInput,
  draft: IncidentDraft,
): Promise<Filed | null> {
  const { incident } = target;
  if (incident.version !== input.baseVersion + 1 || draftRefusals(draft).length > 0) return null;
  const body = fileBody(draft);
  if (!body.ok || !isDeepStrictEqual(body.value, incident.body)) return null;
  const row = await tx
    .selectFrom('incident_version')
    .select(['reason', 'at'])
    .where('incident_id', '=', incident.id)
    .where('version', '=', incident.version)
    .executeTakeFirstOrThrow();
  return row.reason === input.reason.trim() ? { version: incident.version, at: row.at.toISOString() } : null;
}

/**
 * Drops who the school attached to students that are no longer in the record. The database does it behind the vault's
 * wall and tells only how many: the officer learns nothing of who they were.
 */
async function detachRemoved(unit: Unit<Loaded>, before: IncidentBody, after: IncidentBody): Promise<number> {
  const { tx, target } = unit;
  const kept = new Set(after.students.map((student) => student.key));
  const removed = before.students.map((student) => student.key).filter((key) => !kept.has(key));
  if (removed.length === 0) return 0;
  const { rows } = await sql<{ detached: number }>`
    SELECT detach_removed_students(${target.incident.id}::uuid, ${removed}::uuid[]) AS detached`.execute(tx);
  const detached = rows[0]?.detached ?? 0;
  if (detached === 0) return 0;
  await tx
    .updateTable('incident')
    .set((set) => ({ attached_count: set('attached_count', '-', detached) }))
    .where('id', '=', target.incident.id)
    .execute();
  await unit.audit({
    event: 'identity.detached',
    recordType: 'incident',
    recordId: target.incident.id,
    detail: { removedFromRecord: detached },
  });
  return detached;
}
