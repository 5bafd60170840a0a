import type { School } from '../../domain/partnerships/record.ts';
import type { SchoolInput } from '../../domain/partnerships/setup.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';

export interface SchoolView extends School {
  /** The collection the school came from ('2020-21'); null for one entered by hand. */
  readonly sourceYear: string | null;
}

/** The program's schools by name, closed ones too. */
export async function readSchools(tx: Tx): Promise<SchoolView[]> {
  const rows = await tx.selectFrom('school').selectAll().orderBy('name').execute();
  return rows.map((row) => ({
    id: row.id,
    ncesId: row.nces_id,
    name: row.name,
    grades: row.grades as School['grades'],
    open: row.active,
    sourceYear: row.source_year,
  }));
}

/** Adds or changes a school. Its NCES id stays: it is how every import and every release knows it. */
export function saveSchool(
  service: Service,
  caller: Caller,
  id: string,
  input: SchoolInput,
): Promise<Result<SchoolView>> {
  const { programId } = caller.actor;
  const refuse = (path: string, code: string, status: 409 | 422 = 422) =>
    err({ code, status, fields: [{ path, code }] });
  return runCommand(service, caller, {
    action: 'program.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const schools = await readSchools(tx);
      const before = schools.find((school) => school.id === id);
      const after: SchoolView = { id, ...input, sourceYear: before?.sourceYear ?? null };
      if (before !== undefined && same(before, { ...before, ...input })) {
        unchanged();
        return ok(before);
      }
      if (before !== undefined && before.ncesId !== input.ncesId) return refuse('ncesId', 'setup.ncesIdFixed');
      if (schools.some((school) => school.id !== id && school.ncesId === input.ncesId))
        return refuse('ncesId', 'setup.ncesIdTaken', 409);
      if (before?.open === true && !input.open) {
        const today = (await requireFrame(tx, programId)).dayOf(now);
        const assigned = await tx
          .selectFrom('assignment')
          .select('id')
          .where('school_id', '=', id)
          .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', today)]))
          .limit(1)
          .executeTakeFirst();
        if (assigned !== undefined) return refuse('open', 'setup.schoolHasOfficer');
      }
      const row = { name: input.name, grades: input.grades as string[], active: input.open };
      await tx
        .insertInto('school')
        .values({ program_id: programId, id, nces_id: input.ncesId, source_year: null, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'id']).doUpdateSet(row))
        .execute();
      await audit({
        event: 'school.saved',
        recordType: 'school',
        recordId: id,
        detail: { ncesId: input.ncesId, open: input.open },
      });
      return ok(after);
    },
  });
}
