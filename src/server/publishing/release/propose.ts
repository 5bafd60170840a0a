import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Entry } from '../../../disclosure/ledger/entry.ts';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import { namedTogether } from '../../../disclosure/together/audit.ts';
import { decide } from '../../../domain/access/decide.ts';
import { canonicalJson } from '../../../domain/audit/chain.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import { err, notFound, ok, type Result } from '../../../domain/shared/result.ts';
import { releaseTableIds } from '../../../portal/release-view.ts';
import { countStudentsIn } from '../../platform/aggregates.ts';
import { runCommand } from '../../platform/commands.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { lockProgram } from '../../setup/callers.ts';
import { type ProgramFacts, readProgramFacts } from '../program.ts';
import { protectRelease } from '../protect.ts';
import type { ProtectedTables } from '../protection.ts';
import { frozenYearIds } from '../releases.ts';
import { documentOf, type PassedTable } from './document.ts';
import { readKept } from './kept.ts';
import { knownTogether, type LeftOut, leftOut, withoutDetail } from './known.ts';
import { periodsOfYear, quartersOf, type ReleasePeriod } from './periods.ts';
import { previewOf } from './preview.ts';
import { formerReleases, ledgerOf, releasesOf } from './stored.ts';
import { countsName, scopeOf, type Taken, takeCounts } from './take.ts';

type Progress = (phase: string, share: number) => void;

/**
 * Proposes a release of a period (P7.9): counts it, has the disclosure engine protect and audit it against everything
 * that is out, and keeps exactly the text that would be signed, for both sides to look at. Nothing becomes public. What
 * is out stays as it was released: records that came or changed since are counted only where the difference shows nobody.
 * Answers with the proposal's id. Refuses: 403; 404 for a period the program does not have; 409 `publishing.*` where the
 * period is not over, was published before there were releases, or has nothing new; 422 where the engine refuses it.
 */
export async function proposeRelease(
  service: Service,
  caller: Caller,
  periodId: string,
  progress?: Progress,
): Promise<Result<{ id: string }>> {
  const { programId } = caller.actor;
  const allowed = decide(caller.actor, 'release.propose', {});
  if (!allowed.ok) return allowed;
  const ledger = await ledgerOf(service, programId);
  const counted = await count(service, programId, { periodId, ledger, takeLate: true });
  if (!counted.ok) return counted;
  const done = await protectAll(counted.value, ledger, progress);
  if (done.ok || !counted.value.late.some(({ state }) => state === 'counted')) {
    return done.ok ? keep(service, caller, { ...counted.value, ...done.value }) : done;
  }
  // The engine sees more than the counts one by one: what it refuses with the late records it is asked without them.
  const without = await count(service, programId, { periodId, ledger, takeLate: false });
  if (!without.ok) return without;
  const again = await protectAll(without.value, ledger, progress);
  return again.ok ? keep(service, caller, { ...without.value, ...again.value }) : again;
}

/** What was counted of a period, and what goes beside it. */
interface Counted extends Taken {
  readonly period: ReleasePeriod;
  readonly year: SchoolYear;
  readonly asOf: string;
  readonly facts: ProgramFacts;
  readonly number: number;
}

interface Wanted {
  readonly periodId: string;
  readonly ledger: readonly string[];
  readonly takeLate: boolean;
}

/** Counts with the vault open. Refuses a period that the program does not have, or that may not be released. */
async function count(
  service: Service,
  programId: string,
  { periodId, ledger, takeLate }: Wanted,
): Promise<Result<Counted>> {
  const released = await releasesOf(service, programId);
  const frozen = await frozenYearIds(service, programId);
  return countStudentsIn(service, programId, async (tx): Promise<Result<Counted>> => {
    const frame = await requireFrame(tx, programId);
    const asOf = frame.dayOf(service.clock());
    const period = frame.schoolYears.flatMap(periodsOfYear).find(({ id }) => id === periodId);
    const year = frame.schoolYears.find(({ id }) => id === period?.yearId);
    if (period === undefined || year === undefined) return err(notFound);
    if (asOf <= period.to) return refused('publishing.periodNotOver', period.id);
    if (frozen.includes(period.yearId)) return refused('publishing.yearFrozen', period.yearId);
    const facts = await readProgramFacts(tx, programId, asOf);
    if (!facts.ok) return facts;
    const ofYear = released.filter(({ period: id }) => id === year.id || id.startsWith(`${year.id}-Q`));
    const proposals = ofYear.map(({ proposal_id }) => proposal_id);
    const kept = await readKept(tx, proposals);
    // Written by this area alone and kept as they were; the engine checks the chain.
    const entries = kept.size === 0 ? [] : ledger.map((text): Entry => JSON.parse(text));
    const out = { any: ofYear.length > 0, quarter: ofYear.some(({ kind }) => kind === 'quarter') };
    const taken = await takeCounts(tx, { period, year, asOf, out, kept, entries, takeLate });
    return ok({ ...taken, period, year, asOf, facts: facts.value, number: (released[0]?.number ?? 0) + 1 });
  });
}

interface Protected {
  readonly passed: readonly PassedTable[];
  readonly ledgerEntries: readonly string[];
  readonly left: LeftOut;
  readonly proof: ProtectedTables['proof'];
}

/**
 * Has the engine protect and audit each table against everything that is out, and all tables together. Where they tell
 * more together than can be withheld cell by cell, detail is left out and everything is done anew.
 */
async function protectAll(
  counted: Counted,
  ledger: readonly string[],
  progress: Progress | undefined,
): Promise<Result<Protected>> {
  const { period, year, byQuarter } = counted;
  const counts = Object.fromEntries(releaseTableIds.map((table) => [table, countsName(period.yearId, table)]));
  const periods = quartersOf(year).map(({ code }) => code);
  let cells = '';
  for (const left of leftOut) {
    const tables = withoutDetail(counted.tables, left).map((table) => {
      const perQuarter = byQuarter && table.columns.includes('quarter');
      return {
        table: table.id,
        counts: countsName(period.yearId, table.id),
        columns: table.columns,
        rows: table.rows,
        formula: perQuarter ? `quarter * (${table.formula})` : table.formula,
        policy: defaultPolicy,
        scope: scopeOf(table.columns, period.quarters),
        intervals: true,
        showTotals: true,
      };
    });
    const request = { tables, ledger, counts, periods, known: knownTogether(), policy: defaultPolicy };
    const done = await protectRelease(request, progress === undefined ? {} : { progress });
    if (!done.ok) return refusedBy(done.problems);
    const { releases, found, together, proof } = done.value;
    const passed = releases.map((one, at): PassedTable => {
      const [id, formula] = [counted.tables[at]?.id ?? 'calls', tables[at]?.formula ?? ''];
      return { id, formula, passed: one, together: together[at] ?? 0 };
    });
    if (proof !== null) {
      return ok({ passed, proof, ledgerEntries: releases.map(({ entry }) => entry), left });
    }
    cells = namedTogether(found);
  }
  return refusedBy([{ reason: cells, remedy: 'Release the school year once more quarters are over.' }]);
}

const refused = (code: string, year: string): Result<never> => err({ code, status: 409, params: { year } });

/** What the engine found, as one refusal: the first problem is said, the number of all with it. */
function refusedBy(problems: readonly { readonly reason: string; readonly remedy: string }[]) {
  const [first] = problems;
  return err({
    code: 'publishing.notProtected',
    status: 422 as const,
    params: { reason: first?.reason ?? '', remedy: first?.remedy ?? '', count: problems.length },
  });
}

async function keep(service: Service, caller: Caller, proposal: Counted & Protected): Promise<Result<{ id: string }>> {
  const { programId, personId } = caller.actor;
  const { period, number, passed, ledgerEntries, left, late, counted } = proposal;
  const former = await formerReleases(service, programId, period);
  const made = documentOf({ ...proposal, former, policy: defaultPolicy, tables: passed });
  const preview = previewOf(passed, made.document, { late, left });
  const document = `${canonicalJson(made.document)}\n`;
  const digest = createHash('sha256').update(document, 'utf8').digest('hex');
  return runCommand(service, caller, {
    action: 'release.propose',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const same = await tx
        .selectFrom('release_proposal')
        .select('id')
        .where('digest', '=', digest)
        .where('number', '=', number)
        .where('preview', '=', sql<string>`${JSON.stringify(preview)}::jsonb`)
        .executeTakeFirst();
      if (same !== undefined) {
        unchanged();
        return ok({ id: same.id });
      }
      const id = uuidv7();
      const files = made.files.map(({ name, type, content }) => ({ name, type, base64: content.toString('base64') }));
      await tx
        .insertInto('release_proposal')
        .values({
          program_id: programId,
          id,
          number,
          kind: period.kind,
          period: period.id,
          proposed_by: personId,
          proposed_at: now,
          digest,
          document,
          files: JSON.stringify(files),
          preview: JSON.stringify(preview),
          ledger: JSON.stringify(ledgerEntries),
        })
        .execute();
      await tx
        .insertInto('release_counted')
        .values({ program_id: programId, proposal_id: id, body: JSON.stringify(counted) })
        .execute();
      await audit({
        event: 'release.proposed',
        recordType: 'release',
        recordId: id,
        detail: { number, period: period.id, digest, late: late.filter(({ state }) => state === 'held').length },
      });
      return ok({ id });
    },
  });
}
