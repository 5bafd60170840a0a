import { isPositiveContact } from '../../domain/activities/presets.ts';
import { type Activity, type ActivityBody, activityBodySchema } from '../../domain/activities/record.ts';
import { amendActivity, type DayState } from '../../domain/activities/rules.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { frameOfVersion, type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { checkBody, conflict, mayChange, noOfficerRecord, type Own, refuseField, type SentBody } from './checks.ts';
import { type LogState, lockOfficer, newEntry, newVersion, stateFor } from './log-statements.ts';
import {
  type ActivityRow,
  columnsOf,
  findOfficer,
  type OwnOfficer,
  sameContent,
  stateOfDay,
  toActivity,
} from './record.ts';

export type LogInput = SentBody & {
  readonly id: string;
  /** Asked where the day is closed already. */
  readonly reason?: string | null;
};

export interface ChangeInput {
  readonly baseVersion: number;
  /** Asked where the day is closed, and always where the entry is taken back. */
  readonly reason: string | null;
  /** Null takes the entry back; it stays readable with its reason. */
  readonly body: SentBody | null;
}

async function loadRow(tx: Tx, id: string): Promise<ActivityRow | undefined> {
  return tx.selectFrom('activity').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What is stored under an id that came again: the record when the first version says the same, else a conflict. */
async function sentAgain(unit: Unit<Own>, row: ActivityRow, input: LogInput): Promise<Result<Activity>> {
  if (row.owner_id !== unit.target.ownerId) return err(conflict);
  const first = await unit.tx
    .selectFrom('activity_version')
    .select('body')
    .where('activity_id', '=', row.id)
    .where('version', '=', 1)
    .executeTakeFirst();
  return saysWhat(input, first?.body) ? ok(toActivity(row)) : err(conflict);
}

/** Whether what was sent says the same as a body that was kept. */
function saysWhat(input: LogInput, kept: unknown): boolean {
  const sent = activityBodySchema.safeParse(input);
  const before = activityBodySchema.safeParse(kept);
  return sent.success && before.success && sameContent(before.data, sent.data);
}

/** The caller's officer record, locked, and what the entries are checked against. */
interface Logging extends Own {
  /** One for each entry, in their order. */
  readonly states: readonly LogState[];
}

interface Around {
  readonly frame: ProgramFrame;
  readonly officer: OwnOfficer;
  readonly state: LogState;
}

async function logOne(unit: Unit<Logging>, around: Around, input: LogInput): Promise<Result<Activity>> {
  const { now, caller, line } = unit;
  const { frame, officer, state } = around;
  const { id, reason: givenReason, ...sent } = input;
  const checked = checkBody(frame, now, sent);
  if (!checked.ok) return checked;
  const body = checked.value;
  const day = frame.dayOf(body.startedAt);
  const reason = givenReason?.trim() || null;
  const allowed = mayChange([state.closed.includes(day) ? 'closed' : 'open'], reason);
  if (!allowed.ok) return allowed;
  const { programId, personId } = caller.actor;
  const schoolYear = frame.schoolYearOf(day);
  line.withCommit(newEntry({ programId, id, officerId: officer.id, personId, schoolYear, day, body, now, reason }));
  await unit.audit({
    event: allowed.value === 'amended' ? 'activity.amended' : 'activity.logged',
    recordType: 'activity',
    recordId: id,
    detail: { kind: body.kind, minutes: body.minutes, day },
  });
  return ok({ ...body, id, officerId: officer.id, day, version: 1, withdrawn: false });
}

/** An entry that came before, in an earlier request or in this one, or a new one, which is added to `fresh`. */
async function logOrFind(
  unit: Unit<Logging>,
  around: Around,
  fresh: Map<string, Activity>,
  input: LogInput,
): Promise<Result<Activity>> {
  if (around.state.known) {
    const row = await loadRow(unit.tx, input.id);
    return row === undefined ? err(conflict) : sentAgain(unit, row, input);
  }
  const twin = fresh.get(input.id);
  if (twin !== undefined) return saysWhat(input, twin) ? ok(twin) : err(conflict);
  const one = await logOne(unit, around, input);
  if (one.ok) fresh.set(input.id, one.value);
  return one;
}

/**
 * Logs entries of the caller's own duty day, all or none (the demonstration program loads a day at a time). The same id
 * with the same content again is the same entry. Refuses by the rules of the domain (D2, D3, D5, P7.2), an unknown
 * school, a day that has not begun, and a closed day without a reason.
 */
export function logActivities(
  service: Service,
  caller: Caller,
  inputs: readonly LogInput[],
): Promise<Result<Activity[]>> {
  const { programId, personId } = caller.actor;
  return runCommand<Logging, Activity[]>(service, caller, {
    action: 'activity.log',
    // Someone else's entry of this id: the officer's own were looked up under the lock.
    clash: conflict,
    target: async (_tx, line) => {
      const [[officer], ...found] = await Promise.all([
        line.send(lockOfficer(personId)),
        ...inputs.map((input) => line.send(stateFor(programId, personId, input))),
      ]);
      const states = found.flat();
      return { ownerId: personId, officer: officer ?? null, states };
    },
    work: async (unit) => {
      const { officer, states } = unit.target;
      if (officer === null) return err(noOfficerRecord);
      const version = states[0]?.frame_version;
      const frame = version === undefined ? null : await frameOfVersion(unit.tx, programId, version);
      if (frame === null) return err(notFound);
      const logged: Activity[] = [];
      const fresh = new Map<string, Activity>();
      for (const [at, input] of inputs.entries()) {
        const state = states[at];
        if (state === undefined) return err(notFound);
        const one = await logOrFind(unit, { frame, officer, state }, fresh, input);
        if (!one.ok) return one;
        logged.push(one.value);
      }
      if (fresh.size === 0) unit.unchanged();
      return ok(logged);
    },
  });
}

/** Logs one entry; see `logActivities`. */
export async function logActivity(service: Service, caller: Caller, input: LogInput): Promise<Result<Activity>> {
  const logged = await logActivities(service, caller, [input]);
  if (!logged.ok) return logged;
  const [activity] = logged.value;
  return activity === undefined ? err(notFound) : ok(activity);
}

interface Held extends Own {
  readonly row: ActivityRow;
}

/**
 * Changes an entry, or takes it back (`body` null): a new version, the earlier ones stay. Free while its day is open,
 * with a reason after it was closed; taking back always says why. Refuses another version than the current (409).
 */
export function changeActivity(
  service: Service,
  caller: Caller,
  activityId: string,
  input: ChangeInput,
): Promise<Result<Activity>> {
  return runCommand<Held, Activity>(service, caller, {
    action: 'activity.amend',
    target: async (tx) => {
      const officer = await findOfficer(tx, caller.actor.personId, true);
      const row = await tx
        .selectFrom('activity')
        .selectAll()
        .where('id', '=', activityId)
        .forUpdate()
        .executeTakeFirst();
      return row === undefined ? null : { ownerId: row.owner_id, schoolId: row.school_id, officer, row };
    },
    work: (unit) => changeHeld(unit, input),
  });
}

async function changeHeld(unit: Unit<Held>, input: ChangeInput): Promise<Result<Activity>> {
  const { tx, now, caller } = unit;
  const { row } = unit.target;
  const current = toActivity(row);
  const frame = await requireFrame(tx, caller.actor.programId);
  const reason = input.reason?.trim() || null;
  let body: ActivityBody | null = null;
  if (input.body !== null) {
    const checked = checkBody(frame, now, input.body);
    if (!checked.ok) return checked;
    body = checked.value;
  }
  if (current.version === input.baseVersion + 1 && (await saysTheSame(tx, current, body, reason))) {
    unit.unchanged();
    return ok(current);
  }
  const day = body === null ? current.day : frame.dayOf(body.startedAt);
  const days = [...new Set([current.day, day])];
  const states: DayState[] = [];
  for (const one of days) states.push(await stateOfDay(tx, row.officer_id, one));
  const allowed = mayChange(states, reason);
  if (!allowed.ok) return allowed;
  if (body === null && (reason ?? '').length < 3) {
    return refuseField('reason', 'activities.reasonMissing');
  }
  const next = amendActivity(current, {
    id: current.id,
    activityId: current.id,
    baseVersion: input.baseVersion,
    reason: reason ?? '',
    body,
  });
  if (!next.ok) return next;
  const { version, withdrawn } = next.value;
  const kept = body ?? activityBodySchema.parse(row.body);
  const saved = await tx
    .updateTable('activity')
    .set({
      ...columnsOf(kept),
      positive: isPositiveContact(kept.kind),
      school_year: frame.schoolYearOf(day),
      local_day: day,
      version,
      withdrawn,
      saved_at: now,
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const { programId, personId } = caller.actor;
  const newest = { programId, id: row.id, personId, version, body: { ...kept, withdrawn }, now, reason };
  unit.line.withCommit(newVersion(newest));
  await unit.audit({
    event: allowed.value === 'amended' ? 'activity.amended' : 'activity.changed',
    recordType: 'activity',
    recordId: row.id,
    detail: { version, withdrawn },
  });
  return ok(toActivity(saved));
}

/** Whether the newest version is this very change, sent again. */
async function saysTheSame(
  tx: Tx,
  current: Activity,
  body: ActivityBody | null,
  reason: string | null,
): Promise<boolean> {
  const version = await tx
    .selectFrom('activity_version')
    .select(['body', 'reason'])
    .where('activity_id', '=', current.id)
    .where('version', '=', current.version)
    .executeTakeFirstOrThrow();
  if (version.reason !== reason || current.withdrawn !== (body === null)) return false;
  return body === null || sameContent(activityBodySchema.parse(version.body), body);
}
