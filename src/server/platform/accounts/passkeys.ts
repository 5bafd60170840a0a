import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { err, notFound, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Config } from '../config.ts';
import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { type Asked, ask, randomValue, takeAnswer } from './challenges.ts';
import { addAccountEvent, noteAccountEvent } from './events.ts';
import type { SignedIn } from './sessions.ts';
import { waysIn } from './ways.ts';

/** Passkeys a person may have: phones, computers, a key in a drawer. */
const mostPasskeys = 20;
/** Milliseconds the browser waits for the person; the challenge itself lasts longer. */
const timeout = 180_000;

/** Ed25519, P-256, RSA (COSE numbers): what phones, computers and security keys sign with today. */
const algorithms = [-8, -7, -257];

const refusal = (name: string, status: 401 | 403 | 409 | 422): Refusal => ({ code: `passkeys.${name}`, status });

/** For whom passkeys are made: the host people use, and the origins their browsers may come from. */
interface RelyingParty {
  readonly id: string;
  readonly origins: string[];
}

/**
 * The relying party, from PUBLIC_URL. Browsers know no passkeys for a bare IP address; for this machine's own,
 * `localhost` stands in, so that a trial works there. Null where there is no name.
 */
export function relyingParty(config: Pick<Config, 'publicUrl'>): RelyingParty | null {
  const url = new URL(config.publicUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return { id: host, origins: [url.origin] };
  if (host !== '127.0.0.1' && host !== '::1') return null;
  url.hostname = 'localhost';
  return { id: 'localhost', origins: [url.origin] };
}

const noName = refusal('noName', 409);

const clientDataSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      // Not JSON is one of the things a stranger may send.
      context.addIssue(String(error));
      return z.NEVER;
    }
  })
  .pipe(z.object({ challenge: z.string().min(1).max(200) }));

/** The challenge an answer says it answers; null where it says none. */
function challengeOf(clientDataJSON: string): string | null {
  const parsed = clientDataSchema.safeParse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
  return parsed.success ? parsed.data.challenge : null;
}

/** Takes the question an answer belongs to off the list. Null: it was never asked here, is too old, or was answered. */
async function takeQuestion(
  service: Service,
  purpose: 'passkeyAdd' | 'passkeyUse',
  asked: Asked,
  clientDataJSON: string,
): Promise<string | null> {
  const challenge = challengeOf(clientDataJSON);
  if (challenge === null) return null;
  return (await takeAnswer(service, { purpose, value: challenge, asked })) === null ? null : challenge;
}

/** The name a passkey knows its person by, which tells nothing to whoever finds the key. */
const handleOf = (personId: string): string => Buffer.from(personId.replaceAll('-', ''), 'hex').toString('base64url');

/** What the browser needs to make a passkey for a person: one that asks for the person, and is found without a name. */
export async function offerPasskey(
  service: Service,
  person: Pick<SignedIn, 'personId' | 'email' | 'name' | 'sessionId'>,
): Promise<Result<PublicKeyCredentialCreationOptionsJSON>> {
  const party = relyingParty(service.config);
  if (party === null) return err(noName);
  const existing = await passkeyRows(service.databases.auth, person.personId);
  const challenge = randomValue();
  const options = await generateRegistrationOptions({
    rpName: 'OpenSRO',
    rpID: party.id,
    userName: person.email,
    userDisplayName: person.name,
    userID: new Uint8Array(Buffer.from(handleOf(person.personId), 'base64url')),
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: existing.map((row) => ({ id: row.credential_id, transports: row.transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await ask(service, { purpose: 'passkeyAdd', value: options.challenge, asked: { sessionId: person.sessionId } });
  return ok(options);
}

export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/**
 * Keeps a new passkey of the person who was asked for it in this session. Refused when the question is spent, when the
 * answer is not of this place, this person's device did not ask who is there, or the key is known.
 */
export async function addPasskey(
  service: Service,
  person: Pick<SignedIn, 'personId' | 'sessionId' | 'policy'>,
  input: { readonly response: RegistrationResponseJSON; readonly name: string },
  origin: string | null,
): Promise<Result<PasskeyView>> {
  const party = relyingParty(service.config);
  if (party === null) return err(noName);
  const { response, name } = input;
  const asked = { sessionId: person.sessionId };
  const challenge = await takeQuestion(service, 'passkeyAdd', asked, response.response.clientDataJSON);
  if (challenge === null) return err(refusal('startAgain', 422));
  let verified: Awaited<ReturnType<typeof verifyRegistrationResponse>>;
  try {
    verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
  } catch (error) {
    return err(await noteRefused(service, person.personId, origin, error));
  }
  if (!verified.verified) return err(await noteRefused(service, person.personId, origin, null));
  const { credential } = verified.registrationInfo;
  const now = service.clock();
  return service.databases.auth.transaction().execute(async (tx) => {
    const ways = await waysIn(tx, person.personId, person.policy);
    if (ways.passkeys >= mostPasskeys) return err({ ...refusal('tooMany', 409), params: { max: mostPasskeys } });
    const made = await tx
      .insertInto('account_passkey')
      .values({
        id: uuidv7(),
        person_id: person.personId,
        credential_id: credential.id,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: [...(credential.transports ?? [])],
        name,
        created_at: now,
        last_used_at: null,
      })
      .onConflict((conflict) => conflict.column('credential_id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return err(refusal('known', 409));
    await addAccountEvent(tx, 'passkeyAdded', person.personId, origin);
    await accountMail(service, tx, { personId: person.personId, kind: 'factorAdded' });
    return ok({ id: made.id, name, createdAt: now.toISOString(), lastUsedAt: null });
  });
}

/** Notes a passkey that was not accepted. The library's words hold challenges and addresses, no secret and no person. */
async function noteRefused(
  service: Service,
  personId: string | null,
  origin: string | null,
  error: unknown,
): Promise<Refusal> {
  service.log.warn({ reason: error instanceof Error ? error.message : 'signature' }, 'passkey refused');
  await noteAccountEvent(service, 'passkeyFailed', personId, origin);
  return refusal('refused', 422);
}

function passkeyRows(db: Db, personId: string) {
  return db
    .selectFrom('account_passkey')
    .select(['credential_id', 'transports'])
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute();
}

/**
 * Removes a passkey. Refused where it is the last second factor of a person who needs one, or the only way to sign in.
 */
export function removePasskey(
  service: Service,
  person: Pick<SignedIn, 'personId' | 'required' | 'policy'>,
  passkeyId: string,
  origin: string | null,
): Promise<Result<null>> {
  const { personId, policy } = person;
  return service.databases.auth.transaction().execute(async (tx) => {
    const ways = await waysIn(tx, personId, policy);
    const passkey = await tx
      .selectFrom('account_passkey')
      .select('id')
      .where('id', '=', passkeyId)
      .where('person_id', '=', personId)
      .executeTakeFirst();
    if (passkey === undefined) return err(notFound);
    const last = ways.passkeys === 1;
    if (last && !ways.totp && person.required) return err(refusal('lastFactor', 409));
    if (last && !ways.password && ways.links === 0) return err(refusal('lastWay', 409));
    await tx.deleteFrom('account_passkey').where('id', '=', passkeyId).execute();
    // Recovery codes stand in for a factor; with the last one they go.
    if (last && !ways.totp) await tx.deleteFrom('account_recovery_code').where('person_id', '=', personId).execute();
    await addAccountEvent(tx, 'passkeyRemoved', personId, origin);
    await accountMail(service, tx, { personId, kind: 'factorRemoved' });
    return ok(null);
  });
}

/**
 * What the browser needs to use a passkey: of the person of a waiting or locked session, or, before anybody is known,
 * whichever the person chooses.
 */
export async function askForPasskey(
  service: Service,
  asked: Asked,
  personId: string | null,
): Promise<Result<PublicKeyCredentialRequestOptionsJSON>> {
  const party = relyingParty(service.config);
  if (party === null) return err(noName);
  const known = personId === null ? [] : await passkeyRows(service.databases.auth, personId);
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(Buffer.from(randomValue(), 'base64url')),
    timeout,
    userVerification: 'required',
    allowCredentials: known.map((row) => ({ id: row.credential_id, transports: row.transports })),
  });
  await ask(service, { purpose: 'passkeyUse', value: options.challenge, asked });
  return ok(options);
}

/**
 * Checks the answer of a passkey. Takes to whom the question was put and, where it is known, whose passkey it must be.
 * Returns whose it is. Refused when the question is spent, the passkey unknown, somebody else's or of a closed account,
 * the signature or place wrong, or when its counter has not gone on: then the key exists twice.
 */
export async function checkPasskey(
  service: Service,
  asked: Asked,
  personId: string | null,
  response: AuthenticationResponseJSON,
  origin: string | null,
): Promise<Result<string>> {
  const party = relyingParty(service.config);
  if (party === null) return err(noName);
  const challenge = await takeQuestion(service, 'passkeyUse', asked, response.response.clientDataJSON);
  if (challenge === null) return err(refusal('startAgain', 422));
  const passkey = await service.databases.auth
    .selectFrom('account_passkey')
    .innerJoin('account_person', 'account_person.id', 'account_passkey.person_id')
    .select(['account_passkey.id', 'person_id', 'credential_id', 'public_key', 'counter', 'disabled_at'])
    .where('credential_id', '=', response.id)
    .executeTakeFirst();
  if (passkey === undefined || passkey.disabled_at !== null) {
    await noteAccountEvent(service, 'passkeyFailed', null, origin);
    return err(refusal('unknown', 422));
  }
  if (personId !== null && passkey.person_id !== personId) return err(refusal('otherPerson', 422));
  const { userHandle } = response.response;
  if (userHandle !== undefined && userHandle !== handleOf(passkey.person_id))
    return err(await noteRefused(service, passkey.person_id, origin, new Error('user handle of somebody else')));
  let verified: Awaited<ReturnType<typeof verifyAuthenticationResponse>>;
  try {
    verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      // The counter is compared below, where a key that exists twice can be told from a wrong answer.
      credential: { id: passkey.credential_id, publicKey: new Uint8Array(passkey.public_key), counter: 0 },
    });
  } catch (error) {
    return err(await noteRefused(service, passkey.person_id, origin, error));
  }
  if (!verified.verified) return err(await noteRefused(service, passkey.person_id, origin, null));
  return goOn(service, passkey, verified.authenticationInfo.newCounter, origin);
}

/** Moves the counter on, in one statement. Keys that do not count stay at 0 (WebAuthn 3, section 6.1.1). */
async function goOn(
  service: Service,
  passkey: { readonly id: string; readonly person_id: string },
  counter: number,
  origin: string | null,
): Promise<Result<string>> {
  const moved = await service.databases.auth
    .updateTable('account_passkey')
    .set({ counter, last_used_at: service.clock() })
    .where('id', '=', passkey.id)
    .where((where) =>
      where.or([where('counter', '<', counter), where.and([where('counter', '=', 0), where.val(counter === 0)])]),
    )
    .returning('id')
    .executeTakeFirst();
  if (moved !== undefined) return ok(passkey.person_id);
  service.log.warn({ passkey: passkey.id }, 'a passkey’s counter went back: the key may have been copied');
  await noteAccountEvent(service, 'passkeyCopied', passkey.person_id, origin);
  return err(refusal('refused', 422));
}
