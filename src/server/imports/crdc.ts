import { v7 as uuidv7 } from 'uuid';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Bundle } from '../exchange/files/bundle.ts';
import { hasErrors, problem } from '../exchange/problem.ts';
import { runCommand, runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from '../setup/callers.ts';
import { type CrdcPlan, planCrdc, type StoredSchool } from './crdc-plan.ts';
import { type CrdcReading, readDistrict } from './reading.ts';
import { type ImportInput, type ImportReport, type LeftOutCount, refusalOf, reportOf } from './report.ts';

/** Files at hand, or how to read a district's out of files elsewhere. */
type CrdcSource = { readonly bundle: Bundle } | { readonly read: (leaid: string) => Promise<Result<CrdcReading>> };

export type CrdcImport = ImportInput &
  CrdcSource & {
    /** Where the person names the district (command line): must be the program's own. */
    readonly leaid?: string;
  };

/** Rows a statement: far below PostgreSQL's 65,535 parameters. */
const chunkRows = 2_000;

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += chunkRows) yield rows.slice(at, at + chunkRows);
}

async function readStored(tx: Tx, year: string, today: string): Promise<StoredSchool[]> {
  const schools = await tx.selectFrom('school').selectAll().orderBy('nces_id').execute();
  const cells = await tx.selectFrom('enrolment').selectAll().where('source_year', '=', year).execute();
  const support = await tx.selectFrom('school_support').selectAll().where('source_year', '=', year).execute();
  const assigned = await tx
    .selectFrom('assignment')
    .select('school_id')
    .distinct()
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', today)]))
    .execute();
  const cellsBySchool = Map.groupBy(cells, (row) => row.school_id);
  const supportBySchool = Map.groupBy(support, (row) => row.school_id);
  const busy = new Set(assigned.map((row) => row.school_id));
  return schools.map((row) => ({
    id: row.id,
    ncesId: row.nces_id,
    name: row.name,
    grades: row.grades,
    open: row.active,
    sourceYear: row.source_year,
    cells: (cellsBySchool.get(row.id) ?? []).map((cell) => ({
      dimension: cell.dimension,
      category: cell.category,
      sex: cell.sex,
      students: cell.students,
      reserveCode: cell.reserve_code,
    })),
    support: (supportBySchool.get(row.id) ?? []).map(({ measure, fte, reserve_code }) => ({
      measure,
      fte,
      reserveCode: reserve_code,
    })),
    officerAssigned: busy.has(row.id),
  }));
}

async function write(
  tx: Tx,
  programId: string,
  year: string,
  plan: CrdcPlan,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const schools = plan.writes.map((school) => ({ ...school, id: school.id ?? uuidv7() }));
  const own = (school: { readonly id: string }) => ({
    program_id: programId,
    school_id: school.id,
    source_year: year,
  });
  const enrolment = schools.flatMap((school) =>
    school.cells.map(({ dimension, category, sex, students, reserveCode }) => ({
      ...own(school),
      dimension,
      category,
      sex,
      students,
      reserve_code: reserveCode,
    })),
  );
  const support = schools.flatMap((school) =>
    school.support.map(({ measure, fte, reserveCode }) => ({
      ...own(school),
      measure,
      fte,
      reserve_code: reserveCode,
    })),
  );
  const total = schools.length + enrolment.length + support.length;
  let done = 0;
  const told = (rows: number): void => {
    done += rows;
    onProgress(done, total);
  };
  for (const part of chunks(schools)) {
    const rows = part.map((school) => ({
      program_id: programId,
      id: school.id,
      nces_id: school.ncesId,
      name: school.name,
      grades: [...school.grades],
      active: true,
      source_year: year,
    }));
    await tx
      .insertInto('school')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['program_id', 'id']).doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          grades: row.ref('excluded.grades'),
          active: row.ref('excluded.active'),
          source_year: row.ref('excluded.source_year'),
        })),
      )
      .execute();
    told(rows.length);
  }
  for (const rows of chunks(enrolment)) {
    await tx
      .insertInto('enrolment')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['program_id', 'school_id', 'source_year', 'dimension', 'category', 'sex'])
          .doUpdateSet((row) => ({
            students: row.ref('excluded.students'),
            reserve_code: row.ref('excluded.reserve_code'),
          })),
      )
      .execute();
    told(rows.length);
  }
  for (const rows of chunks(support)) {
    await tx
      .insertInto('school_support')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['program_id', 'school_id', 'source_year', 'measure']).doUpdateSet((row) => ({
          fte: row.ref('excluded.fte'),
          reserve_code: row.ref('excluded.reserve_code'),
        })),
      )
      .execute();
    told(rows.length);
  }
  if (plan.close.length > 0)
    await tx
      .updateTable('school')
      .set({ active: false })
      .where('id', 'in', [...plan.close])
      .execute();
}

/**
 * Reads the program's district out of CRDC files and says what importing does (dry run) or does it, all or nothing.
 * Schools of other districts are left out with their number. The same files a second time change nothing.
 * Returns the report, also of an import refused for errors in the files; 409 where the files are not those of the dry
 * run, 403 without the right.
 */
export async function runCrdcImport(
  service: Service,
  caller: Caller,
  input: CrdcImport,
): Promise<Result<ImportReport>> {
  const { programId } = caller.actor;
  const district = await runQuery(service, caller, {
    action: 'school.import',
    read: async ({ tx }) =>
      ok(await tx.selectFrom('program').select('leaid').where('program_id', '=', programId).executeTakeFirstOrThrow()),
  });
  if (!district.ok) return district;
  const { leaid } = district.value;
  if (input.leaid !== undefined && input.leaid !== leaid)
    return err({ code: 'imports.otherDistrict', status: 422, params: { given: input.leaid, leaid } });

  const read = 'read' in input ? await input.read(leaid) : ok(await readDistrict(input.bundle, leaid));
  if (!read.ok) return read;
  const { data, digest, origin } = read.value;
  if (input.digest !== undefined && digest !== '' && input.digest !== digest)
    return err({ code: 'imports.filesChanged', status: 409 });
  const year = data.year?.id ?? null;
  const problems = [...data.problems];
  if (year === null && !hasErrors(problems)) problems.push(problem('sourceYearUnknown', 'error', { file: origin }));
  const leftOut: LeftOutCount[] =
    data.otherSchools === 0 ? [] : [{ file: '', reason: 'otherDistrict', count: data.otherSchools }];
  const base = {
    kind: 'crdc',
    dryRun: input.dryRun,
    digest,
    source: year,
    leftOut,
    language: caller.language,
  } as const;
  if (year === null || hasErrors(problems)) return ok(reportOf({ ...base, problems }));

  return runCommand(service, caller, {
    action: 'school.import',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const today = (await requireFrame(tx, programId)).dayOf(now);
      const stored = await readStored(tx, year, today);
      const plan = planCrdc({ stored, data, year, allowShrink: input.allowShrink, file: origin });
      const report = reportOf({
        ...base,
        ...plan.counts,
        cells: plan.cells,
        schools: plan.schools,
        problems: plan.problems,
      });
      const nothing = plan.writes.length === 0 && plan.close.length === 0;
      if (input.dryRun || report.refused || nothing) {
        unchanged();
        return ok(report);
      }
      await write(tx, programId, year, plan, input.onProgress ?? (() => undefined));
      const id = uuidv7();
      const summary = { ...plan.counts, sourceYear: year, ...plan.cells };
      await tx
        .insertInto('import_run')
        .values({
          program_id: programId,
          id,
          kind: 'crdc',
          at: now,
          person_id: caller.actor.personId,
          source_digest: digest,
          summary: JSON.stringify(summary),
        })
        .execute();
      await audit({ event: 'schools.imported', recordType: 'importRun', recordId: id, detail: summary });
      return ok(report);
    },
  });
}

/** As runCrdcImport; an import refused for its files is a refusal (422, 413) that names file, line and column. */
export async function importCrdc(service: Service, caller: Caller, input: CrdcImport): Promise<Result<ImportReport>> {
  const result = await runCrdcImport(service, caller, input);
  return result.ok && result.value.refused && !input.dryRun ? refusalOf(result.value) : result;
}
