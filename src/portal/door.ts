import type { ReleaseDocument } from './release-view.ts';
import type { ProgramEntry, PublicProgram } from './view.ts';

/** A release in a list. */
export interface ReleaseEntry {
  readonly number: number;
  readonly kind: 'quarter' | 'year';
  readonly period: string;
  /** An instant, and its day. */
  readonly publishedAt: string;
  readonly publishedOn: string;
}

/** A release as it was signed. */
export interface SignedRelease extends ReleaseEntry {
  /** SHA-256 of `text`, hex. */
  readonly digest: string;
  /** Byte for byte what the signature is of. */
  readonly text: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly document: ReleaseDocument;
}

/** A file of a release, whole. */
interface ReleasedFile {
  readonly type: string;
  readonly content: Uint8Array;
}

/** The only door to data: the released programs. */
export interface ReleaseReader {
  list(): Promise<readonly ProgramEntry[]>;
  /** The newest page of a program, or null. */
  get(slug: string): Promise<PublicProgram | null>;
  /** All releases of a program, the newest first. */
  releases(slug: string): Promise<readonly ReleaseEntry[]>;
  release(slug: string, number: number): Promise<SignedRelease | null>;
  file(slug: string, number: number, name: string): Promise<ReleasedFile | null>;
}

/** What is sent back for one request. */
export interface PortalAnswer {
  readonly status: 200 | 302 | 404 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
