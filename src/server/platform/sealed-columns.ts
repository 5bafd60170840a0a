/** A column that keeps values sealed by keys.ts. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** What `seal` was given as its first argument: the row's program, or a fixed name. */
  readonly scope: 'program_id' | { readonly fixed: string };
  /** What is done to rows that cannot be opened any more because the master key is lost. */
  readonly whenLost: string;
  /** What that means for people, in a sentence. */
  readonly loss: string;
}

/**
 * Every sealed column, in this one place: a rotation of the master key seals each anew, the loss of the key is dealt
 * with for each. A test finds a column of bytes that is neither here nor among the ones that hold no sealed text.
 */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'roster_student',
    column: 'identity',
    scope: 'program_id',
    // Attached students keep their facts and count as before; the roster itself comes again with the next import.
    whenLost: 'DELETE FROM roster_student',
    loss: 'names and numbers of the roster: import the roster again',
  },
  {
    table: 'account_totp',
    column: 'sealed',
    scope: { fixed: 'account-totp' },
    whenLost: 'DELETE FROM account_totp',
    loss: 'the keys of authenticator apps: each person sets up a second factor again',
  },
  {
    table: 'account_totp',
    column: 'pending',
    scope: { fixed: 'account-totp' },
    whenLost: 'UPDATE account_totp SET pending = NULL',
    loss: 'authenticator apps being set up at that moment',
  },
  {
    table: 'account_mail',
    column: 'sealed_link',
    scope: { fixed: 'account-mail' },
    whenLost: 'DELETE FROM account_mail WHERE sealed_link IS NOT NULL',
    loss: 'links in mails that were still waiting: people ask for a new one',
  },
  {
    table: 'sign_in_provider',
    column: 'client_secret',
    scope: 'program_id',
    whenLost: "UPDATE sign_in_provider SET active = false, client_secret = ''",
    loss: 'client secrets of single sign-on: enter each again, then switch the provider on',
  },
  {
    table: 'program_signing_key',
    column: 'private_key',
    scope: 'program_id',
    // What is out keeps its signature and its public key; the next release makes a new key.
    whenLost: 'DELETE FROM program_signing_key',
    loss: 'the keys that releases are signed with: the next release is signed with a new one',
  },
];

/** Tables that a trigger of a table with a sealed column writes: who reseals past the walls passes theirs too. */
export const writtenBeside: readonly string[] = ['roster_count'];
