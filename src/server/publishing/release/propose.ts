import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import { decide } from '../../../domain/access/decide.ts';
import { canonicalJson } from '../../../domain/audit/chain.ts';
import { err, notFound, ok, type Result } from '../../../domain/shared/result.ts';
import { countStudentsIn } from '../../platform/aggregates.ts';
import { runCommand } from '../../platform/commands.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { lockProgram } from '../../setup/callers.ts';
import { readProgramFacts } from '../program.ts';
import { protectRelease } from '../protect.ts';
import { frozenYearIds } from '../releases.ts';
import { countWork } from '../year.ts';
import { readEnrolled } from './comparisons.ts';
import { countRelease } from './counts.ts';
import { documentOf, type PassedTable } from './document.ts';
import { periodsOfYear, quartersOf, type ReleasePeriod } from './periods.ts';
import { previewOf } from './preview.ts';
import { lastAbout, ledgerOf, releasesOf } from './stored.ts';

type Progress = (phase: string, share: number) => void;

/**
 * Proposes a release of a period (P7.9): counts it, has the disclosure engine protect and audit it against everything
 * that is out, and keeps exactly the text that would be signed, for both sides to look at. Nothing becomes public.
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
  const before = await lastAbout(service, programId, periodId);
  const released = await releasesOf(service, programId);
  const frozen = await frozenYearIds(service, programId);
  const taken = await countStudentsIn(service, programId, async (tx) => {
    const frame = await requireFrame(tx, programId);
    const asOf = frame.dayOf(service.clock());
    const period = frame.schoolYears.flatMap(periodsOfYear).find(({ id }) => id === periodId);
    if (period === undefined) return err(notFound);
    if (asOf <= period.to) return refused('publishing.periodNotOver', period.id);
    if (frozen.includes(period.yearId)) return refused('publishing.yearFrozen', period.yearId);
    const facts = await readProgramFacts(tx, programId, asOf);
    if (!facts.ok) return facts;
    const year = frame.schoolYears.find(({ id }) => id === period.yearId);
    const whole = released.some(({ period: id, kind }) => kind === 'quarter' && id.startsWith(`${period.yearId}-`));
    // What an earlier release about overlapping days told of is counted again with it.
    const span =
      whole && year !== undefined ? { from: year.firstDay, to: asOf < year.lastDay ? asOf : year.lastDay } : period;
    const quarters =
      whole && year !== undefined ? quartersOf(year).filter(({ from }) => from <= span.to) : period.quarters;
    const all = { kind: 'all' } as const;
    const schools = await tx.selectFrom('school').select(['id', 'nces_id']).where('active', '=', true).execute();
    return ok({
      period,
      asOf,
      facts: facts.value,
      byQuarter: whole || period.kind === 'quarter',
      work: await countWork(tx, { from: period.from, to: period.to, reach: all }),
      tables: await countRelease(
        tx,
        {
          selection: { from: span.from, to: span.to, reach: all },
          schools: schools.map((one) => one.nces_id),
          quarters,
        },
        period.kind === 'year' ? period : null,
      ),
      enrolled: await readEnrolled(tx, asOf),
      schoolIds: schools.map(({ id }) => id),
    });
  });
  if (!taken.ok) return taken;
  const { tables, period, byQuarter, ...rest } = taken.value;
  const ledger = await ledgerOf(service, programId);
  const passed: PassedTable[] = [];
  const entries: string[] = [];
  for (const [index, table] of tables.entries()) {
    const perQuarter = byQuarter && table.columns.includes('quarter');
    const formula = perQuarter ? `quarter * (${table.formula})` : table.formula;
    const done = await protectRelease(
      {
        // A student, a quarter's code and a school belong to a school year: no two years tell of the same counts.
        counts: `${period.yearId} ${table.id}`,
        columns: table.columns,
        rows: table.rows,
        formula,
        policy: defaultPolicy,
        scope: scopeOf(table.columns, period),
        ledger: [...ledger, ...entries],
        intervals: true,
      },
      { progress: (phase, share) => progress?.(phase, (index + share) / tables.length) },
    );
    if (!done.ok) return refusedBy(done.problems);
    passed.push({ id: table.id, formula, passed: done.value });
    if (done.value.entry !== '') entries.push(done.value.entry);
  }
  const number = (released[0]?.number ?? 0) + 1;
  const made = documentOf({ period, ...rest, number, policy: defaultPolicy, tables: passed, before });
  return keep(service, caller, { period, number, made, entries, preview: previewOf(passed, made.document) });
}

const refused = (code: string, year: string): Result<never> => err({ code, status: 409, params: { year } });

/** A year tells of all its quarters; a table without quarters is of the whole. */
function scopeOf(columns: readonly string[], { quarters }: ReleasePeriod): Readonly<Record<string, readonly string[]>> {
  return columns.includes('quarter') ? { quarter: quarters.map(({ code }) => code) } : {};
}

/** What the engine found, as one refusal: the first problem is said, the number of all with it. */
function refusedBy(problems: readonly { readonly code: string; readonly reason: string; readonly remedy: string }[]) {
  const [first] = problems;
  return err({
    code: 'publishing.notProtected',
    status: 422 as const,
    params: { reason: first?.reason ?? '', remedy: first?.remedy ?? '', count: problems.length },
  });
}

interface Proposal {
  readonly period: ReleasePeriod;
  readonly number: number;
  readonly made: ReturnType<typeof documentOf>;
  readonly entries: readonly string[];
  readonly preview: object;
}

function keep(service: Service, caller: Caller, proposal: Proposal): Promise<Result<{ id: string }>> {
  const { programId, personId } = caller.actor;
  const { period, number, made, entries, preview } = proposal;
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
          ledger: JSON.stringify(entries),
        })
        .execute();
      await audit({
        event: 'release.proposed',
        recordType: 'release',
        recordId: id,
        detail: { number, period: period.id, digest },
      });
      return ok({ id });
    },
  });
}
