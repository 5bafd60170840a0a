import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../domain/access/roles.ts';
import type { Tx } from './database/tenancy.ts';

/** What people are told of. Texts: catalog `notices`, key `<kind>.title|body` (in the app) and `<kind>.subject|mail`. */
export const noticeKinds = [
  'callRequested',
  'callEmergency',
  'callHandedBack',
  'threatHandedBack',
  'improperInvolvementRaised',
  'findingDue',
  'findingResolved',
  'findingTakenBack',
  'incidentFiled',
  'incidentAmended',
  'reviewDue',
  'releaseDue',
  'monthlyReport',
] as const;
type NoticeKind = (typeof noticeKinds)[number];

/** What someone should know. */
export interface Notice {
  readonly programId: string;
  readonly kind: NoticeKind;
  readonly recordType: string;
  readonly recordId: string;
  /** Codes, counts and dates for the text. Never a student's identity, never free text of a record. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Also by mail; `link` is the path in the app that the mail points to. */
  readonly mail?: { readonly link: string };
}

/** The people who hold one of the roles now, for the whole program or for the school given. */
export async function holdersOf(tx: Tx, roles: readonly Role[], schoolId: string | null, now: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('membership')
    .select(['person_id', 'school_ids'])
    .where('role', 'in', [...roles])
    .where('valid_from', '<=', now)
    .where((where) => where.or([where('ended_at', 'is', null), where('ended_at', '>', now)]))
    .execute();
  const people = rows.filter(
    (row) => row.school_ids === null || (schoolId !== null && row.school_ids.includes(schoolId)),
  );
  return [...new Set(people.map((row) => row.person_id))];
}

/** Puts a notice into people's lists and, where asked, a mail into the outbox: in the transaction of the change itself. */
export async function notify(tx: Tx, now: Date, notice: Notice, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  const params = JSON.stringify(notice.params ?? {});
  await tx
    .insertInto('notification')
    .values(
      personIds.map((personId) => ({
        program_id: notice.programId,
        id: uuidv7(),
        person_id: personId,
        kind: notice.kind,
        record_type: notice.recordType,
        record_id: notice.recordId,
        params,
        created_at: now,
      })),
    )
    .execute();
  if (notice.mail === undefined) return;
  const { link } = notice.mail;
  const members = await tx
    .selectFrom('member')
    .select(['name', 'email', 'language'])
    .where('person_id', 'in', [...personIds])
    .execute();
  await tx
    .insertInto('mail_outbox')
    .values(
      members.map((member) => ({
        program_id: notice.programId,
        id: uuidv7(),
        to_name: member.name,
        to_email: member.email,
        language: member.language,
        kind: notice.kind,
        params,
        link,
        created_at: now,
        next_try_at: now,
      })),
    )
    .execute();
}
