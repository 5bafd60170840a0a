import { mattersOn, shippedMatters } from '../../domain/calls/matters.ts';
import { type Matter, type MatterClass, type MatterOverride, matterOverrideSchema } from '../../domain/calls/record.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';

interface MatterChange extends MatterOverride {
  readonly setBy: string | null;
  readonly setAt: string;
}

export interface MatterView extends Matter {
  /** False where the program has taken it off its list. */
  readonly listed: boolean;
  /** What it was shipped as; null for a behaviour of the program's own. */
  readonly shippedClass: MatterClass | null;
  /** The program's changes, newest first, those that hold later included. */
  readonly changes: readonly MatterChange[];
}

async function readChanges(tx: Tx): Promise<MatterChange[]> {
  const rows = await tx
    .selectFrom('matter_setting')
    .leftJoin('member', 'member.person_id', 'matter_setting.set_by')
    .select(['matter', 'holds_from', 'body', 'set_at', 'member.name'])
    .orderBy('holds_from', 'desc')
    .execute();
  return rows.map((row) => ({
    ...matterOverrideSchema.parse({ ...row.body, code: row.matter, holdsFrom: row.holds_from }),
    setBy: row.name,
    setAt: row.set_at.toISOString(),
  }));
}

/** Every behaviour the program's list has or had, with its class today and the changes made to it (P3.2). */
export async function readMatters(
  tx: Tx,
  programId: string,
  now: Date,
): Promise<{ today: string; matters: MatterView[] }> {
  const today = (await requireFrame(tx, programId)).dayOf(now);
  const changes = await readChanges(tx);
  const shipped = new Map(shippedMatters.map((matter) => [matter.code, matter]));
  const listed = new Map(mattersOn(changes, today).map((matter) => [matter.code, matter]));
  const codes = [...new Set([...shipped.keys(), ...changes.map((change) => change.code).reverse()])];
  const matters = codes.flatMap((code) => {
    const own = changes.filter((change) => change.code === code);
    const matter = listed.get(code) ?? shipped.get(code) ?? own[0];
    if (matter === undefined) return [];
    const { group, class: matterClass, advice, label } = matter;
    const view: MatterView = {
      code,
      group,
      class: matterClass,
      advice,
      label,
      listed: listed.has(code),
      shippedClass: shipped.get(code)?.class ?? null,
      changes: own,
    };
    return [view];
  });
  return { today, matters };
}

/**
 * Changes one behaviour of the matter list from a day on, or adds one (P3.2). The day is today or later: a call is
 * judged by the list of its day, so the lists of past days stay as they were (docs/decisions/0011).
 */
export function setMatter(service: Service, caller: Caller, input: MatterOverride): Promise<Result<MatterOverride>> {
  const { programId, personId } = caller.actor;
  const refuse = (path: string, code: string) => err({ code, status: 422 as const, fields: [{ path, code }] });
  return runCommand(service, caller, {
    action: 'matter.edit',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const changes = await readChanges(tx);
      const before = changes.find((change) => change.code === input.code && change.holdsFrom === input.holdsFrom);
      if (before !== undefined && same(matterOverrideSchema.parse(before), input)) {
        unchanged();
        return ok(input);
      }
      const today = (await requireFrame(tx, programId)).dayOf(now);
      if (input.holdsFrom < today) return refuse('holdsFrom', 'setup.matterInPast');
      const shipped = shippedMatters.some((matter) => matter.code === input.code);
      if (!shipped && input.label === null) return refuse('label', 'setup.matterNeedsName');
      const { code, holdsFrom, ...body } = input;
      const row = { body: JSON.stringify(body), set_by: personId, set_at: now };
      await tx
        .insertInto('matter_setting')
        .values({ program_id: programId, matter: code, holds_from: holdsFrom, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'matter', 'holds_from']).doUpdateSet(row))
        .execute();
      await audit({
        event: 'matter.set',
        recordType: 'matter',
        recordId: code,
        detail: { holdsFrom, class: body.class, listed: body.listed },
      });
      return ok(input);
    },
  });
}
