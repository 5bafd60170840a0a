-- Sign-in as agencies need it: two factors, locks, rules by program, mails about an account.

-- An account of the demonstration: its second factor is shown on the sign-in page. Only the loader of the
-- demonstration sets this, and only into an empty database (docs/decisions/0013).
ALTER TABLE account_person
  ADD COLUMN demonstration boolean NOT NULL DEFAULT false,
  ADD COLUMN password_changed_at timestamptz,
  ADD COLUMN last_active_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN disabled_for text CHECK (disabled_for IN ('inactivity'));
UPDATE account_person SET password_changed_at = now() WHERE password_hash IS NOT NULL;

-- Sessions from before knew no second factor: everybody signs in again.
DELETE FROM account_session;
ALTER TABLE account_session
  -- Both factors were shown, or one that counts as both. What a session may do follows from this and from what its
  -- person needs at each moment (src/domain/accounts/session-state.ts); no state is kept that could be out of date.
  ADD COLUMN strong boolean NOT NULL,
  ADD COLUMN methods text[] NOT NULL,
  ADD COLUMN device text NOT NULL,
  -- When the person last showed who they are: at sign-in or when unlocking.
  ADD COLUMN proven_at timestamptz NOT NULL,
  ADD COLUMN locked_at timestamptz;

ALTER TABLE account_invitation
  ADD COLUMN kind text NOT NULL DEFAULT 'invitation' CHECK (kind IN ('invitation', 'recovery')),
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX ON account_invitation (person_id);

-- The key of an authenticator app, sealed. `pending` is one just made and not yet confirmed by a code of it.
CREATE TABLE account_totp (
  person_id uuid PRIMARY KEY REFERENCES account_person,
  sealed bytea,
  confirmed_at timestamptz,
  -- The time step of the last code that was used: no code is used twice (RFC 6238, section 5.2).
  last_step bigint NOT NULL DEFAULT 0,
  pending bytea,
  CHECK ((sealed IS NULL) = (confirmed_at IS NULL))
);
-- Codes for the day the phone is lost: argon2id with one salt a person, each good once.
CREATE TABLE account_recovery_code (
  person_id uuid NOT NULL REFERENCES account_person,
  code_hash bytea NOT NULL,
  salt bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (person_id, code_hash)
);
-- Failed sign-ins since the last good one, by a keyed digest of the address typed: of addresses without an account too,
-- so that nothing tells the two apart.
CREATE TABLE account_failure (
  address_digest bytea PRIMARY KEY,
  failures int NOT NULL,
  last_failed_at timestamptz NOT NULL,
  locked_until timestamptz
);
-- Mails about an account itself. A link in it is sealed, and removed once the mail is sent.
CREATE TABLE account_mail (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES account_person,
  to_name text NOT NULL,
  to_email text NOT NULL,
  language text NOT NULL,
  kind text NOT NULL,
  params jsonb NOT NULL DEFAULT '{}',
  sealed_link bytea,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  last_error text
);
CREATE INDEX ON account_mail (next_try_at) WHERE sent_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_totp, account_recovery_code, account_failure TO opensro_auth;
GRANT SELECT, INSERT, DELETE ON account_mail TO opensro_auth;
GRANT SELECT, UPDATE ON account_mail TO opensro_worker;

-- A program's rules of sign-in. No row: the defaults of src/domain/accounts/policy.ts.
CREATE TABLE sign_in_policy (
  program_id uuid PRIMARY KEY REFERENCES program,
  second_factor_roles text[] NOT NULL,
  password_min_length int NOT NULL CHECK (password_min_length BETWEEN 8 AND 64),
  password_max_age_days int CHECK (password_max_age_days BETWEEN 30 AND 365),
  idle_minutes int NOT NULL CHECK (idle_minutes BETWEEN 5 AND 30),
  lock_after_failures int NOT NULL CHECK (lock_after_failures BETWEEN 3 AND 5),
  disable_after_inactive_days int CHECK (disable_after_inactive_days BETWEEN 30 AND 365),
  password_sign_in boolean NOT NULL,
  set_by uuid NOT NULL,
  set_at timestamptz NOT NULL
);
GRANT SELECT ON sign_in_policy TO opensro_auth;
CREATE POLICY sign_in_reads ON sign_in_policy FOR SELECT TO opensro_auth USING (true);
