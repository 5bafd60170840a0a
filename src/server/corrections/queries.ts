import { type Expression, type Selectable, type SqlBool, sql } from 'kysely';
import { decide, type Reach } from '../../domain/access/decide.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Actor, Role } from '../../domain/access/roles.ts';
import {
  correctiveStateSchema,
  correctiveStepSchema,
  type FlaggedDisparity,
  flagFiguresSchema,
  flaggedDisparitySchema,
} from '../../domain/disparities/record.ts';
import { isCorrectiveOverdue } from '../../domain/disparities/rules.ts';
import {
  type CorrectiveStepTaken,
  correctiveStepsTaken,
  correctiveTransitions,
} from '../../domain/disparities/transitions.ts';
import { findRule } from '../../domain/principles/registry.ts';
import { openActions } from '../../domain/shared/workflow.ts';
import { asksForSchoolSide } from '../explorer/reach.ts';
import type { Database } from '../platform/database/tables/index.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { CorrectiveAnswer, CorrectiveListAnswer } from './answers.ts';

export type CorrectiveRow = Selectable<Database['corrective_action']>;

/** What a row is about, as the flag it was opened with. */
export function aboutOf(row: CorrectiveRow): FlaggedDisparity {
  return flaggedDisparitySchema.parse({
    source: row.source,
    measure: row.measure,
    dimension: row.dimension,
    group: row.group_code,
    comparison: row.comparison,
    schoolId: row.school_id,
    from: row.from_day,
    to: row.to_day,
  });
}

/** What the flag rested on. Numbers of the school's record are for the school's side alone (decision 0006). */
function figuresFor(actor: Actor, row: CorrectiveRow): Pick<CorrectiveAnswer, 'figures' | 'figuresHidden'> {
  if (row.figures === null) return { figures: null, figuresHidden: false };
  const hidden = row.source === 'recorded' && !asksForSchoolSide(actor);
  return { figures: hidden ? null : flagFiguresSchema.parse(row.figures), figuresHidden: hidden };
}

/** The permission a step asks for. */
export const permissionOfStep: Readonly<Record<CorrectiveStepTaken, Action>> = {
  finish: 'corrective.finish',
  dismiss: 'corrective.finish',
  reopen: 'corrective.open',
};

/** The roles in which a person may take a step on a corrective action. */
export function correctiveRolesFor(
  actor: Actor,
  step: CorrectiveStepTaken,
  row: Pick<CorrectiveRow, 'school_id' | 'owner_id'>,
): Role[] {
  const target = { schoolId: row.school_id, ownerId: row.owner_id };
  return actor.grants
    .filter((grant) => decide({ ...actor, grants: [grant] }, permissionOfStep[step], target).ok)
    .map((grant) => grant.role);
}

function within(extent: Exclude<Reach, { kind: 'none' }>): Expression<SqlBool> {
  return extent.kind === 'all'
    ? sql<SqlBool>`true`
    : sql<SqlBool>`(corrective_action.school_id = any(${[...extent.schoolIds]}::uuid[])
        OR corrective_action.owner_id = ${extent.ownerId}::uuid)`;
}

interface Asked {
  readonly actor: Actor;
  readonly reach: Exclude<Reach, { kind: 'none' }>;
  /** The program's local day. */
  readonly today: string;
}

/** Corrective actions within reach: open ones by their day, ended ones the newest first; at most `limit` of them. */
export async function listCorrective(
  tx: Tx,
  asked: Asked,
  query: { readonly ended: boolean; readonly limit: number },
): Promise<CorrectiveListAnswer> {
  const wanted = sql<SqlBool>`${within(asked.reach)} AND (corrective_action.state <> 'open') = ${query.ended}`;
  const order = query.ended ? sql`opened_at DESC, id DESC` : sql`due_on, id`;
  const rows = await tx
    .selectFrom('corrective_action')
    .selectAll()
    .where(() => wanted)
    .orderBy(order)
    .limit(query.limit)
    .execute();
  const { total } = await tx
    .selectFrom('corrective_action')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where(() => wanted)
    .executeTakeFirstOrThrow();
  return { actions: await answersOf(tx, asked, rows), total: Number(total) };
}

/** One corrective action within reach, or null. */
export async function readCorrective(tx: Tx, asked: Asked, id: string): Promise<CorrectiveAnswer | null> {
  const row = await tx
    .selectFrom('corrective_action')
    .selectAll()
    .where('id', '=', id)
    .where(() => within(asked.reach))
    .executeTakeFirst();
  return row === undefined ? null : ((await answersOf(tx, asked, [row]))[0] ?? null);
}

async function answersOf(tx: Tx, asked: Asked, rows: readonly CorrectiveRow[]): Promise<CorrectiveAnswer[]> {
  if (rows.length === 0) return [];
  const events = await tx
    .selectFrom('corrective_event')
    .selectAll()
    .where(
      'action_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('seq')
    .execute();
  const people = await tx
    .selectFrom('member')
    .select(['person_id', 'name'])
    .where('person_id', 'in', [
      ...new Set([...rows.flatMap((row) => [row.owner_id, row.opened_by]), ...events.map((event) => event.person_id)]),
    ])
    .execute();
  const schools = await tx.selectFrom('school').select(['id', 'name']).execute();
  const nameOf = (id: string): string | null => people.find((person) => person.person_id === id)?.name ?? null;
  return rows.map((row) => {
    const state = correctiveStateSchema.parse(row.state);
    return {
      id: row.id,
      rule: row.rule,
      citation: findRule(row.rule)?.citation ?? '',
      about: aboutOf(row),
      ...figuresFor(asked.actor, row),
      schoolName: schools.find((school) => school.id === row.school_id)?.name ?? null,
      ownerId: row.owner_id,
      ownerName: nameOf(row.owner_id),
      dueOn: row.due_on,
      overdue: isCorrectiveOverdue({ state, dueOn: row.due_on }, asked.today),
      steps: row.steps.map((step) => correctiveStepSchema.parse(step)),
      note: row.note,
      state,
      openedAt: row.opened_at.toISOString(),
      openedByName: nameOf(row.opened_by),
      history: events
        .filter((event) => event.action_id === row.id)
        .map((event) => ({
          step: event.step as CorrectiveStepTaken,
          words: event.words,
          at: event.at.toISOString(),
          byName: nameOf(event.person_id),
        })),
      actions: correctiveStepsTaken.filter((step) =>
        openActions(correctiveTransitions, state, correctiveRolesFor(asked.actor, step, row)).includes(step),
      ),
    };
  });
}
