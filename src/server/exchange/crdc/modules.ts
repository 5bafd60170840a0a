import { type CrdcLayout, layoutOf } from '../../../statistics/crdc/layout.ts';
import { readTable } from '../csv/table.ts';
import { type Bundle, type ByteSource, fileMissing, findFile, isCsvName, severalFiles } from '../files/bundle.ts';
import type { ProblemList } from '../problem.ts';
import { type YearFound, yearOfName, yearsOfHeader } from './layout.ts';

/** The modules of the CRDC that are read here, by the name of their file. */
export const moduleNames = {
  referrals: 'Referrals and Arrests',
  enrolment: 'Enrollment',
  support: 'School Support',
  characteristics: 'School Characteristics',
  offenses: 'Offenses',
  restraint: 'Restraint and Seclusion',
  instances: 'Referral and Arrest Instances',
} as const;
export type ModuleName = keyof typeof moduleNames;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** 2015-16 was released as one wide file, 'CRDC 2015-16 School Data.csv'. */
function wideFile(bundle: Bundle): ByteSource | null {
  return bundle.files.find((file) => isCsvName(file.name) && /school data\.(csv|txt)$/i.test(file.name)) ?? null;
}

/** The file of a module, or null; a missing one that is needed, or several, is a problem. */
export function locateModule(
  bundle: Bundle,
  name: ModuleName,
  needed: boolean,
  problems: ProblemList,
): ByteSource | null {
  const file = `${moduleNames[name]}.csv`;
  const wide = wideFile(bundle);
  if (wide !== null) return name === 'instances' ? null : wide;
  const hit = findFile(bundle, plain(moduleNames[name]));
  if (hit.kind === 'found') return hit.file;
  if (hit.kind === 'several') problems.push(severalFiles(file, hit.names));
  else if (needed) problems.push(fileMissing(bundle, file));
  return null;
}

/**
 * The collection the files belong to: as given, else by a name with a year that the columns do not contradict, else by
 * the columns. A contradiction is a warning.
 */
export function findYear(
  bundle: Bundle,
  enrolment: { readonly file: string; readonly header: readonly string[] },
  given: string | undefined,
  problems: ProblemList,
): YearFound | null {
  if (enrolment.header.length === 0) return null;
  const fits = yearsOfHeader(enrolment.header);
  const named = yearOfName(enrolment.file) ?? yearOfName(bundle.origin);
  const claim = given ?? named;
  const [best] = fits;
  if (claim !== null && !fits.includes(claim)) {
    const params = { named: claim, layout: fits.join(', ') };
    problems.add('yearConflict', 'warning', { file: enrolment.file, line: 1 }, params);
  }
  if (given !== undefined) return { id: given, from: 'given' };
  if (named !== null && fits.includes(named)) return { id: named, from: 'name' };
  return best === undefined ? null : { id: best, from: 'header' };
}

/** The layout of a year found; 2020-21's, the newest one released in this form, where the files do not tell. */
export function layoutFor(year: YearFound | null): CrdcLayout {
  return layoutOf(year?.id ?? '2020-21');
}

/** The collection told by one file's header alone, before its rows are read. */
export async function headerYear(
  bundle: Bundle,
  enrolment: ByteSource,
  given: string | undefined,
  problems: ProblemList,
): Promise<YearFound | null> {
  const read = await enrolment.read();
  if (!read.ok) {
    problems.push(read.problem);
    return null;
  }
  // The header tells; no row is kept, and what is wrong with rows is told by the reading that follows.
  const { header } = readTable(read.bytes.subarray(0, firstLineEnd(read.bytes)), {
    file: enrolment.name,
    required: [],
    whenNoRows: 'ignore',
  });
  return findYear(bundle, { file: enrolment.name, header }, given, problems);
}

function firstLineEnd(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  return end === -1 ? bytes.length : end;
}
