import type { LookPurpose } from '../../domain/roster/record.ts';
import { tellingEndings } from '../../domain/roster/rules.ts';
import { type Grade, gradeSchema } from '../../domain/shared/people.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand, type Unit } from '../platform/commands.ts';
import type { Caller, Service } from '../platform/service.ts';
import { requirePurpose } from './purpose.ts';
import { type Identity, matches, openIdentity } from './vault.ts';

/** Looks at the roster a person may take in ten minutes: enough for a day's incidents, too few to read a roster out. */
const searchLimit = { looks: 60, minutes: 10 } as const;
const hitLimit = 20;

/** What is needed to choose a student and no more: the number's end only where two have the same name and grade. */
export interface RosterHit {
  readonly id: string;
  readonly name: string;
  readonly grade: Grade;
  readonly numberEnd: string | null;
}

interface Found {
  readonly id: string;
  readonly grade: Grade;
  readonly identity: Identity;
}

type SchoolTarget = { readonly schoolId: string };

export const nameOf = (identity: Identity): string => `${identity.givenName} ${identity.familyName}`;

/**
 * Finds students of one school by the beginnings of their names or by their whole number. The names are opened in
 * memory only; the trail says that somebody searched this school, why and how many were found, never for what.
 * 409 without a purpose, 429 after `searchLimit`, 404 for a school out of reach.
 */
export function searchRoster(
  service: Service,
  caller: Caller,
  input: { readonly schoolId: string; readonly text: string },
): Promise<Result<{ hits: RosterHit[]; more: boolean }>> {
  return runCommand<SchoolTarget, { hits: RosterHit[]; more: boolean }>(service, caller, {
    action: 'identity.read',
    vault: true,
    target: async (tx) => {
      const school = await tx.selectFrom('school').select('id').where('id', '=', input.schoolId).executeTakeFirst();
      return school === undefined ? null : { schoolId: school.id };
    },
    work: async (unit) => {
      const purpose = await requirePurpose(unit);
      if (!purpose.ok) return purpose;
      if (await hasLookedEnough(unit)) {
        return err({ code: 'roster.tooManySearches', status: 429, params: searchLimit });
      }
      const rows = await unit.tx
        .selectFrom('roster_student')
        .select(['id', 'grade', 'identity'])
        .where('school_id', '=', input.schoolId)
        .where('active', '=', true)
        .execute();
      const found = rows
        .map((row) => ({
          id: row.id,
          grade: gradeSchema.parse(row.grade),
          identity: openIdentity(service.keys, caller.actor.programId, row.identity),
        }))
        .filter((student) => matches(student.identity, input.text))
        .toSorted(byName);
      await noteSearch(unit, purpose.value, input.schoolId, found.length);
      return ok({ hits: toHits(found.slice(0, hitLimit)), more: found.length > hitLimit });
    },
  });
}

async function noteSearch(unit: Unit<SchoolTarget>, purpose: LookPurpose, schoolId: string, hits: number) {
  await unit.audit({ event: 'identity.searched', recordType: 'school', recordId: schoolId, purpose, detail: { hits } });
}

/** Counts the person's looks in the trail itself: it cannot be reset by signing in again or by a restart. */
async function hasLookedEnough({ tx, now, caller }: Unit<SchoolTarget>): Promise<boolean> {
  const since = new Date(now.getTime() - searchLimit.minutes * 60_000);
  const { looks } = await tx
    .selectFrom('audit_entry')
    .select((select) => select.fn.countAll<number>().as('looks'))
    .where('at', '>', since)
    .where('event', '=', 'identity.searched')
    .where('person_id', '=', caller.actor.personId)
    .executeTakeFirstOrThrow();
  return looks >= searchLimit.looks;
}

function byName(a: Found, b: Found): number {
  return (
    a.identity.familyName.localeCompare(b.identity.familyName) ||
    a.identity.givenName.localeCompare(b.identity.givenName) ||
    a.grade.localeCompare(b.grade) ||
    a.id.localeCompare(b.id)
  );
}

function toHits(found: readonly Found[]): RosterHit[] {
  const namesakes = Map.groupBy(found, (student) => `${nameOf(student.identity)}\0${student.grade}`);
  return found.map((student) => {
    const group = namesakes.get(`${nameOf(student.identity)}\0${student.grade}`) ?? [];
    const endings = tellingEndings(group.map((one) => one.identity.number));
    return {
      id: student.id,
      name: nameOf(student.identity),
      grade: student.grade,
      numberEnd: group.length < 2 ? null : (endings[group.indexOf(student)] ?? null),
    };
  });
}
