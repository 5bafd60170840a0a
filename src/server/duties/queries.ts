import { reach } from '../../domain/access/decide.ts';
import type { Action } from '../../domain/access/permissions.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { officerOf } from '../calls/alert.ts';
import type { Tx } from '../platform/database/tenancy.ts';

export const dutyKinds = [
  'emergency',
  'callWaiting',
  'finding',
  'gateAfterwards',
  'reviewPolice',
  'reviewSchool',
  'incidentToWrite',
  'draft',
] as const;
type DutyKind = (typeof dutyKinds)[number];

/** Something that waits for a person: what, where it is done, since when and until when. */
export interface Duty {
  readonly kind: DutyKind;
  readonly recordId: string;
  readonly schoolId: string;
  readonly since: Date;
  readonly dueAt: Date | null;
  readonly link: string;
}

/** A draft becomes a duty, and the supervisor sees it, when its incident is this old: saving it again does not help. */
export const draftAgeMs = 2 * 86_400_000;

const may = (actor: Actor, action: Action): boolean => reach(actor, action).kind !== 'none';

/** What an officer owes: calls nobody went to, answers to the gate, incidents to write and to send. */
async function officersDuties(tx: Tx, actor: Actor, day: string, now: Date): Promise<Duty[]> {
  const officerId = await officerOf(tx, actor.personId);
  if (officerId === null) return [];
  const assigned = await tx
    .selectFrom('assignment')
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'assignment.program_id').onRef('officer.id', '=', 'assignment.officer_id'),
    )
    .select(['assignment.school_id', 'assignment.officer_id'])
    .where('officer.active', '=', true)
    .where('from_day', '<=', day)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', day)]))
    .execute();
  const served = new Set(assigned.map((row) => row.school_id));
  const mySchools = new Set(assigned.filter((row) => row.officer_id === officerId).map((row) => row.school_id));
  const waiting = await tx
    .selectFrom('call')
    .select(['id', 'school_id', 'emergency', 'requested_at'])
    .where('state', '=', 'requested')
    .execute();
  const mine = await tx
    .selectFrom('call')
    .select(['id', 'school_id', 'requested_at', 'gate_answer', 'incident_id', 'state', 'body'])
    .where('officer_id', '=', officerId)
    .where('state', 'in', ['requested', 'handedBack', 'responding', 'responded'])
    .where((where) =>
      where.or([
        where('gate_answer', 'is', null),
        where.and([where('state', '=', 'responded'), where('incident_id', 'is', null)]),
      ]),
    )
    .execute();
  const drafts = await tx
    .selectFrom('incident')
    .select(['id', 'school_id', 'occurred_at'])
    .where('owner_id', '=', actor.personId)
    .where('state', '=', 'draft')
    .where('occurred_at', '<=', new Date(now.getTime() - draftAgeMs))
    .execute();
  return [
    ...waiting
      // A school without an officer is everybody's, as the alert was.
      .filter((row) => row.emergency || mySchools.has(row.school_id) || !served.has(row.school_id))
      .map(
        (row): Duty => ({
          kind: row.emergency ? 'emergency' : 'callWaiting',
          recordId: row.id,
          schoolId: row.school_id,
          since: row.requested_at,
          dueAt: null,
          link: `/calls/${row.id}`,
        }),
      ),
    ...mine
      .filter((row) => row.gate_answer === null)
      .map(
        (row): Duty => ({
          kind: 'gateAfterwards',
          recordId: row.id,
          schoolId: row.school_id,
          since: row.requested_at,
          dueAt: typeof row.body.gateDueAt === 'string' ? new Date(row.body.gateDueAt) : null,
          link: `/calls/${row.id}`,
        }),
      ),
    ...mine
      .filter((row) => row.state === 'responded' && row.incident_id === null && row.body.result === 'incident')
      .map(
        (row): Duty => ({
          kind: 'incidentToWrite',
          recordId: row.id,
          schoolId: row.school_id,
          since: row.requested_at,
          dueAt: null,
          link: `/incidents/new?call=${row.id}`,
        }),
      ),
    ...drafts.map(
      (row): Duty => ({
        kind: 'draft',
        recordId: row.id,
        schoolId: row.school_id,
        since: row.occurred_at,
        dueAt: null,
        link: `/incidents/${row.id}`,
      }),
    ),
  ];
}

async function findingDuties(tx: Tx): Promise<Duty[]> {
  const rows = await tx
    .selectFrom('finding')
    .select(['id', 'school_id', 'raised_at', 'due_at'])
    .where('state', '=', 'open')
    .orderBy('due_at')
    .execute();
  return rows.map((row) => ({
    kind: 'finding',
    recordId: row.id,
    schoolId: row.school_id,
    since: row.raised_at,
    dueAt: row.due_at,
    link: `/findings/${row.id}`,
  }));
}

async function reviewDuties(tx: Tx, actor: Actor, side: 'police' | 'school'): Promise<Duty[]> {
  const extent = reach(actor, side === 'police' ? 'review.police' : 'review.school');
  if (extent.kind === 'none') return [];
  let query = tx
    .selectFrom('review')
    .select(['incident_id', 'school_id', 'asked_at', 'due_at'])
    .where('side', '=', side)
    .where('state', '=', 'open');
  if (extent.kind === 'some') {
    if (extent.schoolIds.length === 0) return [];
    query = query.where('school_id', 'in', [...extent.schoolIds]);
  }
  const rows = await query.orderBy('due_at').execute();
  return rows.map((row) => ({
    kind: side === 'police' ? 'reviewPolice' : 'reviewSchool',
    recordId: row.incident_id,
    schoolId: row.school_id,
    since: row.asked_at,
    dueAt: row.due_at,
    link: `/incidents/${row.incident_id}`,
  }));
}

/** Everything that waits for this person: emergencies first, then by the day it is due, then by age. */
export async function dutiesOf(tx: Tx, actor: Actor, day: string, now: Date): Promise<Duty[]> {
  const duties = [
    ...(may(actor, 'call.answer') ? await officersDuties(tx, actor, day, now) : []),
    ...(may(actor, 'finding.resolve') ? await findingDuties(tx) : []),
    ...(await reviewDuties(tx, actor, 'police')),
    ...(await reviewDuties(tx, actor, 'school')),
  ];
  const rank = (duty: Duty): number => (duty.kind === 'emergency' ? 0 : duty.kind === 'callWaiting' ? 1 : 2);
  const due = (duty: Duty): number => duty.dueAt?.getTime() ?? Number.POSITIVE_INFINITY;
  // Two infinities subtract to NaN, so equal times are compared before they are subtracted.
  return duties.sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return due(a) === due(b) ? a.since.getTime() - b.since.getTime() : due(a) - due(b);
  });
}
