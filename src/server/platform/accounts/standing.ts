import { type RawBuilder, sql } from 'kysely';
import type { Actor, Grant, Role } from '../../../domain/access/roles.ts';
import {
  defaultSignInPolicy,
  needsSecondFactor,
  olderThan,
  type SignInPolicy,
  strictest,
} from '../../../domain/accounts/policy.ts';

/** Ways to show a second factor. */
type Factor = 'totp' | 'passkey' | 'recovery';

/** A role held now, as the query brings it. */
interface HeldRow {
  readonly program_id: string;
  readonly name: string;
  readonly role: Role;
  readonly school_ids: string[] | null;
  readonly policy: PolicyRow | null;
}

export interface PolicyRow {
  readonly second_factor_roles: string[];
  readonly password_min_length: number;
  readonly password_max_age_days: number | null;
  readonly idle_minutes: number;
  readonly lock_after_failures: number;
  readonly disable_after_inactive_days: number | null;
  readonly password_sign_in: boolean;
}

/** A program's rules as its row holds them; no row: the defaults. */
export function policyOf(row: PolicyRow | null | undefined): SignInPolicy {
  if (row === null || row === undefined) return defaultSignInPolicy;
  return {
    secondFactorRoles: row.second_factor_roles as Role[],
    passwordMinLength: row.password_min_length,
    passwordMaxAgeDays: row.password_max_age_days,
    idleMinutes: row.idle_minutes,
    lockAfterFailures: row.lock_after_failures,
    disableAfterInactiveDays: row.disable_after_inactive_days,
    passwordSignIn: row.password_sign_in,
  };
}

/** What the columns of `standingColumns` hold. */
export interface StandingRow {
  readonly person_id: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly demonstration: boolean;
  readonly password_changed_at: Date | null;
  readonly system_admin: boolean;
  readonly factors: Factor[];
  readonly held: HeldRow[];
}

/**
 * Columns that say where the person of the row `person` (account_person) stands at a moment: account, factors, and the
 * roles held with their programs' rules. One fragment, so that signing in and every later request judge by the same
 * facts, in one round trip. `now` is a moment, or the place of one in a prepared statement.
 */
export function standingColumns(now: Date | RawBuilder<Date>): RawBuilder<StandingRow> {
  return sql`person.id AS person_id, person.name, person.email, person.language, person.demonstration,
    person.password_changed_at,
    EXISTS (SELECT FROM account_system_admin admin WHERE admin.person_id = person.id) AS system_admin,
    array_remove(ARRAY[
      CASE WHEN EXISTS (SELECT FROM account_totp totp WHERE totp.person_id = person.id AND totp.confirmed_at IS NOT NULL)
        THEN 'totp' END,
      CASE WHEN EXISTS (SELECT FROM account_passkey passkey WHERE passkey.person_id = person.id) THEN 'passkey' END,
      CASE WHEN EXISTS (SELECT FROM account_recovery_code code WHERE code.person_id = person.id AND code.used_at IS NULL)
        THEN 'recovery' END
    ], NULL) AS factors,
    (SELECT coalesce(json_agg(json_build_object('program_id', held.program_id, 'name', member.name, 'role', held.role,
        'school_ids', held.school_ids, 'policy', to_json(policy)) ORDER BY held.id), '[]')
      FROM membership held
      JOIN member ON member.program_id = held.program_id AND member.person_id = held.person_id
      LEFT JOIN sign_in_policy policy ON policy.program_id = held.program_id
      WHERE held.person_id = person.id AND held.valid_from <= ${now}
        AND (held.ended_at IS NULL OR held.ended_at > ${now})) AS held`;
}

/** Where a person stands: what they may do in which program, and which rules of sign-in hold for them. */
export interface PersonStanding {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly demonstration: boolean;
  readonly systemAdmin: boolean;
  /** The person in each program that still gives a role. */
  readonly actors: readonly Actor[];
  /** The strictest rules of these programs. */
  readonly policy: SignInPolicy;
  /** Roles or rules require a second factor. */
  readonly required: boolean;
  /** Second factors set up; recovery codes alone are none. */
  readonly factors: readonly Factor[];
  readonly hasFactor: boolean;
  readonly passwordTooOld: boolean;
}

function actorsOf(personId: string, held: readonly HeldRow[]): Actor[] {
  const actors = new Map<string, Actor & { grants: Grant[] }>();
  for (const row of held) {
    const actor = actors.get(row.program_id) ?? { personId, programId: row.program_id, name: row.name, grants: [] };
    actor.grants.push({ role: row.role, schoolIds: row.school_ids });
    actors.set(row.program_id, actor);
  }
  return [...actors.values()];
}

/** Judges a row of `standingColumns`. */
export function standingOf(row: StandingRow, now: Date): PersonStanding {
  const held = row.held.map(({ role, policy }) => ({ role, policy: policyOf(policy) }));
  const policy = strictest(held.map((each) => each.policy));
  const { password_changed_at: changedAt } = row;
  return {
    personId: row.person_id,
    name: row.name,
    email: row.email,
    language: row.language,
    demonstration: row.demonstration,
    systemAdmin: row.system_admin,
    actors: actorsOf(row.person_id, row.held),
    policy,
    required: needsSecondFactor(held, row.system_admin),
    factors: row.factors,
    hasFactor: row.factors.some((factor) => factor !== 'recovery'),
    passwordTooOld: changedAt !== null && olderThan(changedAt, policy.passwordMaxAgeDays, now),
  };
}
