import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../../domain/audit/chain.ts';
import type { Contact, NewProgram, ProgramInput } from '../../domain/partnerships/setup.ts';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { accountToJoin, firstLink, type GivenLink } from './accounts.ts';
import { lockProgram } from './callers.ts';
import { recordsSince } from './records.ts';

export interface ProgramView extends ProgramInput {
  readonly id: string;
  readonly slug: string;
}

const noContact: Contact = { agency: null, district: null };

/** The program itself, as its administrators edit it. Null where there is none. */
export async function readProgram(tx: Tx, programId: string): Promise<ProgramView | null> {
  const row = await tx.selectFrom('program').selectAll().where('program_id', '=', programId).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.program_id,
    slug: row.slug,
    name: row.name,
    agency: { name: row.agency_name, kind: row.agency_kind as ProgramInput['agency']['kind'], ori: row.ori },
    district: {
      name: row.district_name,
      leaId: row.leaid,
      state: row.state as ProgramInput['district']['state'],
    },
    timeZone: row.time_zone,
    contact: { ...noContact, ...(row.contact as Partial<Contact>) },
  };
}

const columns = (input: Pick<ProgramInput, 'name' | 'agency' | 'district' | 'timeZone'>) => ({
  name: input.name,
  agency_name: input.agency.name,
  agency_kind: input.agency.kind,
  ori: input.agency.ori,
  district_name: input.district.name,
  leaid: input.district.leaId,
  state: input.district.state,
  time_zone: input.timeZone,
});

const slugTaken: Refusal = {
  code: 'setup.slugTaken',
  status: 409,
  fields: [{ path: 'slug', code: 'setup.slugTaken' }],
};

/** Whether two values hold the same, for a request that came twice. */
export const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/**
 * Creates a program with its first administrator (D4). The caller is a system administrator acting in the program of
 * `input.id` (creatorCaller, operatorCaller). Returns the id and, for a new account, what became of the link to set
 * a password. The same request again returns the same program without a link.
 */
export async function createProgram(
  service: Service,
  caller: Caller,
  input: NewProgram,
): Promise<Result<{ id: string } & GivenLink>> {
  const taken = await service.databases.auth
    .selectFrom('program')
    .select('program_id')
    .where('slug', '=', input.slug)
    .executeTakeFirst();
  if (taken !== undefined && taken.program_id !== input.id) return err(slugTaken);
  const account = await accountToJoin(service, input.id, { ...input.admin });
  if (!account.ok) {
    const fields = (account.error.fields ?? []).map((field) => ({ ...field, path: `admin.${field.path}` }));
    return err({ ...account.error, fields });
  }
  const { personId } = account.value;
  const created = await runCommand(service, caller, {
    action: 'program.create',
    target: async () => ({}),
    work: async ({ tx, now, audit, unchanged }) => {
      const existing = await readProgram(tx, input.id);
      if (existing !== null) {
        const stored = { ...existing, contact: undefined };
        const asked = { id: input.id, slug: input.slug, name: input.name, agency: input.agency };
        const differs = Object.entries({ ...asked, district: input.district, timeZone: input.timeZone }).some(
          ([key, value]) => !same(stored[key as keyof typeof stored], value),
        );
        if (differs) return err({ code: 'common.conflict', status: 409 });
        unchanged();
        return ok(false);
      }
      const made = await tx
        .insertInto('program')
        .values({
          program_id: input.id,
          slug: input.slug,
          ...columns(input),
          contact: JSON.stringify(noContact),
          created_at: now,
          updated_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('program_id')
        .executeTakeFirst();
      if (made === undefined) return err(slugTaken);
      const { email, name, language } = input.admin;
      await tx
        .insertInto('member')
        .values({ program_id: input.id, person_id: personId, name, email, language, title: null })
        .execute();
      await tx
        .insertInto('membership')
        .values({
          program_id: input.id,
          id: uuidv7(),
          person_id: personId,
          role: 'programAdmin',
          school_ids: null,
          valid_from: now,
          ended_at: null,
        })
        .execute();
      await audit({ event: 'program.created', recordType: 'program', recordId: input.id });
      await audit({
        event: 'person.added',
        recordType: 'person',
        recordId: personId,
        detail: { roles: ['programAdmin'] },
      });
      return ok(true);
    },
  });
  if (!created.ok) return created;
  const given = created.value ? await firstLink(service, account.value) : { link: null, mailed: false };
  return ok({ id: input.id, ...given });
}

/** Changes what is said of a program. Its time zone stays once days have records: they would move to other days. */
export function editProgram(service: Service, caller: Caller, input: ProgramInput): Promise<Result<ProgramView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'program.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const before = await readProgram(tx, programId);
      if (before === null) return err({ code: 'common.notFound', status: 404 });
      const after: ProgramView = { ...input, id: programId, slug: before.slug };
      const keys = ['name', 'agency', 'district', 'timeZone', 'contact'] as const;
      const changed = keys.filter((key) => !same(before[key], after[key]));
      if (changed.length === 0) {
        unchanged();
        return ok(before);
      }
      if (changed.includes('timeZone') && (await recordsSince(tx, '0001-01-01'))) {
        const code = 'setup.timeZoneFixed';
        return err({ code, status: 422, fields: [{ path: 'timeZone', code }] });
      }
      await tx
        .updateTable('program')
        .set({ ...columns(input), contact: JSON.stringify(input.contact), updated_at: now })
        .where('program_id', '=', programId)
        .execute();
      await audit({ event: 'program.edited', recordType: 'program', recordId: programId, detail: { changed } });
      return ok(after);
    },
  });
}

/** The programs of the installation, for its system administrator: what they are, not what they hold. */
export async function listPrograms(service: Service) {
  const rows = await service.databases.auth
    .selectFrom('program')
    .select(['program_id', 'slug', 'name', 'agency_name', 'district_name'])
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    id: row.program_id,
    slug: row.slug,
    name: row.name,
    agency: row.agency_name,
    district: row.district_name,
  }));
}
