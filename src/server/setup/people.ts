import { v7 as uuidv7 } from 'uuid';
import type { Grant, Role } from '../../domain/access/roles.ts';
import type { NewPerson, PersonInput } from '../../domain/partnerships/setup.ts';
import { err, notFound, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { resetSecondFactor } from '../platform/accounts/second-factor.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';
import { type Account, accountToJoin, findAccount, firstLink, type GivenLink, giveLink } from './accounts.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string | null;
  readonly language: 'en' | 'es';
  readonly grants: readonly Grant[];
}

/** The people of the program with the roles they hold now, by name; those whose access has ended hold none. */
export async function readPeople(tx: Tx, now: Date): Promise<PersonView[]> {
  const members = await tx.selectFrom('member').selectAll().orderBy('name').execute();
  const held = await tx
    .selectFrom('membership')
    .select(['person_id', 'role', 'school_ids'])
    .where((where) => where.or([where('ended_at', 'is', null), where('ended_at', '>', now)]))
    .orderBy('role')
    .execute();
  const grants = Map.groupBy(held, (row) => row.person_id);
  return members.map((member) => ({
    id: member.person_id,
    name: member.name,
    email: member.email,
    title: member.title,
    language: member.language === 'es' ? 'es' : 'en',
    grants: (grants.get(member.person_id) ?? []).map((row) => ({ role: row.role as Role, schoolIds: row.school_ids })),
  }));
}

/** Refuses roles at schools the program does not have: an id from elsewhere must never become a right. */
async function checkSchools(tx: Tx, grants: readonly Grant[]): Promise<Result<null>> {
  const schools = new Set((await tx.selectFrom('school').select('id').execute()).map((row) => row.id));
  const at = grants.findIndex((grant) => (grant.schoolIds ?? []).some((id) => !schools.has(id)));
  if (at < 0) return ok(null);
  const code = 'setup.schoolUnknown';
  return err({ code, status: 422, fields: [{ path: `grants.${at}.schoolIds`, code }] });
}

const key = (grant: Grant): string => `${grant.role} ${[...(grant.schoolIds ?? [])].sort().join(' ')}`;

/** Ends what a person no longer holds and begins what is new. Requests of an open session see it at once. */
async function setGrants(
  tx: Tx,
  programId: string,
  personId: string,
  held: readonly Grant[],
  wanted: readonly Grant[],
  now: Date,
) {
  const kept = new Set(wanted.map(key));
  const had = new Set(held.map(key));
  const rows = await tx
    .selectFrom('membership')
    .select(['id', 'role', 'school_ids'])
    .where('person_id', '=', personId)
    .where((where) => where.or([where('ended_at', 'is', null), where('ended_at', '>', now)]))
    .execute();
  const ending = rows.filter((row) => !kept.has(key({ role: row.role as Role, schoolIds: row.school_ids })));
  if (ending.length > 0) {
    const ids = ending.map((row) => row.id);
    await tx.updateTable('membership').set({ ended_at: now }).where('id', 'in', ids).execute();
  }
  const beginning = wanted.filter((grant) => !had.has(key(grant)));
  if (beginning.length === 0) return;
  await tx
    .insertInto('membership')
    .values(
      beginning.map((grant) => ({
        program_id: programId,
        id: uuidv7(),
        person_id: personId,
        role: grant.role,
        school_ids: grant.schoolIds === null ? null : [...grant.schoolIds],
        valid_from: now,
        ended_at: null,
      })),
    )
    .execute();
}

/**
 * Brings a person into the caller's program. Returns the person and, where the account is new, what became of the link
 * to set a password. Refused when the person is here already (409), or when another program has made the
 * account and nobody has opened it yet.
 */
export async function addPerson(
  service: Service,
  caller: Caller,
  input: NewPerson,
): Promise<Result<{ person: PersonView } & GivenLink>> {
  const { programId } = caller.actor;
  const account = await accountToJoin(service, programId, input);
  if (!account.ok) return account;
  const { personId } = account.value;
  const added = await runCommand(service, caller, {
    action: 'people.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit }) => {
      const existing = await tx
        .selectFrom('member')
        .select('person_id')
        .where('person_id', '=', personId)
        .executeTakeFirst();
      if (existing !== undefined) {
        const code = 'setup.personExists';
        return err({ code, status: 409, fields: [{ path: 'email', code }] });
      }
      const schools = await checkSchools(tx, input.grants);
      if (!schools.ok) return schools;
      const { name, email, title, language, grants } = input;
      await tx
        .insertInto('member')
        .values({ program_id: programId, person_id: personId, name, email, title, language })
        .execute();
      await setGrants(tx, programId, personId, [], grants, now);
      const detail = { roles: grants.map((grant) => grant.role) };
      await audit({ event: 'person.added', recordType: 'person', recordId: personId, detail });
      return ok<PersonView>({ id: personId, name, email, title, language, grants });
    },
  });
  if (!added.ok) return added;
  return ok({ person: added.value, ...(await firstLink(service, account.value)) });
}

/**
 * Changes what the program knows of a person and which roles they hold; with no role left their access here ends at
 * once. The last program administrator keeps that role: a program without one could not be mended from within.
 */
export function changePerson(
  service: Service,
  caller: Caller,
  personId: string,
  input: PersonInput,
): Promise<Result<PersonView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'people.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const people = await readPeople(tx, now);
      const before = people.find((person) => person.id === personId);
      if (before === undefined) return err({ code: 'common.notFound', status: 404 });
      const after: PersonView = { ...before, ...input };
      const rolesSame = same(before.grants.map(key).sort(), after.grants.map(key).sort());
      if (rolesSame && same({ ...before, grants: [] }, { ...after, grants: [] })) {
        unchanged();
        return ok(before);
      }
      const runs = (person: PersonView): boolean => person.grants.some((grant) => grant.role === 'programAdmin');
      const someoneElse = people.some((person) => person.id !== personId && runs(person));
      if (runs(before) && !runs(after) && !someoneElse) {
        const code = 'setup.lastAdmin';
        return err({ code, status: 422, fields: [{ path: 'grants', code }] });
      }
      const schools = await checkSchools(tx, after.grants);
      if (!schools.ok) return schools;
      await tx
        .updateTable('member')
        .set({ name: after.name, title: after.title, language: after.language })
        .where('person_id', '=', personId)
        .execute();
      await setGrants(tx, programId, personId, before.grants, after.grants, now);
      await audit({
        event: 'person.changed',
        recordType: 'person',
        recordId: personId,
        detail: { before: before.grants.map((grant) => grant.role), after: after.grants.map((grant) => grant.role) },
      });
      return ok(after);
    },
  });
}

/** Notes in the trail what is about to be done to a member's account. `refuse` says why it may not be. */
async function onAccount(
  service: Service,
  caller: Caller,
  personId: string,
  event: 'person.linkMade' | 'person.secondFactorReset',
  refuse: (account: Account) => Refusal | null,
): Promise<Result<null>> {
  return runCommand(service, caller, {
    action: 'people.edit',
    target: async (tx) => {
      const member = await tx
        .selectFrom('member')
        .select('person_id')
        .where('person_id', '=', personId)
        .executeTakeFirst();
      return member === undefined ? null : {};
    },
    work: async ({ audit }) => {
      const account = await findAccount(service, { personId }, caller.actor.programId);
      if (account === null) return err(notFound);
      const refusal = refuse(account);
      if (refusal !== null) return err(refusal);
      await audit({ event, recordType: 'person', recordId: personId });
      return ok(null);
    },
  });
}

/**
 * A new link with which a person of the program sets a password; earlier links stop working. Refused for an account
 * that is also used elsewhere: who holds the link signs in as that person everywhere.
 */
export async function renewLink(service: Service, caller: Caller, personId: string): Promise<Result<GivenLink>> {
  const noted = await onAccount(service, caller, personId, 'person.linkMade', (account) => {
    // An account nobody used for long is opened again by its new link.
    if (account.disabled && !account.inactive) return { code: 'setup.accountDisabled', status: 409 };
    return account.usedElsewhere ? { code: 'setup.accountShared', status: 409 } : null;
  });
  return noted.ok ? ok(await giveLink(service, personId)) : noted;
}

/**
 * Takes the second factors from a person of the program who lost them: the person's sessions end, the next sign-in sets
 * up a new one, and the person is told by mail. Refused for an account that is also used elsewhere, which is not this
 * program's alone to open.
 */
export async function resetFactors(service: Service, caller: Caller, personId: string): Promise<Result<{ ok: true }>> {
  const noted = await onAccount(service, caller, personId, 'person.secondFactorReset', (account) =>
    account.usedElsewhere ? { code: 'signIn.accountShared', status: 409 } : null,
  );
  if (!noted.ok) return noted;
  await resetSecondFactor(service, personId, caller.origin);
  return ok({ ok: true });
}
