import { type RawBuilder, sql } from 'kysely';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { isCollected, measures } from '../../statistics/measures/measures.ts';
import { periodOf } from '../numbers/period.ts';
import type { Within } from '../platform/aggregates.ts';
import { runCommand } from '../platform/commands.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { RecordsAnswer } from './answers.ts';
import { languageOf, ownMatterNames } from './ask.ts';
import { checkQuestion, type Question, restsOnRecords } from './question.ts';
import { asksForSchoolSide, opensRecords, reachOfQuestions } from './reach.ts';
import { rowsSql } from './rows.ts';

/** A number of an answer: its question and the members of its row and column, as far as it has them. */
export interface CellQuestion {
  readonly question: Question;
  readonly row?: string | undefined;
  readonly column?: string | undefined;
  /** Where the list goes on: what `next` said. */
  readonly before?: string | undefined;
}

const perPage = 50;

/**
 * The calls or incidents behind a number, newest first, those the reader may open. Where the number rests on what the
 * school recorded, a record tells of a student: then only the school's side gets it, and the look is written to the
 * trail (P7.8, decision 0006). 403 for a reader who may open no such record.
 */
export async function readRecords(
  service: Service,
  caller: Caller,
  cell: CellQuestion,
): Promise<Result<RecordsAnswer>> {
  const { actor } = caller;
  const question = checkQuestion(cell.question);
  if (!question.ok) return question;
  const extent = reachOfQuestions(actor);
  if (!extent.ok) return extent;
  if (!isCollected(question.value.measure)) return err(notFound);
  const grain = measures[question.value.measure].numerator?.grain ?? 'incident';
  if (!opensRecords(actor, grain)) return err({ code: 'common.forbidden', status: 403 });
  const read = (tx: Tx): Promise<Result<RecordsAnswer>> => list(tx, service, caller, cell, extent.value);
  if (restsOnRecords(question.value) === null) return inProgram(service, { programId: actor.programId }, read);
  if (!asksForSchoolSide(actor)) return err({ code: 'common.forbidden', status: 403 });
  const schoolId = extent.value.kind === 'all' ? null : (extent.value.schoolIds[0] ?? null);
  return runCommand(service, caller, {
    action: 'explorer.ask',
    vault: true,
    target: () => Promise.resolve({ schoolId }),
    work: async (unit) => {
      const found = await read(unit.tx);
      if (!found.ok) return found;
      const { measure, rows, columns } = question.value;
      await unit.audit({
        event: 'explorer.recordsOpened',
        recordType: 'program',
        recordId: actor.programId,
        detail: {
          measure,
          ...(rows === undefined ? {} : { rows, row: cell.row ?? '' }),
          ...(columns === undefined ? {} : { columns, column: cell.column ?? '' }),
          records: found.value.items.length,
        },
      });
      return found;
    },
  });
}

interface Listed {
  readonly id: string;
  readonly at: Date;
  readonly day: string;
  readonly schoolName: string;
  readonly matter: string | null;
}

async function list(
  tx: Tx,
  service: Service,
  caller: Caller,
  { question, row, column, before }: CellQuestion,
  reach: Within,
): Promise<Result<RecordsAnswer>> {
  const frame = await requireFrame(tx, caller.actor.programId);
  const period = periodOf(frame, question, frame.dayOf(service.clock()))?.now;
  if (period === undefined) return err(notFound);
  const grain = measures[question.measure].numerator?.grain;
  const kind = grain === 'call' ? 'calls' : 'incidents';
  const students = measures[question.measure].unit === 'students';
  const conditions: RawBuilder<unknown>[] = [sql`n`];
  if (students) conditions.push(sql`pseudonym IS NOT NULL`);
  if (question.rows !== undefined && row !== undefined) conditions.push(sql`r = ${row}`);
  if (question.columns !== undefined && column !== undefined) conditions.push(sql`c = ${column}`);
  const at = kind === 'calls' ? sql.ref('record.requested_at') : sql.ref('record.occurred_at');
  const [instant = '', id = ''] = before?.split('~') ?? [];
  const further = before === undefined ? sql`true` : sql`(${at}, record.id) < (${instant}::timestamptz, ${id}::uuid)`;
  const asked = { question, days: period, reach, frame };
  const { rows } = await sql<Listed>`
    SELECT record.id, ${at} AS at, record.local_day AS day, school.name AS "schoolName", record.matter
    FROM ${kind === 'calls' ? sql`call` : sql`incident`} record
    JOIN school ON school.program_id = record.program_id AND school.id = record.school_id
    WHERE record.id IN (SELECT id FROM ${rowsSql(asked)} WHERE ${sql.join(conditions, sql` AND `)}) AND ${further}
    ORDER BY ${at} DESC, record.id DESC LIMIT ${perPage + 1}`.execute(tx);
  const names = await ownMatterNames(tx, period.to, languageOf(caller));
  const items = rows.slice(0, perPage).map((one) => ({
    ...one,
    at: one.at.toISOString(),
    matterName: one.matter === null ? null : (names.get(one.matter) ?? null),
  }));
  const last = items.at(-1);
  return ok({ kind, items, next: rows.length > perPage && last !== undefined ? `${last.at}~${last.id}` : null });
}
