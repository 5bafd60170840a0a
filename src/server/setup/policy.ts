import { defaultPolicy, type ProgramPolicy, programPolicySchema } from '../../domain/partnerships/record.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';
import { recordsSince } from './records.ts';

export interface PolicyView {
  readonly current: Omit<ProgramPolicy, 'holdsFrom'>;
  readonly today: string;
  /** What the program set, newest first; before the oldest of them the shipped values hold. */
  readonly versions: {
    readonly policy: ProgramPolicy;
    readonly setBy: string | null;
    readonly setAt: string;
  }[];
}

/** The rules in force today and every version there is (design idea 7). */
export async function readPolicy(tx: Tx, programId: string, now: Date): Promise<PolicyView> {
  const frame = await requireFrame(tx, programId);
  const rows = await tx
    .selectFrom('program_policy')
    .leftJoin('member', 'member.person_id', 'program_policy.set_by')
    .select(['holds_from', 'policy', 'set_at', 'member.name'])
    .orderBy('holds_from', 'desc')
    .execute();
  const today = frame.dayOf(now);
  const { holdsFrom: _since, ...current } = frame.policyOn(today);
  return {
    current,
    today,
    versions: rows.map((row) => ({
      policy: programPolicySchema.parse({ ...defaultPolicy, ...row.policy, holdsFrom: row.holds_from }),
      setBy: row.name,
      setAt: row.set_at.toISOString(),
    })),
  };
}

/**
 * Sets the clocks and choices of a program from a day on. The day may lie in the past only while nothing is recorded
 * since: a clock that has begun runs by the rule it began under (docs/decisions/0011).
 */
export function setPolicy(service: Service, caller: Caller, input: ProgramPolicy): Promise<Result<ProgramPolicy>> {
  const { programId, personId } = caller.actor;
  return runCommand(service, caller, {
    action: 'program.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const { holdsFrom, ...policy } = input;
      const frame = await requireFrame(tx, programId);
      const existing = await tx
        .selectFrom('program_policy')
        .select('policy')
        .where('holds_from', '=', holdsFrom)
        .executeTakeFirst();
      if (
        existing !== undefined &&
        same(programPolicySchema.parse({ ...existing.policy, holdsFrom }), programPolicySchema.parse(input))
      ) {
        unchanged();
        return ok(input);
      }
      if (holdsFrom < frame.dayOf(now) && (await recordsSince(tx, holdsFrom))) {
        const code = 'setup.holdsFromPast';
        return err({ code, status: 422, fields: [{ path: 'holdsFrom', code }] });
      }
      const row = { policy: JSON.stringify(policy), set_by: personId, set_at: now };
      await tx
        .insertInto('program_policy')
        .values({ program_id: programId, holds_from: holdsFrom, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'holds_from']).doUpdateSet(row))
        .execute();
      await audit({ event: 'policy.set', recordType: 'policy', recordId: holdsFrom, detail: { ...policy } });
      return ok(input);
    },
  });
}
