import type { Json, Timestamp } from './common.ts';

/** Releases: the key they are signed with, proposals and what each side said of them, and what the public reads. */
export interface ReleaseTables {
  program_signing_key: {
    program_id: string;
    version: number;
    public_key: string;
    private_key: Buffer;
    made_at: Timestamp;
  };
  release_proposal: {
    program_id: string;
    id: string;
    number: number;
    kind: string;
    period: string;
    proposed_by: string;
    proposed_at: Timestamp;
    digest: string;
    document: string;
    files: Json<unknown>;
    preview: Json<unknown>;
    ledger: Json<unknown>;
  };
  release_counted: {
    program_id: string;
    proposal_id: string;
    body: Json<unknown>;
  };
  release_decision: {
    program_id: string;
    proposal_id: string;
    side: string;
    decision: string;
    digest: string;
    note: string;
    decided_by: string;
    decided_at: Timestamp;
  };
  release_reminder: {
    program_id: string;
    period: string;
    sent_at: Timestamp;
  };
  'publication.release': {
    program_id: string;
    number: number;
    slug: string;
    kind: string;
    period: string;
    proposal_id: string;
    published_at: Timestamp;
    digest: string;
    document: string;
    signature: string;
    public_key: string;
  };
  'publication.release_file': {
    program_id: string;
    number: number;
    name: string;
    media_type: string;
    content: Buffer;
  };
  'publication.ledger_entry': {
    program_id: string;
    seq: number;
    number: number;
    entry: string;
  };
}
