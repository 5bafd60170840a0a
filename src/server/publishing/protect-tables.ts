import { entryText, type Ledger, nextEntry, readLedger } from '../../disclosure/ledger/entry.ts';
import { digestOf, unionOfEntries } from '../../disclosure/ledger/proof.ts';
import type { Release } from '../../disclosure/ledger/release.ts';
import { fine, type Outcome } from '../../disclosure/problem.ts';
import type { Highs, Watch } from '../../disclosure/solver.ts';
import { auditTogether, type TogetherAudit } from '../../disclosure/together/audit.ts';
import { chooseTogether } from '../../disclosure/together/choose.ts';
import type { At, NeverMore } from '../../disclosure/together/join.ts';
import { type TogetherProof, verifyTables } from '../../disclosure/together/proof.ts';
import { sha256 } from '../../disclosure/verify/sha256.ts';
import { madeHere, toldOf } from './protect-here.ts';
import type { TableRequest, TablesProtection, TablesRequest } from './protection.ts';

/** How often more is withheld and everything audited anew, before it is said that it cannot be helped. */
const mostRounds = 4;

/**
 * The largest share of the counts above zero that a table shows by itself, and that may be withheld for the sake of the
 * other tables. Beyond it readers have more of a table with less detail.
 */
const mostShare = 0.5;

/** A table on its way out. */
interface Going {
  readonly request: TableRequest;
  readonly release: Release;
}

/**
 * Protects the tables of one release, each beside what is out of it, and then all of them together (P7.9): what they tell
 * of each other is withheld as well, cell by cell. Seconds of work: only the engine's own thread calls it.
 */
export function protectTables(request: TablesRequest, highs: Highs, watch?: Watch): TablesProtection {
  const ledger = readLedger(request.ledger.map((text, at) => ({ file: `entry ${at + 1}`, text })));
  if (!ledger.ok) return ledger;
  const { tables, periods, known } = request;
  const part = (at: number): Watch | undefined => partOf(watch, at, tables.length);
  let going: Going[] = [];
  for (const [at, table] of tables.entries()) {
    const release = madeHere(table, ledger.value, highs, part(at));
    if (!release.ok) return release;
    going.push({ request: table, release: release.value });
  }
  const alone = going.map(({ release }) => withheldOf(release));
  for (let round = 0; ; round += 1) {
    const out = outOf(request, ledger.value, going);
    const audit = auditTogether({ tables: out, periods, known, policy: request.policy }, highs);
    const more = going.map(({ release }, at) => withheldOf(release).length - (alone[at]?.length ?? 0));
    const told = (found: readonly (readonly string[])[], proof: TogetherProof | null): TablesProtection =>
      fine({ releases: toldAll(going, ledger.value, highs), together: more, found, proof });
    if (audit.values !== null) {
      const proof = proofOf(request.policy, periods, out, audit);
      const said = out.flatMap(({ table, entries }) => entries.map((entry) => ({ name: table, said: entry })));
      const wrong = verifyTables(proof, said);
      // No certificate, no release: what the audit says is added up before anybody else does.
      return wrong.length === 0 ? told([], proof) : told([wrong], null);
    }
    const again =
      round === mostRounds ? null : withMore({ going, alone, periods, known: audit.known }, ledger.value, highs);
    if (again === null) return told(audit.cells, null);
    going = again;
  }
}

interface Exposed {
  readonly going: readonly Going[];
  /** Positions of the cells that each table withholds by itself. */
  readonly alone: readonly (readonly number[])[];
  readonly periods: readonly string[];
  readonly known: readonly NeverMore[];
}

/** The tables with more withheld; null where nothing helps, or too much would go. */
function withMore({ going, alone, periods, known }: Exposed, ledger: Ledger, highs: Highs): Going[] | null {
  const open = going.map(({ request: { table }, release: { problem, chosen } }) => ({
    ...{ table, problem, withheld: chosen.withheld },
  }));
  const chosen = chooseTogether(open, periods, known, highs);
  if (chosen === null || !isBearable(going, alone, chosen)) return null;
  const isMore = going.some(({ release }, at) => (chosen[at]?.length ?? 0) > withheldOf(release).length);
  const again = isMore ? againWith(going, chosen, ledger, highs) : null;
  return again?.ok === true ? again.value : null;
}

/** The tables anew with these cells withheld; those that nothing is added to stay. */
function againWith(
  going: readonly Going[],
  chosen: readonly (readonly number[])[],
  ledger: Ledger,
  highs: Highs,
): Outcome<Going[]> {
  const again: Going[] = [];
  for (const [at, each] of going.entries()) {
    const cells = chosen[at] ?? [];
    if (cells.length === withheldOf(each.release).length) {
      again.push(each);
      continue;
    }
    const release = madeHere(each.request, ledger, highs, undefined, cells);
    if (!release.ok) return release;
    again.push({ request: each.request, release: release.value });
  }
  return fine(again);
}

/** Positions of the withheld cells. */
function withheldOf({ chosen }: Release): readonly number[] {
  return [...chosen.withheld.keys()].filter((cell) => chosen.withheld[cell] === 1);
}

/** Whether each table still shows enough of what it shows by itself. */
function isBearable(
  going: readonly Going[],
  alone: readonly (readonly number[])[],
  chosen: readonly (readonly number[])[],
): boolean {
  return going.every(({ release: { product } }, at) => {
    const shown = product.n.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0) - (alone[at]?.length ?? 0);
    return (chosen[at]?.length ?? 0) - (alone[at]?.length ?? 0) <= shown * mostShare;
  });
}

/** Everything that would be out of each table, the ones that go out now at its end. */
function outOf({ counts }: TablesRequest, { entries }: Ledger, going: readonly Going[]) {
  const all = [...entries, ...going.map(({ release }) => release.entry)];
  return Object.entries(counts).flatMap(([table, name]) => {
    const own = all.filter((entry) => entry.counts === name);
    return own.length === 0 ? [] : [{ table, counts: name, entries: own, union: unionOfEntries(own) }];
  });
}

/** What goes with the release for whoever wants to check that its tables together tell nothing. */
function proofOf(
  { threshold, zeros, protect }: TablesRequest['policy'],
  periods: readonly string[],
  out: ReturnType<typeof outOf>,
  { known, values }: Pick<TogetherAudit, 'known' | 'values'>,
): TogetherProof {
  return {
    format: 'opensro-together-certificate',
    version: 1,
    policy: { threshold, zeros, protect },
    periods: [...periods],
    tables: out.map(({ table, counts, entries }) => ({ table, counts, releases: entries.map(digestOf) })),
    known: known.map(({ less, most }) => ({ less: copyOf(less), most: most.map(copyOf) })),
    values: (values ?? []).map((each) => [...each]),
  };
}

const copyOf = ({ table, codes }: At) => ({ table, codes: { ...codes } });

/** What each table comes to, with the entries of the ledger one after the other. */
function toldAll(going: readonly Going[], ledger: Ledger, highs: Highs) {
  let grown = ledger;
  return going.map(({ request, release }) => {
    const entry = nextEntry(grown, release.entry);
    const text = entryText(entry);
    grown = { entries: [...grown.entries, entry], head: sha256(text) };
    return toldOf(request, release, text, highs);
  });
}

/** A table's part of the whole work. */
function partOf(watch: Watch | undefined, at: number, of: number): Watch | undefined {
  if (watch === undefined) return undefined;
  return {
    progress: (phase, done, total) => watch.progress(phase, at * total + done, of * total),
    stopped: watch.stopped,
  };
}
