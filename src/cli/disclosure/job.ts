import type { Scope } from '../../disclosure/ledger/entry.ts';
import type { Problem } from '../../disclosure/problem.ts';
import type { Policy } from '../../disclosure/product/policy.ts';
import type { TableSpec } from '../../disclosure/product/table.ts';
import type { Done } from './report.ts';

export interface SuppressJob {
  readonly kind: 'suppress';
  readonly spec: TableSpec;
  readonly policy: Policy;
  /** Largest share of the cells that count somebody that may be withheld. */
  readonly mostWithheld: number;
  readonly impossible: string | null;
  readonly mustPublish: string | null;
  readonly intervals: boolean;
  readonly out: string;
  readonly explain: string | null;
  readonly certificate: string | null;
  /** Folder of the releases so far. */
  readonly ledger: string | null;
  readonly scope: Scope;
  /** That choose what is withheld. Any number gives the same. */
  readonly threads: number;
}

export interface AuditJob {
  readonly kind: 'audit';
  readonly file: string;
  readonly formula: string;
  readonly policy: Policy;
  readonly explain: string | null;
  readonly certificate: string | null;
  readonly ledger: string | null;
  readonly scope: Scope;
}

export type Job = SuppressJob | AuditJob;

/** Tells how far a named part of the work is, from 0 to 1. */
export type Tell = (label: string, share: number) => void;

/** What the thread says. */
export type Told =
  | { readonly told: 'progress'; readonly label: string; readonly share: number }
  | { readonly told: 'done'; readonly done: Done };

/** The input is wrong. */
export function refused(problems: readonly Problem[]): Done {
  return { status: 2, problems, sentences: ['Nothing was written.'], report: null, files: [] };
}
