-- Passkeys (WebAuthn): the public key only; the private one never leaves the person's device.
CREATE TABLE account_passkey (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES account_person,
  credential_id text NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL CHECK (counter >= 0),
  transports text[] NOT NULL DEFAULT '{}',
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX ON account_passkey (person_id);

-- What was asked of one browser or session and may be answered once, within minutes: challenges of passkeys, sign-ins
-- under way at a provider. Kept under the digest of the challenge or state.
CREATE TABLE account_challenge (
  digest bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('passkeyAdd', 'passkeyUse', 'singleSignOn')),
  bound_to bytea NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}',
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON account_challenge (expires_at);

-- Who a provider's subject is here. Never made for an address nobody invited.
CREATE TABLE account_link (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES account_person,
  issuer text NOT NULL,
  client_id text NOT NULL,
  subject text NOT NULL,
  provider_name text NOT NULL,
  linked_at timestamptz NOT NULL,
  last_used_at timestamptz,
  UNIQUE (issuer, subject),
  UNIQUE (issuer, client_id, person_id)
);
CREATE INDEX ON account_link (person_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_passkey, account_challenge, account_link TO opensro_auth;

-- Providers of single sign-on, a program's own. The client secret is sealed (keys.ts).
CREATE TABLE sign_in_provider (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL UNIQUE,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('entra', 'google', 'clever', 'other')),
  issuer text NOT NULL,
  client_id text NOT NULL,
  client_secret bytea NOT NULL,
  email_domains text[] NOT NULL DEFAULT '{}',
  tenant text,
  trusts_mfa boolean NOT NULL,
  enforces_mfa boolean NOT NULL,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_provider TO opensro_app;
-- Signing in happens before anybody is in a program: the sign-in role reads the providers of all.
GRANT SELECT ON sign_in_provider TO opensro_auth;
CREATE POLICY sign_in_reads ON sign_in_provider FOR SELECT TO opensro_auth USING (true);
