import { err, notFound, ok, type Result } from '../../../domain/shared/result.ts';
import type { ReleaseDocument } from '../../../portal/release-view.ts';
import { appendAudit } from '../../platform/audit/writer.ts';
import { inProgram, type Tx } from '../../platform/database/tenancy.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Service } from '../../platform/service.ts';
import { nextPage, readProgramFacts } from '../program.ts';
import { addPage, inPublication, newestPage, releasedYears } from '../releases.ts';
import { signText } from '../signing.ts';
import { releasesOf } from './stored.ts';

interface KeptFile {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

/**
 * Signs an approved proposal and makes it public, with its files, its entries in the ledger and the trail, and the page
 * that shows it: all in one transaction, once. The database refuses what not both sides have approved.
 */
export async function issueRelease(service: Service, programId: string, proposalId: string): Promise<Result<number>> {
  const now = service.clock();
  const ready = await inProgram(service, { programId }, async (tx) => {
    const proposal = await tx
      .selectFrom('release_proposal')
      .selectAll()
      .where('id', '=', proposalId)
      .executeTakeFirst();
    if (proposal === undefined) return err(notFound);
    const today = (await requireFrame(tx, programId)).dayOf(now);
    const facts = await readProgramFacts(tx, programId, today);
    if (!facts.ok) return facts;
    const signed = await signText(tx, { programId, keys: service.keys, now }, proposal.document);
    return ok({ proposal, today, facts: facts.value, signed });
  });
  if (!ready.ok) return ready;
  const { proposal, today, facts, signed } = ready.value;
  const { slug } = (JSON.parse(proposal.document) as ReleaseDocument).program;
  return inPublication(service, programId, async (tx) => {
    const door = { databases: { publisher: tx } };
    const [newest] = await releasesOf(door, programId);
    if (newest?.proposal_id === proposalId) return ok(newest.number);
    if ((newest?.number ?? 0) + 1 !== proposal.number) return err({ code: 'publishing.notTheNewest', status: 409 });
    const head = { program_id: programId, number: proposal.number };
    await tx
      .insertInto('publication.release')
      .values({
        ...head,
        slug,
        kind: proposal.kind,
        period: proposal.period,
        proposal_id: proposalId,
        published_at: now,
        digest: proposal.digest,
        document: proposal.document,
        signature: signed.signature,
        public_key: signed.publicKey,
      })
      .execute();
    // Both were written by the proposal, in these shapes.
    const files = proposal.files as readonly KeptFile[];
    for (const { name, type, base64 } of files) {
      await tx
        .insertInto('publication.release_file')
        .values({ ...head, name, media_type: type, content: Buffer.from(base64, 'base64') })
        .execute();
    }
    await addToLedger(tx, head, proposal.ledger as readonly string[]);
    const trail = { at: now.toISOString(), personId: null, role: 'system', purpose: null, origin: null } as const;
    await appendAudit(tx, programId, {
      ...trail,
      event: 'release.signed',
      recordType: 'release',
      recordId: proposalId,
      detail: { number: proposal.number, period: proposal.period, digest: proposal.digest },
    });
    const page = nextPage(facts, await releasedYears(door, programId), await newestPage(door, programId), today);
    if (page !== null) {
      await appendAudit(tx, programId, {
        ...trail,
        event: 'release.published',
        recordType: 'release',
        recordId: `${page.slug}/${page.version}`,
        detail: { version: page.version, number: proposal.number },
      });
      await addPage(tx, programId, page, now);
    }
    return ok(proposal.number);
  });
}

async function addToLedger(
  tx: Tx,
  head: { readonly program_id: string; readonly number: number },
  entries: readonly string[],
): Promise<void> {
  const last = await tx
    .selectFrom('publication.ledger_entry')
    .select('seq')
    .where('program_id', '=', head.program_id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const from = (last?.seq ?? 0) + 1;
  if (entries.length === 0) return;
  await tx
    .insertInto('publication.ledger_entry')
    .values(entries.map((entry, index) => ({ ...head, seq: from + index, entry })))
    .execute();
}
