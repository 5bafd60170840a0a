import { UsageError } from '../usage-error.ts';
import { audit } from './audit.ts';
import { suppress } from './suppress.ts';
import { verify } from './verify.ts';

export const help = `Usage: opensro disclosure suppress IN.csv --publish FORMULA --count COLUMN --out PUBLIC.csv
         [--contributor COLUMN] [--threshold 10] [--zeros published|complement] [--protect exact|bound|full]
         [--cost cells|value|log] [--impossible FILE] [--must-publish FILE] [--most-withheld SHARE]
         [--ledger DIR [--period COLUMN=CODE,CODE]] [--explain PRIVATE.csv] [--certificate FILE] [--intervals]
         [--threads N] [--json]
       opensro disclosure audit PUBLIC.csv --publish FORMULA [--explain PRIVATE.csv] [--certificate FILE]
         [--ledger DIR [--period COLUMN=CODE,CODE]]
         [--threshold 10] [--zeros published|complement] [--protect exact|bound|full] [--json]
       opensro disclosure verify PUBLIC.csv CERTIFICATE [EARLIER.csv EARLIER-CERTIFICATE]... [--ledger DIR] [--json]
       opensro disclosure verify --together FILE PUBLIC.csv CERTIFICATE [OTHER.csv OTHER-CERTIFICATE]... [--json]

suppress   decides which counts of a table are withheld, so that nobody can work out a small count of students, and
           writes the table. Nothing is written unless the audit agrees.
audit      works out what any reader of a published table could, and says which small counts are not safe.
verify     checks a certificate by addition alone: it holds tables that all agree with what is published and differ
           in every withheld count. With the releases before it, all of them named or in a ledger, it checks the whole:
           that nobody finds a withheld count by comparing one with another. With the certificate of all tables of a
           release it checks them and those before it as one, for a reader who knows how they hang together.

FORMULA names what is published, all totals included: columns crossed with *, tables added with +, levels nested with >.
  '(zone > school) * event * (race + sex)'   zones, their schools, events, by race and by sex

  --count          column with the count
  --contributor    column that tells one student from another: rows are records, and the threshold counts students.
                   Without --count each row counts once
  --threshold      counts of 1 to one less than this are small; 10 unless said otherwise
  --zeros          published: zeros are shown. complement: zeros may be withheld as well
  --protect        exact: no small count can be worked out. bound: nor that it is small (unless said otherwise).
                   full: nothing at all beyond that
  --cost           what is kept low: the number of withheld cells, their value, or its logarithm
  --impossible     CSV of combinations that cannot occur; an empty cell means any code
  --must-publish   CSV of cells that must not be withheld, Total for totals; an empty cell means any code
  --most-withheld  refuse when more than this share of the cells that count somebody would be withheld, as 0.6
  --out            the table. FILE.json beside it holds the same with formula and policy
  --ledger         folder with every release about the same students: the new one is protected and audited beside them,
                   and added. Make an empty folder for the first
  --period         what of the data is released, as quarter=Q1,Q2. The data hold all periods that were ever released
  --explain        a private table with true counts and reasons: never give it away
  --certificate    the proof that goes with the table
  --intervals      write what any reader can work out about each withheld count, too
  --threads        how many threads work; unless said otherwise as many as there are processors, at exact two at
                   most, else four. The result is always the same
  --json           print one JSON object

audit takes the policy from PUBLIC.csv.json where it is there. Ctrl-C stops, and leaves nothing behind.
Exit status 0 when fine, 1 when the audit finds anything or the table cannot be protected, 2 when the command or a file is
wrong.`;

const actions: Readonly<Record<string, (args: string[], usage: string) => Promise<number>>> = {
  suppress,
  audit,
  verify,
};

/** Runs `opensro disclosure suppress`, `audit` or `verify`; returns the exit status. */
export async function run(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new UsageError(`say what to do: suppress, audit or verify.\n\n${help}`);
  return action(rest, help);
}
