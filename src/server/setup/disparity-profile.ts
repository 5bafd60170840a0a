import {
  type DisparityProfile,
  defaultDisparityProfile,
  disparityProfileSchema,
} from '../../domain/disparities/record.ts';
import { checkProfile } from '../../domain/disparities/rules.ts';
import { err, type FieldProblem, ok, type Result } from '../../domain/shared/result.ts';
import { comparedBy, isComparedFully, membersCompared, outcomesCompared } from '../../statistics/disparity/flag.ts';
import { runCommand } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { lockProgram } from './callers.ts';
import { same } from './programs.ts';
import { recordsSince } from './records.ts';

/** The profile in force on a day; `holdsFrom` null where the shipped one is. */
export type ProfileInForce = Omit<DisparityProfile, 'holdsFrom'> & { readonly holdsFrom: string | null };

/** The profile that holds on a local day: the last version that had begun by then, else the shipped one. */
export async function disparityProfileOn(tx: Tx, day: string): Promise<ProfileInForce> {
  const row = await tx
    .selectFrom('disparity_profile')
    .select(['holds_from', 'profile'])
    .where('holds_from', '<=', day)
    .orderBy('holds_from', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined
    ? { ...defaultDisparityProfile, holdsFrom: null }
    : disparityProfileSchema.parse({ ...row.profile, holdsFrom: row.holds_from });
}

export interface ProfileView {
  readonly current: ProfileInForce;
  readonly today: string;
  /** The state whose profile it is, by its postal code. */
  readonly state: string;
  /** What the state's own figures can be given of: outcomes, and groupings with all their groups. */
  readonly outcomes: string[];
  readonly groupings: { readonly dimension: string; readonly groups: string[] }[];
  /** What the program set, newest first. */
  readonly versions: { readonly profile: DisparityProfile; readonly setBy: string | null; readonly setAt: string }[];
}

/** The profile in force today and every version there is (design idea 7). */
export async function readDisparityProfile(tx: Tx, programId: string, now: Date): Promise<ProfileView> {
  const today = (await requireFrame(tx, programId)).dayOf(now);
  const { state } = await tx.selectFrom('program').select('state').executeTakeFirstOrThrow();
  const rows = await tx
    .selectFrom('disparity_profile')
    .leftJoin('member', 'member.person_id', 'disparity_profile.set_by')
    .select(['holds_from', 'profile', 'set_at', 'member.name'])
    .orderBy('holds_from', 'desc')
    .execute();
  return {
    current: await disparityProfileOn(tx, today),
    today,
    state,
    outcomes: [...outcomesCompared],
    groupings: comparedBy.map((dimension) => ({ dimension, groups: [...membersCompared(dimension)] })),
    versions: rows.map((row) => ({
      profile: disparityProfileSchema.parse({ ...row.profile, holdsFrom: row.holds_from }),
      setBy: row.name,
      setAt: row.set_at.toISOString(),
    })),
  };
}

/** State figures of something nobody is compared in, or without one of its groups: 'all others' would miss it. */
function unknownFigures({ stateFigures }: DisparityProfile): FieldProblem[] {
  return stateFigures.flatMap(({ measure, dimension, groups }, at) => {
    const said = groups.map(({ group }) => group);
    return isComparedFully(measure, dimension, said) ? [] : [{ path: `stateFigures.${at}`, code: 'disparity.code' }];
  });
}

/**
 * Sets how disparities are measured from a day on (P7.7, 34 CFR 300.647). A result is calculated with the profile that
 * held on its last day, so that the day may lie in the past only while nothing is recorded since
 * (docs/decisions/0011). The same profile for the same day again changes nothing.
 */
export function setDisparityProfile(
  service: Service,
  caller: Caller,
  input: DisparityProfile,
): Promise<Result<DisparityProfile>> {
  const { programId, personId } = caller.actor;
  return runCommand(service, caller, {
    action: 'disparity.configure',
    target: (tx) => lockProgram(tx, programId),
    work: async ({ tx, now, audit, unchanged }) => {
      const sound = checkProfile(input);
      if (!sound.ok) return sound;
      const fields = unknownFigures(input);
      if (fields.length > 0) return err({ code: 'common.invalid', status: 422, fields });
      const { holdsFrom, ...profile } = input;
      const existing = await tx
        .selectFrom('disparity_profile')
        .select('profile')
        .where('holds_from', '=', holdsFrom)
        .executeTakeFirst();
      if (existing !== undefined && same(existing.profile, profile)) {
        unchanged();
        return ok(input);
      }
      const frame = await requireFrame(tx, programId);
      if (holdsFrom < frame.dayOf(now) && (await recordsSince(tx, holdsFrom))) {
        const code = 'setup.holdsFromPast';
        return err({ code, status: 422, fields: [{ path: 'holdsFrom', code }] });
      }
      const row = { profile: JSON.stringify(profile), set_by: personId, set_at: now };
      await tx
        .insertInto('disparity_profile')
        .values({ program_id: programId, holds_from: holdsFrom, ...row })
        .onConflict((conflict) => conflict.columns(['program_id', 'holds_from']).doUpdateSet(row))
        .execute();
      const { stateFigures, source: _words, ...numbers } = profile;
      await audit({
        event: 'disparityProfile.set',
        recordType: 'disparityProfile',
        recordId: holdsFrom,
        detail: { ...numbers, stateFigures: stateFigures.length },
      });
      return ok(input);
    },
  });
}
