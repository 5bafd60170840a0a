import { languages } from '../../catalogs/languages.ts';
import { canonicalJson } from '../../domain/audit/chain.ts';
import { isWithin } from '../../domain/shared/dates.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { type ContactLine, type PublicProgram, type PublicYear, reservedSlugs } from '../../portal/view.ts';
import type { Tx } from '../platform/database/tenancy.ts';

/** What the public page says of a program beside its years: no fact about any student. */
export type ProgramFacts = Pick<
  PublicProgram,
  'slug' | 'agency' | 'district' | 'languages' | 'contacts' | 'schools' | 'officers'
>;

interface Contacts {
  readonly agency?: ContactLine | null;
  readonly district?: ContactLine | null;
}

/** The program's name, contacts, schools and officers in duty on a day. Refuses a slug that names a page of the site. */
export async function readProgramFacts(tx: Tx, programId: string, today: string): Promise<Result<ProgramFacts>> {
  const program = await tx
    .selectFrom('program')
    .select(['slug', 'agency_name', 'district_name', 'contact'])
    .where('program_id', '=', programId)
    .executeTakeFirstOrThrow();
  const reserved: readonly string[] = reservedSlugs;
  if (reserved.includes(program.slug)) return err({ code: 'publishing.slugReserved', status: 409 });
  const schools = await tx
    .selectFrom('school')
    .select(['id', 'nces_id', 'name', 'grades'])
    .where('active', '=', true)
    .orderBy('name')
    .execute();
  const officers = await tx
    .selectFrom('officer')
    .select(['id', 'name', 'kind', 'employing_agency'])
    .where('active', '=', true)
    .orderBy('name')
    .execute();
  const assignments = await tx
    .selectFrom('assignment')
    .select(['officer_id', 'school_id', 'from_day', 'until_day'])
    .execute();
  const ncesOf = new Map(schools.map((school) => [school.id, school.nces_id]));
  const contact = program.contact as Contacts;
  const enrolled = await enrolment(tx);
  return ok({
    slug: program.slug,
    agency: program.agency_name,
    district: program.district_name,
    languages: [...languages],
    contacts: { agency: contact.agency ?? null, district: contact.district ?? null },
    schools: schools.map((school) => ({
      id: school.nces_id,
      name: school.name,
      grades: gradesOf(school.grades),
      students: enrolled.get(school.id) ?? null,
    })),
    officers: officers.map((officer) => ({
      name: officer.name,
      kind: officer.kind === 'SBLE' ? 'SBLE' : 'SRO',
      agency: officer.employing_agency,
      schoolIds: [
        ...new Set(
          assignments
            .filter((one) => one.officer_id === officer.id && isWithin(today, one.from_day, one.until_day))
            .flatMap((one) => ncesOf.get(one.school_id) ?? []),
        ),
      ].toSorted(),
    })),
  });
}

/** 'KG-05' of a run of grades, or the list where there are gaps; null where none is known. */
function gradesOf(grades: readonly string[]): string | null {
  if (grades.length === 0) return null;
  const order = ['PK', 'KG', ...Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'))];
  const places = grades.map((grade) => order.indexOf(grade)).toSorted((a, b) => a - b);
  const [first, last] = [places[0] ?? -1, places.at(-1) ?? -1];
  const isRun = first >= 0 && last - first === places.length - 1 && places.length > 1;
  return isRun ? `${order[first]}–${order[last]}` : grades.join(', ');
}

/** Enrolment by school as last reported; a school with a reserve code in place of a count has none. */
async function enrolment(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('enrolment')
    .select(['school_id', 'source_year', 'students'])
    .where('dimension', '=', 'race')
    .execute();
  const newest = new Map<string, string>();
  for (const row of rows) {
    if ((newest.get(row.school_id) ?? '') < row.source_year) newest.set(row.school_id, row.source_year);
  }
  const sums = new Map<string, number>();
  const unknown = new Set<string>();
  for (const row of rows) {
    if (row.source_year !== newest.get(row.school_id)) continue;
    if (row.students === null) unknown.add(row.school_id);
    else sums.set(row.school_id, (sums.get(row.school_id) ?? 0) + row.students);
  }
  for (const school of unknown) sums.delete(school);
  return sums;
}

/**
 * The next version of a program's page, built from frozen years alone; null where it would say what the newest one
 * says already (its day and version number aside).
 */
export function nextPage(
  facts: ProgramFacts,
  years: readonly PublicYear[],
  newest: PublicProgram | null,
  today: string,
): PublicProgram | null {
  const page: PublicProgram = {
    ...facts,
    years: [...years].toSorted((a, b) => b.firstDay.localeCompare(a.firstDay)),
    asOf: today,
    version: newest === null || newest.slug !== facts.slug ? 1 : newest.version + 1,
  };
  if (newest === null) return page;
  const said = ({ asOf: _asOf, version: _version, ...rest }: PublicProgram): string =>
    canonicalJson(JSON.parse(JSON.stringify(rest)));
  return said(page) === said(newest) ? null : page;
}
