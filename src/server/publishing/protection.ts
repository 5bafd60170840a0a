import type { Certificate } from '../../disclosure/audit/certificate.ts';
import type { AuditFigures } from '../../disclosure/audit/report.ts';
import type { Outcome } from '../../disclosure/problem.ts';
import type { Policy } from '../../disclosure/product/policy.ts';
import type { NeverMore } from '../../disclosure/together/join.ts';
import type { TogetherProof } from '../../disclosure/together/proof.ts';

/** One record or one detailed count. */
export interface DetailedRow {
  /** One code a column, never 'Total'. */
  readonly codes: readonly string[];
  /** Whole, from 0. Combinations that no row names count zero. */
  readonly n: number;
  /**
   * Who stands behind it, any key that tells one student from another; it never leaves the engine. All rows have one, or
   * none has: then every count is one of different people.
   */
  readonly person?: string;
}

/** A table of what is to be released about a period. */
export interface TableRequest {
  /** What the tables call each other. */
  readonly table: string;
  /** What is counted, as in 'arrests' or 'events'. Only entries of the same name are about the same counts. */
  readonly counts: string;
  /** Columns of the rows, in the order of the published table. */
  readonly columns: readonly string[];
  /**
   * All detailed counts of every period that this release or an earlier one about an overlapping period covers: a year
   * that follows its quarters brings the whole year with a quarter column.
   */
  readonly rows: readonly DetailedRow[];
  /** As in `(zone > school) * event * (race + sex)`. */
  readonly formula: string;
  readonly policy: Policy;
  /** What of the rows is published: codes by the column that tells the period, as in { quarter: ['Q1', 'Q2'] }. */
  readonly scope: Readonly<Record<string, readonly string[]>>;
  /** Shows the total, of all periods and of each one, wherever something else can be withheld in its place. */
  readonly showTotals?: boolean;
  /** Adds to each withheld cell what every reader can work out about it. */
  readonly intervals?: boolean;
}

/** One published cell; `Total` where it is summed over. */
interface ReleasedCell {
  readonly codes: readonly string[];
  /** Null when withheld. */
  readonly n: number | null;
  /** Of withheld cells where intervals were asked for; `hi` null: without end. */
  readonly lo?: number;
  readonly hi?: number | null;
}

/** Why a cell is withheld; for the preview inside the house only. */
interface WithheldCell {
  readonly codes: readonly string[];
  readonly reason: 'primary' | 'complementary';
  /** The true count. Private. */
  readonly n: number;
}

/** A release that passed, together with everything that is out. */
export interface ProtectedRelease {
  readonly columns: readonly string[];
  readonly cells: readonly ReleasedCell[];
  /** Proves the protection of `cells` by themselves; goes with the publication. Not sealed to a file yet: see `sealed`. */
  readonly certificate: Certificate;
  /** What a reader can find out from this and all earlier releases together. */
  readonly audit: AuditFigures;
  /** Private. */
  readonly withheld: readonly WithheldCell[];
  /** To be added to the ledger in the transaction that publishes: the text of the next entry. */
  readonly entry: string;
}

/** All tables of a release, and what is out already. */
export interface TablesRequest {
  readonly tables: readonly TableRequest[];
  /** Texts of all entries of the program's ledger, the first one first. */
  readonly ledger: readonly string[];
  /** Name in the ledger of each table's counts, of tables too that are out and not released now. */
  readonly counts: Readonly<Record<string, string>>;
  /** Codes of all periods that a table without periods is of. */
  readonly periods: readonly string[];
  /** What everybody knows of how the tables hang together. */
  readonly known: readonly NeverMore[];
  readonly policy: Policy;
}

/** All tables of a release, each of which passed by itself. */
export interface ProtectedTables {
  readonly releases: readonly ProtectedRelease[];
  /** How many counts of each are withheld only because of what the other tables tell. */
  readonly together: readonly number[];
  /** What the tables tell together and no table by itself, although more was withheld. */
  readonly found: readonly (readonly string[])[];
  /** Proves that they tell nothing together, from what is public alone; null: they must not go out. */
  readonly proof: TogetherProof | null;
}

/** A release, or everything that stands in its way, each with reason and remedy. */
export type TablesProtection = Outcome<ProtectedTables>;
