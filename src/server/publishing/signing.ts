import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Tx } from '../platform/database/tenancy.ts';
import type { KeyRing } from '../platform/keys.ts';

/** A text with its Ed25519 signature (RFC 8032) over the UTF-8 bytes, base64, and the public key, SPKI as PEM. */
export interface Signed {
  readonly signature: string;
  readonly publicKey: string;
}

interface Signer {
  readonly programId: string;
  readonly keys: KeyRing;
  readonly now: Date;
}

/**
 * Signs a text with the program's newest key, making the first one where there is none. The private key lies sealed in
 * the database as all secrets do and is opened for this one signature. Needs a transaction inside the program.
 */
export async function signText(tx: Tx, { programId, keys, now }: Signer, text: string): Promise<Signed> {
  const kept = await newestKey(tx);
  const key = kept ?? (await makeKey(tx, { programId, keys, now }));
  const secret = createPrivateKey(keys.open(programId, key.private_key));
  return { signature: sign(null, Buffer.from(text, 'utf8'), secret).toString('base64'), publicKey: key.public_key };
}

interface StoredKey {
  readonly public_key: string;
  readonly private_key: Buffer;
}

function newestKey(tx: Tx): Promise<StoredKey | undefined> {
  return tx
    .selectFrom('program_signing_key')
    .select(['public_key', 'private_key'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function makeKey(tx: Tx, { programId, keys, now }: Signer): Promise<StoredKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const made = {
    public_key: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    private_key: keys.seal(programId, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  };
  // Of two at once the first one's key is the program's: the loser of the race takes it from there.
  await tx
    .insertInto('program_signing_key')
    .values({ program_id: programId, version: 1, made_at: now, ...made })
    .onConflict((clash) => clash.doNothing())
    .execute();
  return (await newestKey(tx)) ?? made;
}
