import type { Defaulted, Json, JsonObject, NullableTimestamp, Optional, Timestamp } from './common.ts';

/** Passkeys and single sign-on: accounts' own, and each program's providers. */
export interface CredentialTables {
  account_passkey: {
    id: string;
    person_id: string;
    credential_id: string;
    public_key: Buffer;
    counter: number;
    transports: Defaulted<string[]>;
    name: string;
    created_at: Timestamp;
    last_used_at: NullableTimestamp;
  };
  account_challenge: {
    digest: Buffer;
    purpose: string;
    bound_to: Buffer;
    payload: Json<JsonObject>;
    expires_at: Timestamp;
  };
  account_link: {
    id: string;
    person_id: string;
    issuer: string;
    client_id: string;
    subject: string;
    provider_name: string;
    linked_at: Timestamp;
    last_used_at: NullableTimestamp;
  };
  sign_in_provider: {
    program_id: string;
    id: string;
    name: string;
    kind: string;
    issuer: string;
    client_id: string;
    client_secret: Buffer;
    email_domains: Defaulted<string[]>;
    tenant: Optional<string>;
    trusts_mfa: boolean;
    enforces_mfa: boolean;
    active: boolean;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
}
