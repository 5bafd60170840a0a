import { createHash, hash } from 'node:crypto';
import { canonicalJson } from '../../../domain/audit/chain.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import type { Missing } from '../../../statistics/crdc/counting.ts';
import type { ExportedSchool } from '../../../statistics/crdc/files.ts';
import type { CrdcLayout } from '../../../statistics/crdc/layout.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { type Counted, type Details, detailsOf, type Summary } from './count.ts';
import { type Kept, keptSchools, type Wanted } from './kept.ts';
import { type District, districtOf, officersOf, type SchoolRow } from './records.ts';

/** One school's year in a line. */
export interface SchoolLine {
  readonly school: SchoolRow;
  readonly summary: Summary;
  readonly officers: number | null;
}

export interface Sheet {
  readonly district: District;
  readonly year: SchoolYear;
  readonly schools: readonly SchoolLine[];
  readonly missing: readonly Missing[];
  /** Changes when a count, an incident behind it (a new version too) or what is missing changes. */
  readonly digest: string;
}

/** One school's year, cell by cell. */
export interface SchoolSheet extends SchoolLine, Details {}

/** Whose year is counted, by which layout. Only with the vault open. */
export interface Counting {
  readonly programId: string;
  readonly layout: CrdcLayout;
  readonly year: SchoolYear;
}

/** A program's school year for one collection, each school in a line (P1.5, P4.6). */
export async function readSheet(tx: Tx, counting: Counting): Promise<Sheet> {
  const { district, lines, wanted } = await openCounting(tx, counting);
  const kept = await keptSchools(tx, wanted);
  const digest = known.get(keyOf(lines, kept));
  if (digest !== undefined) return sheetOf(district, counting.year, lines, kept, digest);
  // Anew, so that what is shown and what would be signed are of one moment.
  const said = await keptSchools(tx, { ...wanted, said: true });
  return sheetOf(district, counting.year, lines, said, remember(lines, said));
}

/** The same with every cell, as the files print it. */
export async function readWholeSheet(
  tx: Tx,
  counting: Counting,
): Promise<Sheet & { readonly schools: readonly SchoolSheet[] }> {
  const { district, lines, wanted } = await openCounting(tx, counting);
  const kept = await keptSchools(tx, { ...wanted, said: true });
  const sheet = sheetOf(district, counting.year, lines, kept, digestOfKept(lines, kept));
  const details = (line: SchoolLine) => detailsOf(counting.layout, inFull(kept, line.school.id));
  return { ...sheet, schools: sheet.schools.map((line) => ({ ...line, ...details(line) })) };
}

/** One school of it, or null where it is none of the sheet. */
export async function readSchoolSheet(tx: Tx, counting: Counting, schoolId: string): Promise<SchoolSheet | null> {
  const { lines, wanted } = await openCounting(tx, counting);
  const line = lines.find(({ school }) => school.id === schoolId);
  if (line === undefined) return null;
  const counted = inFull(await keptSchools(tx, { ...wanted, schoolIds: [schoolId], said: true }), schoolId);
  return { ...line, summary: counted.summary, ...detailsOf(counting.layout, counted) };
}

type Line = Omit<SchoolLine, 'summary'>;
type Keptness = ReadonlyMap<string, Kept>;

/** The district, its schools with their officers, and what is to be counted of them. */
async function openCounting(tx: Tx, { programId, layout, year }: Counting) {
  const { district, schools } = await districtOf(tx, year);
  const officers = await officersOf(tx, year);
  const lines = schools.map(
    // An open school nobody is planned at has none: the plan is complete, so this is a count.
    (school): Line => ({ school, officers: officers.size === 0 ? null : (officers.get(school.id) ?? 0) }),
  );
  const wanted: Wanted = { programId, layout, year, schoolIds: schools.map(({ id }) => id), said: false };
  return { district, lines, wanted };
}

function sheetOf(district: District, year: SchoolYear, lines: readonly Line[], kept: Keptness, digest: string): Sheet {
  const schools = lines.map((line) => ({ ...line, summary: keptOf(kept, line.school.id).summary }));
  return { district, year, schools, missing: schools.flatMap(({ summary }) => summary.missing), digest };
}

function keptOf(kept: Keptness, schoolId: string): Kept {
  const found = kept.get(schoolId);
  if (found === undefined) throw new Error(`School ${schoolId} was not counted`);
  return found;
}

function inFull(kept: Keptness, schoolId: string): Counted {
  const { summary, said } = keptOf(kept, schoolId);
  if (said === null) throw new Error(`School ${schoolId} was read without its cells`);
  return { summary, said };
}

/**
 * Digests by what they were made of: a count never changes under its id, so neither does the digest of these counts. Only
 * for the last few sheets; it says nothing about anybody.
 */
const known = new Map<string, string>();
const mostKnown = 100;

function keyOf(lines: readonly Line[], kept: Keptness): string {
  const parts = lines.map(({ school, officers }) => [keptOf(kept, school.id).id, school.nces_id, officers]);
  return hash('sha256', JSON.stringify(parts));
}

function remember(lines: readonly Line[], kept: Keptness): string {
  const digest = digestOfKept(lines, kept);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(keyOf(lines, kept), digest);
  return digest;
}

/** SHA-256 of the canonical JSON of all that is said of every school. */
function digestOfKept(lines: readonly Line[], kept: Keptness): string {
  const digest = createHash('sha256');
  for (const [at, { school, officers }] of lines.entries()) {
    // The two members that are not kept come last in the order of their names.
    const rest = canonicalJson({ officers, school: school.nces_id });
    digest.update(`${at === 0 ? '[' : ','}${inFull(kept, school.id).said.slice(0, -1)},${rest.slice(1)}`);
  }
  return digest.update(lines.length === 0 ? '[]' : ']').digest('hex');
}

/** The schools of a sheet as the files print them. */
export function exportedSchools(
  district: District,
  schools: readonly SchoolSheet[],
  stateName: string,
): ExportedSchool[] {
  return schools.map(({ school, counts, offenses, officers, enrolment }) => ({
    leaid: district.leaid,
    leaName: district.district_name,
    state: district.state,
    stateName,
    ncesId: school.nces_id,
    name: school.name,
    grades: school.grades,
    ...{ counts, offenses, officers, enrolment },
  }));
}
