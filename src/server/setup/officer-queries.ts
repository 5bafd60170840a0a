import type { Reach } from '../../domain/access/decide.ts';
import type { CommunityPartner, OfficerKind, PartnerKind } from '../../domain/officers/record.ts';
import type { AssignmentInput } from '../../domain/officers/setup.ts';
import type { Tx } from '../platform/database/tenancy.ts';

export interface OfficerView {
  readonly id: string;
  readonly kind: OfficerKind;
  readonly name: string;
  readonly badge: string | null;
  readonly employingAgency: string;
  readonly swornOn: string;
  readonly personId: string | null;
  readonly active: boolean;
}

export interface PartnerView extends Omit<CommunityPartner, 'organization'> {
  readonly kind: PartnerKind;
  readonly organization: string | null;
  readonly active: boolean;
}

export interface AssignmentView extends AssignmentInput {
  readonly id: string;
}

/** Assignments, oldest first; of one officer where asked. */
export async function readAssignments(tx: Tx, of: { readonly officerId?: string }): Promise<AssignmentView[]> {
  let query = tx.selectFrom('assignment').selectAll().orderBy('from_day').orderBy('id');
  if (of.officerId !== undefined) query = query.where('officer_id', '=', of.officerId);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    officerId: row.officer_id,
    schoolId: row.school_id,
    from: row.from_day,
    until: row.until_day,
    weekdays: row.weekdays,
    fromTime: row.from_time,
    untilTime: row.until_time,
  }));
}

export interface OfficersView {
  readonly officers: readonly OfficerView[];
  readonly partners: readonly PartnerView[];
  readonly assignments: readonly AssignmentView[];
}

/** Who works in the program's schools, where and when, as far as the reader's roles reach. */
export async function readOfficers(tx: Tx, reach: Exclude<Reach, { kind: 'none' }>): Promise<OfficersView> {
  const assignments = await readAssignments(tx, {});
  const officers = await tx.selectFrom('officer').selectAll().orderBy('name').execute();
  const partners = await tx.selectFrom('community_partner').selectAll().orderBy('name').execute();
  const atMySchools = (officerId: string): boolean =>
    reach.kind === 'some' &&
    assignments.some((one) => one.officerId === officerId && reach.schoolIds.includes(one.schoolId));
  const seen = officers.filter(
    (row) => reach.kind === 'all' || atMySchools(row.id) || (reach.ownerId !== null && row.person_id === reach.ownerId),
  );
  const seenIds = new Set(seen.map((row) => row.id));
  const shows = (one: AssignmentView): boolean =>
    seenIds.has(one.officerId) &&
    (reach.kind === 'all' ||
      reach.schoolIds.includes(one.schoolId) ||
      seen.some((row) => row.id === one.officerId && row.person_id === reach.ownerId));
  return {
    officers: seen.map((row) => ({
      id: row.id,
      kind: row.kind as OfficerKind,
      name: row.name,
      badge: row.badge,
      employingAgency: row.employing_agency,
      swornOn: row.sworn_date,
      personId: row.person_id,
      active: row.active,
    })),
    partners: partners.map((row) => ({
      id: row.id,
      kind: row.kind as PartnerKind,
      name: row.name,
      organization: row.organisation,
      active: row.active,
    })),
    assignments: assignments.filter(shows),
  };
}
