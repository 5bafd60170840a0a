import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { YesNoUnknown } from '../../domain/shared/people.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Bundle, ByteSource } from '../exchange/files/bundle.ts';
import { hasErrors } from '../exchange/problem.ts';
import { runCommand, runQuery } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { KeyRing } from '../platform/keys.ts';
import type { Caller, Service } from '../platform/service.ts';
import { sealStudent, sourceKey } from '../roster/vault.ts';
import { lockProgram } from '../setup/callers.ts';
import { type RosterReading, readRoster } from './reading.ts';
import { type ImportInput, type ImportReport, refusalOf, reportOf } from './report.ts';
import { type Flags, type PlacedStudent, placeStudents, planRoster } from './roster-plan.ts';
import { withoutIdentity } from './roster-privacy.ts';

/** Files at hand, or how to read them elsewhere. */
type RosterSource =
  | {
      readonly bundle: Bundle;
      /** The second file with IDEA, 504 and EL. Without it the flags stored before stay as they are. */
      readonly supplement?: ByteSource | undefined;
    }
  | { readonly read: () => Promise<Result<RosterReading>> };

export type RosterImport = ImportInput & RosterSource;

const unknownFlags: Flags = { idea: 'unknown', section504: 'unknown', el: 'unknown' };

/** Students a step: a statement stays below PostgreSQL's 65,535 parameters, and the server answers others in between. */
const step = 250;

interface Known {
  readonly id: string;
  readonly digest: string;
  readonly active: boolean;
  readonly flags: Flags;
}

async function readKnown(tx: Tx): Promise<Map<string, Known>> {
  const rows = await tx
    .selectFrom('roster_student')
    .select(['id', 'source_key', 'digest', 'active', 'idea', 'section504', 'el'])
    .execute();
  const flag = (value: string): YesNoUnknown => (value === 'yes' || value === 'no' ? value : 'unknown');
  return new Map(
    rows.map((row) => [
      row.source_key.toString('hex'),
      {
        id: row.id,
        digest: row.digest.toString('hex'),
        active: row.active,
        flags: { idea: flag(row.idea), section504: flag(row.section504), el: flag(row.el) },
      },
    ]),
  );
}

type Sealed = ReturnType<typeof sealStudent>;

/** Seals every student. In steps, since a large roster takes seconds. */
async function sealAll(
  tx: Tx,
  keys: KeyRing,
  programId: string,
  students: readonly PlacedStudent[],
  flagsOf: (key: string, student: PlacedStudent['student']) => Flags,
): Promise<Map<string, Sealed>> {
  const sealed = new Map<string, Sealed>();
  for (const [index, { schoolId, student }] of students.entries()) {
    // The database ends a transaction that says nothing for long, and the others are answered meanwhile.
    if (index % step === step - 1) await sql`SELECT 1`.execute(tx);
    const key = sourceKey(keys, programId, student.sourcedId).toString('hex');
    const flags = flagsOf(key, student);
    const row = sealStudent(keys, programId, {
      schoolId,
      sourcedId: student.sourcedId,
      studentNumber: student.identifier === '' ? null : student.identifier,
      givenName: student.givenName,
      middleName: null,
      familyName: student.familyName,
      grade: student.grade,
      birthDate: student.birthDate,
      sex: student.sex,
      races: student.races,
      idea: flags.idea,
      section504: flags.section504,
      englishLearner: flags.el,
    });
    sealed.set(key, row);
  }
  return sealed;
}

async function write(
  tx: Tx,
  rows: readonly Sealed[],
  leave: readonly string[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const total = rows.length + leave.length;
  for (let at = 0; at < rows.length; at += step) {
    await tx
      .insertInto('roster_student')
      .values(rows.slice(at, at + step).map((row) => ({ ...row, id: uuidv7() })))
      .onConflict((conflict) =>
        conflict.columns(['program_id', 'source_key']).doUpdateSet((row) => ({
          school_id: row.ref('excluded.school_id'),
          identity: row.ref('excluded.identity'),
          grade: row.ref('excluded.grade'),
          races: row.ref('excluded.races'),
          sex: row.ref('excluded.sex'),
          idea: row.ref('excluded.idea'),
          section504: row.ref('excluded.section504'),
          el: row.ref('excluded.el'),
          active: row.ref('excluded.active'),
          digest: row.ref('excluded.digest'),
        })),
      )
      .execute();
    onProgress(Math.min(at + step, rows.length), total);
  }
  for (let at = 0; at < leave.length; at += step) {
    await tx
      .updateTable('roster_student')
      .set({ active: false })
      .where('id', 'in', leave.slice(at, at + step))
      .execute();
    onProgress(rows.length + Math.min(at + step, leave.length), total);
  }
}

/**
 * Reads a OneRoster bundle and says what importing does (dry run) or does it, all or nothing, with the vault open for
 * this transaction only. Who is no longer in it becomes inactive. The same files a second time change nothing.
 * Returns the report, with counts, files, lines and columns and never a value of a student (P7.8); 409 where the files
 * are not those of the dry run, 403 without the right.
 */
export async function runRosterImport(
  service: Service,
  caller: Caller,
  input: RosterImport,
): Promise<Result<ImportReport>> {
  const { programId } = caller.actor;
  const schools = await runQuery(service, caller, {
    action: 'roster.import',
    read: async ({ tx }) =>
      ok(
        await tx
          .selectFrom('school')
          .select(['id', 'nces_id as ncesId', 'name'])
          .where('active', '=', true)
          .orderBy('name')
          .execute(),
      ),
  });
  if (!schools.ok) return schools;

  const read = 'read' in input ? await input.read() : ok(await readRoster(input.bundle, input.supplement));
  if (!read.ok) return read;
  const { data, digest, origin, flags: withFlags } = read.value;
  if (input.digest !== undefined && digest !== '' && input.digest !== digest)
    return err({ code: 'imports.filesChanged', status: 409 });
  const base = {
    kind: 'roster',
    dryRun: input.dryRun,
    digest,
    source: data.version,
    language: caller.language,
  } as const;
  if (hasErrors(data.problems))
    return ok(reportOf({ ...base, leftOut: data.leftOut, problems: withoutIdentity(data.problems) }));
  const placement = placeStudents(data, schools.value, 'orgs.csv');
  const problems = withoutIdentity([...data.problems, ...placement.problems]);
  const leftOut = [...data.leftOut, ...placement.leftOut];

  return runCommand(service, caller, {
    action: 'roster.import',
    vault: true,
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const known = await readKnown(tx);
      const flagsOf = (key: string, student: PlacedStudent['student']): Flags =>
        !withFlags ? (known.get(key)?.flags ?? unknownFlags) : student;
      const sealed = await sealAll(tx, service.keys, programId, placement.students, flagsOf);
      const plan = planRoster({
        active: [...known].filter(([, one]) => one.active).map(([key, { digest: hash }]) => ({ key, digest: hash })),
        incoming: [...sealed].map(([key, row]) => ({ key, digest: row.digest.toString('hex') })),
        allowShrink: input.allowShrink,
        file: origin,
      });
      const report = reportOf({
        ...base,
        ...plan.counts,
        schools: placement.schools,
        leftOut,
        problems: plan.problem === null ? problems : [...problems, plan.problem],
      });
      if (input.dryRun || report.refused || (plan.write.size === 0 && plan.leave.length === 0)) {
        unchanged();
        return ok(report);
      }
      const rows = [...sealed].filter(([key]) => plan.write.has(key)).map(([, row]) => row);
      const leave = plan.leave.flatMap((key) => known.get(key)?.id ?? []);
      await write(tx, rows, leave, input.onProgress ?? (() => undefined));
      const id = uuidv7();
      const summary = { ...plan.counts, version: data.version, flags: withFlags };
      await tx
        .insertInto('import_run')
        .values({
          program_id: programId,
          id,
          kind: 'roster',
          at: now,
          person_id: caller.actor.personId,
          source_digest: digest,
          summary: JSON.stringify(summary),
        })
        .execute();
      await audit({ event: 'roster.imported', recordType: 'importRun', recordId: id, detail: summary });
      return ok(report);
    },
  });
}

/** As runRosterImport; an import refused for its files is a refusal (422, 413) that names file, line and column. */
export async function importRoster(
  service: Service,
  caller: Caller,
  input: RosterImport,
): Promise<Result<ImportReport>> {
  const result = await runRosterImport(service, caller, input);
  return result.ok && result.value.refused && !input.dryRun ? refusalOf(result.value) : result;
}
