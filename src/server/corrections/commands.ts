import { reach } from '../../domain/access/decide.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import {
  type CorrectiveAction,
  type CorrectiveOpening,
  correctiveStateSchema,
  correctiveStepSchema,
  type FlagFigures,
} from '../../domain/disparities/record.ts';
import { disparityFinding, flagKey, openCorrective, stepCorrective } from '../../domain/disparities/rules.ts';
import type { CorrectiveStepTaken } from '../../domain/disparities/transitions.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { isKnownFlag } from '../../statistics/disparity/flag.ts';
import { flagStanding } from '../explorer/disparity.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { holdersOf } from '../platform/notices.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { nameLikeWords } from '../reviews/name-like.ts';
import type { CorrectiveAnswer } from './answers.ts';
import { aboutOf, type CorrectiveRow, correctiveRolesFor, permissionOfStep, readCorrective } from './queries.ts';

/** Who can be made to answer for one: those who lead, in the program or at the school it is about. */
export const ownerRoles = ['supervisor', 'agencyLeader', 'districtCoordinator', 'schoolLeader'] as const;

const refusedAt = (path: string, code: string) =>
  err({ code: 'common.invalid', status: 422 as const, fields: [{ path, code }] });

/** Refuses (422) words that read like a name until the writer says they are no student's: they stay in the record. */
async function refuseNames(tx: Tx, path: string, text: string): Promise<Result<null>> {
  const [word] = await nameLikeWords(tx, text);
  if (word === undefined) return ok(null);
  const code = 'disparity.nameLike';
  return err({ code: 'common.invalid', status: 422, fields: [{ path, code, params: { word } }] });
}

async function answered(tx: Tx, caller: Caller, id: string, today: string): Promise<Result<CorrectiveAnswer>> {
  const found = await readCorrective(tx, { actor: caller.actor, reach: { kind: 'all' }, today }, id);
  return found === null ? err(notFound) : ok(found);
}

/**
 * Opens the corrective action of a flagged disparity, with an owner and a due day (P1.4). The flag is calculated anew,
 * and what it rests on stays with the action. The same request again changes nothing; 409 where the id stands for
 * something else or the same disparity has one already, 404 for a school that is not there, 403 for the police side and
 * a flag of the school's record, 422 for a flag that does not hold, an owner who may not lead there, a day that has come,
 * or a note with words that read like a name.
 */
export async function openCorrectiveAction(
  service: Service,
  caller: Caller,
  opening: CorrectiveOpening,
): Promise<Result<CorrectiveAnswer>> {
  const { actor } = caller;
  const { about } = opening;
  // Before the change: counting different students has a transaction of its own that can change nothing.
  const standing = reach(actor, 'corrective.open').kind === 'none' ? null : await flagStanding(service, caller, about);
  return runCommand(service, caller, {
    action: 'corrective.open',
    clash: { code: 'disparity.openAlready', status: 409 },
    target: async (tx) => {
      if (about.schoolId === null) return { schoolId: null };
      const school = await tx.selectFrom('school').select('id').where('id', '=', about.schoolId).executeTakeFirst();
      return school === undefined ? null : { schoolId: school.id };
    },
    work: async (unit) => {
      const { tx, now } = unit;
      const frame = await requireFrame(tx, actor.programId);
      const today = frame.dayOf(now);
      const sent = await tx.selectFrom('corrective_action').selectAll().where('id', '=', opening.id).executeTakeFirst();
      if (sent !== undefined) {
        if (!isSame(sent, opening, actor.personId)) return err({ code: 'common.conflict', status: 409 });
        unit.unchanged();
        return answered(tx, caller, sent.id, today);
      }
      if (!isKnownFlag(about, frame.schoolIds)) return refusedAt('about', 'disparity.code');
      if (!(await holdersOf(tx, ownerRoles, about.schoolId, now)).includes(opening.ownerId)) {
        return refusedAt('ownerId', 'disparity.ownerMayNot');
      }
      const opened = openCorrective(opening, { personId: actor.personId, at: now.toISOString(), today });
      if (!opened.ok) return opened;
      const named = opening.wordsChecked ? ok(null) : await refuseNames(tx, 'note', opening.note);
      if (!named.ok) return named;
      if (standing === null) return err({ code: 'common.forbidden', status: 403 });
      if (!standing.ok) return standing;
      await tx
        .insertInto('corrective_action')
        .values(rowOf(actor.programId, opened.value, standing.value))
        .execute();
      await unit.audit({
        event: 'corrective.opened',
        recordType: 'correctiveAction',
        recordId: opened.value.id,
        detail: { rule: disparityFinding(about).ruleId, ...about, dueOn: opened.value.dueOn },
      });
      return answered(tx, caller, opened.value.id, today);
    },
  });
}

function rowOf(programId: string, action: CorrectiveAction, figures: FlagFigures) {
  const { about } = action;
  return {
    program_id: programId,
    id: action.id,
    rule: disparityFinding(about).ruleId,
    flag: flagKey(about),
    measure: about.measure,
    dimension: about.dimension,
    group_code: about.group,
    comparison: about.comparison,
    school_id: about.schoolId,
    from_day: about.from,
    to_day: about.to,
    owner_id: action.ownerId,
    due_on: action.dueOn,
    steps: [...action.steps],
    note: action.note,
    state: action.state,
    opened_by: action.openedBy,
    opened_at: action.openedAt,
    source: about.source,
    figures: JSON.stringify(figures),
  };
}

function isSame(row: CorrectiveRow, opening: CorrectiveOpening, personId: string): boolean {
  return (
    row.opened_by === personId &&
    row.flag === flagKey(opening.about) &&
    row.owner_id === opening.ownerId &&
    row.due_on === opening.dueOn &&
    row.note === opening.note &&
    row.steps.join() === [...new Set(opening.steps)].join()
  );
}

const eventOf = {
  finish: 'corrective.finished',
  dismiss: 'corrective.dismissed',
  reopen: 'corrective.reopened',
} as const satisfies Record<CorrectiveStepTaken, AuditEvent>;

/**
 * Ends a corrective action with what came of it, or opens it again (P1.4); the words stay in its history. The same
 * request again changes nothing; 422 without words, and for words that read like a name.
 */
export async function stepCorrectiveAction(
  service: Service,
  caller: Caller,
  id: string,
  input: { readonly step: CorrectiveStepTaken; readonly words: string; readonly wordsChecked: boolean },
): Promise<Result<CorrectiveAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: permissionOfStep[input.step],
    target: async (tx) => {
      const row = await tx
        .selectFrom('corrective_action')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row === undefined ? null : { schoolId: row.school_id, ownerId: row.owner_id, row };
    },
    work: async (unit) => {
      const { tx, now } = unit;
      const { row } = unit.target;
      const today = (await requireFrame(tx, actor.programId)).dayOf(now);
      const last = await tx
        .selectFrom('corrective_event')
        .selectAll()
        .where('action_id', '=', id)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (last?.step === input.step && last.words === input.words.trim() && last.person_id === actor.personId) {
        unit.unchanged();
        return answered(tx, caller, id, today);
      }
      const next = stepCorrective(actionOf(row), input.step, input.words, {
        personId: actor.personId,
        at: now.toISOString(),
        roles: correctiveRolesFor(actor, input.step, row),
      });
      if (!next.ok) return next;
      const named = input.wordsChecked ? ok(null) : await refuseNames(tx, 'words', input.words);
      if (!named.ok) return named;
      await tx.updateTable('corrective_action').set({ state: next.value.state }).where('id', '=', id).execute();
      await tx
        .insertInto('corrective_event')
        .values({
          program_id: actor.programId,
          action_id: id,
          seq: (last?.seq ?? 0) + 1,
          step: input.step,
          words: next.value.result,
          person_id: actor.personId,
          at: now,
        })
        .execute();
      await unit.audit({
        event: eventOf[input.step],
        recordType: 'correctiveAction',
        recordId: id,
        detail: { from: row.state, to: next.value.state },
      });
      return answered(tx, caller, id, today);
    },
  });
}

function actionOf(row: CorrectiveRow): CorrectiveAction {
  return {
    id: row.id,
    about: aboutOf(row),
    ownerId: row.owner_id,
    dueOn: row.due_on,
    steps: row.steps.map((step) => correctiveStepSchema.parse(step)),
    note: row.note,
    openedAt: row.opened_at.toISOString(),
    openedBy: row.opened_by,
    state: correctiveStateSchema.parse(row.state),
    result: '',
    closedAt: null,
    closedBy: null,
  };
}
