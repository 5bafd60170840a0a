import { type Count, notCollected } from '../../../statistics/crdc/count.ts';
import { gradeColumns } from '../../../statistics/crdc/files.ts';
import { type CrdcSex, crdcSexes } from '../../../statistics/crdc/layout.ts';
import type { Row } from '../csv/table.ts';
import type { Bundle, ByteSource } from '../files/bundle.ts';
import { type ExchangeProblem, ProblemList, problem } from '../problem.ts';
import * as layout from './layout.ts';
import { findYear, locateModule } from './modules.ts';
import type { CrdcData, CrdcLea, CrdcSchool, RaceCell, SexCell } from './record.ts';
import { at, type Module, readModule } from './rows.ts';

export type CrdcOptions = {
  /** 7-character NCES id of the one district wanted; without it every district of the files is returned. */
  leaid?: string;
  /** School year of the collection ('2020-21') where the user names it; otherwise the layout and the names tell. */
  year?: string;
};

type Found = { characteristics: ByteSource; enrolment: ByteSource; support: ByteSource | null };

/**
 * Reads schools, grades, enrolment and support staff from the CRDC's public-use school files (`School Characteristics` and
 * `Enrollment`; `School Support` if there; or the one wide file of 2015-16). No other module is opened.
 * Returns every fault as a problem; with an error among them the data is not to be imported.
 */
export async function readCrdc(bundle: Bundle, options: CrdcOptions = {}): Promise<CrdcData> {
  const problems = new ProblemList();
  const stop = (): CrdcData => ({ year: null, leas: [], schools: [], otherSchools: 0, problems: problems.list() });
  if (options.leaid !== undefined && !/^\d{7}$/.test(options.leaid)) {
    problems.add('leaidInvalid', 'error', { file: bundle.origin }, { leaid: options.leaid.slice(0, 40) });
    return stop();
  }
  const found = locateModules(bundle, problems);
  if (found === null) return stop();

  const leasSeen = new Set<string>();
  let otherRows = 0;
  const wanted = (leaid: string): boolean => {
    leasSeen.add(leaid);
    const own = options.leaid === undefined || leaid === options.leaid;
    if (!own) otherRows += 1;
    return own;
  };
  const read = async (source: ByteSource, required: Columns, optional: Columns): Promise<Module | null> => {
    const result = await source.read();
    if (result.ok) return readModule({ file: source.name, bytes: result.bytes, required, optional, wanted }, problems);
    problems.push(result.problem);
    return null;
  };
  const characteristics = await read(
    found.characteristics,
    layout.characteristicsRequired,
    layout.characteristicsOptional,
  );
  // One row a school: those of the first module are the schools; the other modules repeat them.
  const otherSchools = otherRows;
  const enrolment = await read(found.enrolment, layout.enrolmentRequired, layout.enrolmentOptional);
  const support = found.support && (await read(found.support, layout.supportRequired, layout.supportOptional));
  if (characteristics === null || enrolment === null) return stop();

  const year = findYear(bundle, enrolment, options.year, problems);
  if (characteristics.rows.size === 0 && options.leaid !== undefined && !problems.hasErrors) {
    const sample = [...leasSeen].sort().slice(0, 5).join(', ');
    const params = { leaid: options.leaid, count: leasSeen.size, sample };
    problems.add('leaNotFound', 'error', { file: found.characteristics.name }, params);
  }
  const schools = join(characteristics, enrolment, support, problems);
  return { year, leas: leasOf(schools), schools, otherSchools, problems: problems.list() };
}

type Columns = typeof layout.characteristicsRequired;

function locateModules(bundle: Bundle, problems: ProblemList): Found | null {
  const characteristics = locateModule(bundle, 'characteristics', true, problems);
  const enrolment = locateModule(bundle, 'enrolment', true, problems);
  const support = locateModule(bundle, 'support', false, problems);
  if (characteristics === null || enrolment === null || problems.hasErrors) return null;
  return { characteristics, enrolment, support };
}

function join(characteristics: Module, enrolment: Module, support: Module | null, problems: ProblemList): CrdcSchool[] {
  const schools: CrdcSchool[] = [];
  for (const [ncesId, row] of characteristics.rows) {
    const enrolled = enrolment.rows.get(ncesId);
    const staffed = support?.rows.get(ncesId);
    const where = at(characteristics.file, characteristics.table, row, 'COMBOKEY');
    if (enrolled === undefined) problems.add('schoolNotInEnrollment', 'error', where, { id: ncesId });
    if (support !== null && staffed === undefined) problems.add('schoolNotInSupport', 'warning', where, { id: ncesId });
    if (enrolled === undefined) continue;
    for (const key of ['LEA_NAME', 'SCH_NAME']) {
      if (row.values[key] !== '') continue;
      const column = at(characteristics.file, characteristics.table, row, key);
      problems.add('valueMissing', 'error', column, { column: key });
    }
    const read = school(ncesId, characteristics, row, enrolment, enrolled, support, staffed);
    problems.push(...totalProblems(enrolment, enrolled, read));
    schools.push(read);
  }
  for (const [ncesId, row] of enrolment.rows) {
    if (characteristics.rows.has(ncesId)) continue;
    const where = at(enrolment.file, enrolment.table, row, 'COMBOKEY');
    problems.add('schoolNotInCharacteristics', 'error', where, { id: ncesId });
  }
  return schools;
}

type Line = Row<string, string>;

function school(
  ncesId: string,
  characteristics: Module,
  row: Line,
  enrolment: Module,
  enrolled: Line,
  support: Module | null,
  staffed: Line | undefined,
): CrdcSchool {
  const flag = (key: string) => characteristics.yesNo(row, key);
  const race = (cells: readonly layout.EnrolmentCell[]): RaceCell[] =>
    cells
      .filter((cell) => enrolment.has(cell.key))
      .map(({ race: code, sex, key }) => ({ race: code, sex, count: enrolment.count(enrolled, key, 'whole') }));
  const bySex = (keyOf: (sex: CrdcSex) => string): SexCell[] =>
    crdcSexes
      .filter((sex) => sex !== 'X' || enrolment.has(keyOf(sex)))
      .map((sex) => ({ sex, count: enrolment.count(enrolled, keyOf(sex), 'whole') }));
  const fte = (measure: layout.SupportMeasure): Count =>
    support === null || staffed === undefined
      ? notCollected
      : support.count(staffed, layout.supportColumns[measure], 'decimal');
  return {
    ncesId,
    leaid: ncesId.slice(0, 7),
    leaName: row.values.LEA_NAME ?? '',
    state: row.values.LEA_STATE ?? '',
    name: row.values.SCH_NAME ?? '',
    grades: gradeColumns.filter(([, key]) => flag(key) === 'yes').map(([grade]) => grade),
    juvenileJustice: flag('JJ'),
    charter: flag(layout.statusColumns.charter),
    magnet: flag(layout.statusColumns.magnet),
    specialEducation: flag(layout.statusColumns.specialEducation),
    alternative: flag(layout.statusColumns.alternative),
    enrolment: race(layout.overallCells),
    preschool: race(layout.preschoolCells),
    totals: bySex(layout.totalKey),
    idea: bySex(layout.groupKeys.idea),
    section504: bySex(layout.groupKeys.section504),
    el: bySex(layout.groupKeys.el),
    support: Object.fromEntries(
      layout.supportMeasures.map((measure) => [measure, fte(measure)]),
    ) as CrdcSchool['support'],
  };
}

/** The released total of each sex must be the sum of its seven cells where all eight are counts. */
function totalProblems(enrolment: Module, row: Line, read: CrdcSchool): ExchangeProblem[] {
  return read.totals.flatMap(({ sex, count: total }) => {
    const counts = read.enrolment.filter((cell) => cell.sex === sex).map((cell) => cell.count);
    const numbers = counts.flatMap((count) => (count.kind === 'count' ? [count.n] : []));
    if (total.kind !== 'count' || numbers.length < counts.length) return [];
    const sum = numbers.reduce((left, right) => left + right, 0);
    if (total.n === sum) return [];
    const where = at(enrolment.file, enrolment.table, row, layout.totalKey(sex));
    return [problem('totalMismatch', 'warning', where, { total: total.n, sum })];
  });
}

function leasOf(schools: readonly CrdcSchool[]): CrdcLea[] {
  const leas = new Map<string, CrdcLea>();
  for (const { leaid, leaName, state } of schools) {
    const lea = leas.get(leaid) ?? { leaid, name: leaName, state, schools: 0 };
    lea.schools += 1;
    leas.set(leaid, lea);
  }
  return [...leas.values()].sort((a, b) => (a.leaid < b.leaid ? -1 : 1));
}
