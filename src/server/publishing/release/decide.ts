import { z } from 'zod';
import { sideOf } from '../../../domain/access/roles.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { runCommand } from '../../platform/commands.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { issueRelease } from './issue.ts';
import { releasesOf } from './stored.ts';

export const decisionSchema = z.object({
  /** Of the document that was looked at: what is approved is what was seen. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  decision: z.enum(['approved', 'returned']),
  /** Why it is sent back; needed only then. */
  note: z.string().trim().max(1000).default(''),
});
export type Decision = z.infer<typeof decisionSchema>;

/**
 * One side's word on a proposal (P7.9): the agency's leader for the police, the district's coordinator for the school.
 * The second approval publishes it. Refuses: 403, 404; 409 where it is not the newest proposal, was sent back, or the
 * same person has spoken for the other side; 422 for sending it back without a reason. The same word twice changes nothing.
 */
export async function decideRelease(
  service: Service,
  caller: Caller,
  proposalId: string,
  input: Decision,
): Promise<Result<{ published: boolean }>> {
  const { programId, personId } = caller.actor;
  const released = await releasesOf(service, programId);
  const decided = await runCommand(service, caller, {
    action: 'release.decide',
    target: async (tx) => {
      const proposal = await tx
        .selectFrom('release_proposal')
        .select(['id', 'number', 'digest'])
        .where('id', '=', proposalId)
        .executeTakeFirst();
      return proposal === undefined ? null : { schoolId: null, proposal };
    },
    work: async ({ tx, now, target: { proposal }, authority, audit, unchanged }) => {
      const side = sideOf(authority.role);
      if (side === 'none') return err({ code: 'common.forbidden', status: 403 });
      const said = await tx
        .selectFrom('release_decision')
        .select(['side', 'decision', 'decided_by'])
        .where('proposal_id', '=', proposalId)
        .execute();
      const own = said.find((one) => one.side === side);
      if (own !== undefined && own.decision === input.decision) {
        unchanged();
        return ok(said.filter(({ decision }) => decision === 'approved').length === 2);
      }
      const newest = await tx
        .selectFrom('release_proposal')
        .select('id')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      const out = released[0]?.number ?? 0;
      if (own !== undefined || said.some(({ decision }) => decision === 'returned')) {
        return err({ code: 'publishing.decidedAlready', status: 409 });
      }
      if (newest?.id !== proposal.id || proposal.number !== out + 1 || proposal.digest !== input.digest) {
        return err({ code: 'publishing.notTheNewest', status: 409 });
      }
      if (said.some(({ decided_by }) => decided_by === personId)) {
        return err({ code: 'publishing.samePerson', status: 409 });
      }
      if (input.decision === 'returned' && input.note.length < 3) {
        const field = { path: 'note', code: 'publishing.returnedUnexplained' };
        return err({ code: 'publishing.returnedUnexplained', status: 422, fields: [field] });
      }
      await tx
        .insertInto('release_decision')
        .values({
          program_id: programId,
          proposal_id: proposalId,
          side,
          decision: input.decision,
          digest: input.digest,
          note: input.decision === 'returned' ? input.note : '',
          decided_by: personId,
          decided_at: now,
        })
        .execute();
      await audit({
        event: input.decision === 'approved' ? 'release.approved' : 'release.returned',
        recordType: 'release',
        recordId: proposalId,
        detail: { number: proposal.number, side, digest: input.digest },
      });
      return ok(input.decision === 'approved' && said.length === 1);
    },
  });
  if (!decided.ok) return decided;
  if (!decided.value) return ok({ published: false });
  const issued = await issueRelease(service, programId, proposalId);
  return issued.ok ? ok({ published: true }) : issued;
}
