import { randomBytes, randomInt } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { generateSecret, generateSync, generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import { renderSVG } from 'uqr';
import { err, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { argon2Cost } from './passwords.ts';
import type { SignedIn } from './sessions.ts';
import { waysIn } from './ways.ts';

/** A phone's clock may be off by one step of 30 seconds to either side (RFC 6238, section 5.2). */
const toleranceSeconds = 30;

/** What keys of authenticator apps are sealed for; accounts belong to no program. */
const sealedFor = 'account-totp';

const recoveryCodes = 10;
/** Letters and digits that are not mistaken for one another; ten of them are 50 bits, behind argon2id and the lockout. */
const codeLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const codeLength = 10;

const wrongCode: Refusal = {
  code: 'signIn.codeWrong',
  status: 422,
  fields: [{ path: 'code', code: 'signIn.codeWrong' }],
};

const epoch = (now: Date): number => Math.floor(now.getTime() / 1000);

/** The time step a code belongs to, later than `after`; null where it is no code of the key, or was used. */
function stepOf(secret: string, code: string, now: Date, after: number): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const result = verifySync({ secret, token, epoch: epoch(now), epochTolerance: toleranceSeconds });
  return result.valid && 'timeStep' in result && result.timeStep > after ? result.timeStep : null;
}

/**
 * Begins to set up an authenticator app: a new key, which counts for nothing until a code of it comes back. Returns
 * the key, its address for apps and a QR code as SVG. Shown this once.
 */
export async function beginTotp(
  service: Service,
  person: Pick<SignedIn, 'personId' | 'email'>,
): Promise<{ secret: string; uri: string; qrSvg: string }> {
  const secret = generateSecret();
  const pending = service.keys.seal(sealedFor, secret);
  await service.databases.auth
    .insertInto('account_totp')
    .values({ person_id: person.personId, pending })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ pending }))
    .execute();
  const uri = generateURI({ issuer: 'OpenSRO', label: person.email, secret });
  return { secret, uri, qrSvg: renderSVG(uri, { border: 2 }) };
}

/** A fresh set of recovery codes; earlier ones stop working. Returns them as they are shown, this once. */
async function makeRecoveryCodes(db: Db, personId: string): Promise<string[]> {
  const salt = randomBytes(16);
  const codes = Array.from({ length: recoveryCodes }, () =>
    Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join(''),
  );
  const hashes = await Promise.all(codes.map((code) => hashRaw(code, { ...argon2Cost, salt })));
  await db.deleteFrom('account_recovery_code').where('person_id', '=', personId).execute();
  await db
    .insertInto('account_recovery_code')
    .values(hashes.map((code_hash) => ({ person_id: personId, code_hash, salt })))
    .execute();
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
}

/**
 * Confirms a new authenticator app by a code of it; an earlier app stops working. Returns new recovery codes.
 * Refused when the code is wrong or nothing was begun.
 */
export async function confirmTotp(
  service: Service,
  person: Pick<SignedIn, 'personId'>,
  code: string,
  origin: string | null,
): Promise<Result<{ recoveryCodes: string[] }>> {
  const now = service.clock();
  return service.databases.auth.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('account_totp')
      .select('pending')
      .where('person_id', '=', person.personId)
      .forUpdate()
      .executeTakeFirst();
    if (row?.pending == null) return err({ code: 'signIn.totpNotBegun', status: 409 });
    const step = stepOf(service.keys.open(sealedFor, row.pending), code, now, 0);
    if (step === null) return err(wrongCode);
    await tx
      .updateTable('account_totp')
      .set({ sealed: row.pending, confirmed_at: now, last_step: step, pending: null })
      .where('person_id', '=', person.personId)
      .execute();
    const made = await makeRecoveryCodes(tx, person.personId);
    await addAccountEvent(tx, 'totpSetUp', person.personId, origin);
    await accountMail(service, tx, { personId: person.personId, kind: 'factorAdded' });
    return ok({ recoveryCodes: made });
  });
}

/** New recovery codes for a person with a second factor. */
export async function renewRecoveryCodes(service: Service, personId: string, origin: string | null): Promise<string[]> {
  return service.databases.auth.transaction().execute(async (tx) => {
    const made = await makeRecoveryCodes(tx, personId);
    await addAccountEvent(tx, 'recoveryCodesMade', personId, origin);
    return made;
  });
}

/** Uses a code of the authenticator app. The row's lock and the step kept with it see to it that no code works twice. */
async function spendTotp(service: Service, personId: string, code: string): Promise<boolean> {
  return service.databases.auth.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('account_totp')
      .innerJoin('account_person', 'account_person.id', 'account_totp.person_id')
      .select(['account_totp.sealed', 'account_totp.last_step', 'account_person.demonstration'])
      .where('account_totp.person_id', '=', personId)
      .forUpdate('account_totp')
      .executeTakeFirst();
    if (row?.sealed == null) return false;
    // A demonstration's code stands on the page for everybody: several visitors use the same one (decision 13).
    const after = row.demonstration ? 0 : row.last_step;
    const step = stepOf(service.keys.open(sealedFor, row.sealed), code, service.clock(), after);
    if (step === null) return false;
    await tx.updateTable('account_totp').set({ last_step: step }).where('person_id', '=', personId).execute();
    return true;
  });
}

/** Uses a recovery code, which works once. One argon2id hash, whichever of the codes it is. */
async function spendRecoveryCode(service: Service, personId: string, code: string): Promise<boolean> {
  const typed = code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  if (typed.length !== codeLength) return false;
  const { auth } = service.databases;
  const salted = await auth
    .selectFrom('account_recovery_code')
    .select('salt')
    .where('person_id', '=', personId)
    .limit(1)
    .executeTakeFirst();
  if (salted === undefined) return false;
  const hash = await hashRaw(typed, { ...argon2Cost, salt: salted.salt });
  const used = await auth
    .updateTable('account_recovery_code')
    .set({ used_at: service.clock() })
    .where('person_id', '=', personId)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('person_id')
    .executeTakeFirst();
  if (used === undefined) return false;
  await accountMail(service, auth, { personId, kind: 'recoveryCodeUsed' });
  return true;
}

/** Checks a code as typed: of the authenticator app, or a recovery code. Returns which it was, or null. */
export async function spendCode(
  service: Service,
  personId: string,
  code: string,
  allowed: { readonly recovery: boolean },
): Promise<'totp' | 'recovery' | null> {
  if (await spendTotp(service, personId, code)) return 'totp';
  return allowed.recovery && (await spendRecoveryCode(service, personId, code)) ? 'recovery' : null;
}

/**
 * Removes the authenticator app. Refused where a second factor is required and no other would be left. Recovery codes
 * go with the last factor.
 */
export async function removeTotp(service: Service, person: SignedIn, origin: string | null): Promise<Result<null>> {
  return service.databases.auth.transaction().execute(async (tx) => {
    const others = (await waysIn(tx, person.personId, person.policy)).passkeys;
    if (person.required && others === 0) return err({ code: 'signIn.factorNeeded', status: 409 });
    const removed = await tx
      .deleteFrom('account_totp')
      .where('person_id', '=', person.personId)
      .returning('person_id')
      .executeTakeFirst();
    if (removed === undefined) return ok(null);
    if (others === 0) await tx.deleteFrom('account_recovery_code').where('person_id', '=', person.personId).execute();
    await addAccountEvent(tx, 'totpRemoved', person.personId, origin);
    await accountMail(service, tx, { personId: person.personId, kind: 'factorRemoved' });
    return ok(null);
  });
}

/**
 * Takes every second factor from a person who lost them, and ends the person's sessions; at the next sign-in a new one
 * is set up. The person is told by mail.
 */
export async function resetSecondFactor(service: Service, personId: string, origin: string | null): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    for (const table of ['account_totp', 'account_passkey', 'account_recovery_code', 'account_session'] as const) {
      await tx.deleteFrom(table).where('person_id', '=', personId).execute();
    }
    await addAccountEvent(tx, 'secondFactorReset', personId, origin);
    await accountMail(service, tx, { personId, kind: 'factorReset' });
  });
}

/**
 * Makes an account one of the demonstration. With a key, that is its second factor, and the code of the moment is shown
 * to whoever signs in. Only for the loader of the demonstration, whose passwords are public too.
 */
export async function makeDemonstrationAccount(service: Service, personId: string, key: Buffer | null): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx.updateTable('account_person').set({ demonstration: true }).where('id', '=', personId).execute();
    if (key === null) return;
    const sealed = service.keys.seal(sealedFor, new ScureBase32Plugin().encode(key, { padding: false }));
    await tx
      .insertInto('account_totp')
      .values({ person_id: personId, sealed, confirmed_at: service.clock() })
      .execute();
  });
}

/** The code of this moment for an account of the demonstration; null for any other. */
export async function demonstrationCode(
  service: Service,
  person: { readonly personId: string; readonly demonstration: boolean },
): Promise<string | null> {
  if (!person.demonstration) return null;
  const row = await service.databases.auth
    .selectFrom('account_totp')
    .select('sealed')
    .where('person_id', '=', person.personId)
    .executeTakeFirst();
  if (row?.sealed == null) return null;
  return generateSync({ secret: service.keys.open(sealedFor, row.sealed), epoch: epoch(service.clock()) });
}
