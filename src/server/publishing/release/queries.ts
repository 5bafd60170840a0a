import { decide } from '../../../domain/access/decide.ts';
import { type Role, sideOf } from '../../../domain/access/roles.ts';
import { err, notFound, ok, type Result } from '../../../domain/shared/result.ts';
import type { ReleaseDocument } from '../../../portal/release-view.ts';
import { inProgram, type Tx } from '../../platform/database/tenancy.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { GRACE_DAYS } from '../grace.ts';
import { frozenYearIds, newestPage } from '../releases.ts';
import { type Making, makingOf } from './making.ts';
import { openFrom, periodsOfYear } from './periods.ts';
import type { Preview } from './preview.ts';
import { releasesOf } from './stored.ts';

/** How a period stands: not over; over, but reports are still due; ready; proposed; out; or closed by the older way. */
export const periodStates = ['notOver', 'early', 'ready', 'proposed', 'released', 'frozen'] as const;
type PeriodState = (typeof periodStates)[number];

interface PeriodLine {
  readonly id: string;
  readonly kind: 'quarter' | 'year';
  readonly from: string;
  readonly to: string;
  readonly state: PeriodState;
  /** From when records are held for complete. */
  readonly openFrom: string;
}

interface ProposalLine {
  readonly id: string;
  readonly number: number;
  readonly period: string;
  readonly proposedAt: string;
  readonly state: 'open' | 'returned' | 'outdated' | 'published';
}

export interface Overview {
  readonly periods: readonly PeriodLine[];
  readonly proposals: readonly ProposalLine[];
  readonly making: Making | null;
  /** Short name in the public addresses; null before anything is public. */
  readonly slug: string | null;
}

interface Row {
  readonly id: string;
  readonly number: number;
  readonly period: string;
  readonly proposed_at: Date;
}

async function stateLines(tx: Tx, released: ReadonlySet<string>): Promise<readonly ProposalLine[]> {
  const rows: Row[] = await tx
    .selectFrom('release_proposal')
    .select(['id', 'number', 'period', 'proposed_at'])
    .orderBy('id', 'desc')
    .limit(40)
    .execute();
  const returned = await tx
    .selectFrom('release_decision')
    .select('proposal_id')
    .where('decision', '=', 'returned')
    .execute();
  const back = new Set(returned.map((row) => row.proposal_id));
  const stateOf = (row: Row, index: number): ProposalLine['state'] => {
    if (released.has(row.id)) return 'published';
    if (back.has(row.id)) return 'returned';
    return index === 0 ? 'open' : 'outdated';
  };
  return rows.map((row, index) => ({
    id: row.id,
    number: row.number,
    period: row.period,
    proposedAt: row.proposed_at.toISOString(),
    state: stateOf(row, index),
  }));
}

/** Every period that can be released, every proposal, and what is being made now (P7.9). 403 where not allowed. */
export async function readReleases(service: Service, caller: Caller): Promise<Result<Overview>> {
  const { programId } = caller.actor;
  const allowed = decide(caller.actor, 'release.read', {});
  if (!allowed.ok) return allowed;
  const out = await releasesOf(service, programId);
  const frozen = await frozenYearIds(service, programId);
  const page = await newestPage(service, programId);
  return inProgram(service, { programId }, async (tx) => {
    const frame = await requireFrame(tx, programId);
    const today = frame.dayOf(service.clock());
    const proposals = await stateLines(tx, new Set(out.map((one) => one.proposal_id)));
    const open = proposals.find(({ state }) => state === 'open')?.period;
    const periods = [...frame.schoolYears].reverse().flatMap((year) =>
      periodsOfYear(year)
        .filter(({ from }) => from <= today)
        .map((period): PeriodLine => {
          const from = openFrom(period, GRACE_DAYS);
          const state = ((): PeriodState => {
            if (frozen.includes(period.yearId)) return 'frozen';
            if (open === period.id) return 'proposed';
            if (out.some((one) => one.period === period.id)) return 'released';
            if (today <= period.to) return 'notOver';
            return today < from ? 'early' : 'ready';
          })();
          return { id: period.id, kind: period.kind, from: period.from, to: period.to, state, openFrom: from };
        }),
    );
    return ok({ periods, proposals, making: makingOf(programId), slug: page?.slug ?? null });
  });
}

interface SideSaid {
  readonly side: 'police' | 'school';
  readonly decision: 'approved' | 'returned';
  readonly note: string;
  readonly by: string;
  readonly at: string;
}

export interface ProposalDetail {
  readonly line: ProposalLine;
  readonly digest: string;
  readonly proposedBy: string;
  readonly document: ReleaseDocument;
  readonly preview: Preview;
  readonly said: readonly SideSaid[];
  /** The side the reader may speak for now; null where there is nothing to say. */
  readonly mayDecide: 'police' | 'school' | null;
}

/** One proposal: exactly what would be public, what is withheld, and what each side has said. 403, 404. */
export async function readProposal(service: Service, caller: Caller, id: string): Promise<Result<ProposalDetail>> {
  const { programId, personId, grants } = caller.actor;
  const allowed = decide(caller.actor, 'release.read', {});
  if (!allowed.ok) return allowed;
  const out = await releasesOf(service, programId);
  return inProgram(service, { programId }, async (tx) => {
    const row = await tx.selectFrom('release_proposal').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return err(notFound);
    const lines = await stateLines(tx, new Set(out.map((one) => one.proposal_id)));
    const line = lines.find((one) => one.id === id);
    if (line === undefined) return err(notFound);
    const members = await tx.selectFrom('member').select(['person_id', 'name']).execute();
    const nameOf = (person: string): string => members.find((one) => one.person_id === person)?.name ?? '';
    const decisions = await tx.selectFrom('release_decision').selectAll().where('proposal_id', '=', id).execute();
    const roles: readonly Role[] = grants.map(({ role }) => role);
    const own = roles
      .filter((role) => role === 'agencyLeader' || role === 'districtCoordinator')
      .map(sideOf)
      .filter((side) => side !== 'none')
      .find((side) => !decisions.some((one) => one.side === side || one.decided_by === personId));
    return ok({
      line,
      digest: row.digest,
      proposedBy: nameOf(row.proposed_by),
      document: JSON.parse(row.document) as ReleaseDocument,
      preview: row.preview as Preview,
      said: decisions.map(
        (one): SideSaid => ({
          side: one.side === 'police' ? 'police' : 'school',
          decision: one.decision === 'approved' ? 'approved' : 'returned',
          note: one.note,
          by: nameOf(one.decided_by),
          at: one.decided_at.toISOString(),
        }),
      ),
      mayDecide: line.state === 'open' ? (own ?? null) : null,
    });
  });
}
