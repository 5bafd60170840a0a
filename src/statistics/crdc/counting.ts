import { type Classified, classify, type Involvement } from './involvement.ts';
import {
  type CrdcLayout,
  disabilityGroups,
  elColumn,
  instanceColumn,
  type Measure,
  measures,
  raceColumn,
  referralColumns,
  section504Column,
  totalColumn,
} from './layout.ts';
import { type Facts, type MissingReason, type Place, placeOf, unknownFacts } from './place.ts';
import { restraintColumns, restraintPlaces } from './restraint.ts';

export interface Missing {
  readonly incidentId: string;
  readonly studentKey: string;
  readonly schoolId: string;
  /** Local day, 'YYYY-MM-DD'. */
  readonly day: string;
  readonly reason: MissingReason;
}

/** A count and the incidents it is made of. */
interface Cell {
  readonly n: number;
  readonly incidentIds: readonly string[];
}

export interface SchoolCounts {
  /** By official column name, of the modules counted by student. Every column of the layout is there, 0 where none. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly missing: readonly Missing[];
}

interface Counted {
  readonly involvement: Involvement;
  readonly as: Classified;
}

/**
 * Counts one school's year (P1.5): each student once a measure, whatever the number of incidents; in exactly one of
 * without disability, IDEA, Section 504 only; kindergarten to grade 12. A student's facts are those of the latest incident
 * counted, the same for every measure, so that no cell has more arrests than referrals. Who cannot be placed is in no cell
 * and told in `missing`. `involvements` are those of the regular school year.
 */
export function countSchool(layout: CrdcLayout, involvements: readonly Involvement[]): SchoolCounts {
  const asked = involvements
    .filter(({ student }) => student?.grade !== 'PK')
    .map((involvement): Counted => ({ involvement, as: classify(layout, involvement) }))
    .filter(({ as }) => as.referral !== 'no' || as.mechanicalRestraint);
  const facts = latestFacts(asked);
  const sheet = new Sheet(countedColumns(layout));
  const missing: Missing[] = [];
  for (const { involvement, as } of asked) {
    const { incidentId, studentKey, schoolId, day, student } = involvement;
    const known = student === null ? undefined : facts.get(student.pseudonym);
    const reasons: MissingReason[] = [
      ...(as.referral === 'unknown' ? (['initiatorUnknown'] as const) : []),
      ...(known === undefined ? (['unattached'] as const) : unknownFacts(layout, known)),
    ];
    for (const reason of reasons) missing.push({ incidentId, studentKey, schoolId, day, reason });
    const place = known === undefined ? null : placeOf(layout, known);
    if (place === null) continue;
    if (as.referral === 'yes') addMeasure(sheet, layout, 'REF', place, involvement);
    if (as.arrest) addMeasure(sheet, layout, 'ARR', place, involvement);
    if (as.mechanicalRestraint) {
      for (const column of restraintPlaces(layout, place)) sheet.student(column, involvement);
      sheet.instance(`SCH_RSINSTANCES_MECH_${place.group}`, involvement);
    }
  }
  return { cells: sheet.cells(), missing };
}

/** The columns counted from students: referrals, arrests and their instances, mechanical restraint. */
export function countedColumns(layout: CrdcLayout): string[] {
  return [
    ...referralColumns(layout),
    ...measures.flatMap((measure) => disabilityGroups.map((group) => instanceColumn(measure, group))),
    ...restraintColumns(layout, 'MECH'),
  ];
}

const nobody: Cell = { n: 0, incidentIds: [] };

/** Cells being filled: of students each once, of instances every one. Most columns of a school stay empty. */
class Sheet {
  readonly #columns: ReadonlySet<string>;
  readonly #cells = new Map<string, { readonly students: Set<string>; readonly incidents: Set<string>; n: number }>();

  constructor(columns: readonly string[]) {
    this.#columns = new Set(columns);
  }

  student(column: string, involvement: Involvement): void {
    this.#add(column, involvement, true);
  }

  instance(column: string, involvement: Involvement): void {
    this.#add(column, involvement, false);
  }

  #add(column: string, { incidentId, student }: Involvement, once: boolean): void {
    if (!this.#columns.has(column) || student === null) return;
    const cell = this.#cells.get(column) ?? { students: new Set(), incidents: new Set(), n: 0 };
    this.#cells.set(column, cell);
    cell.incidents.add(incidentId);
    if (!once || !cell.students.has(student.pseudonym)) cell.n += 1;
    cell.students.add(student.pseudonym);
  }

  cells(): ReadonlyMap<string, Cell> {
    return new Map(
      [...this.#columns].map((column) => {
        const cell = this.#cells.get(column);
        return [column, cell === undefined ? nobody : { n: cell.n, incidentIds: [...cell.incidents] }];
      }),
    );
  }
}

function addMeasure(
  sheet: Sheet,
  layout: CrdcLayout,
  measure: Measure,
  { group, race, sex, el }: Place,
  involvement: Involvement,
): void {
  sheet.instance(instanceColumn(measure, group), involvement);
  if (group === '504') {
    sheet.student(section504Column(measure, sex), involvement);
    return;
  }
  sheet.student(raceColumn(measure, group, race, sex), involvement);
  sheet.student(totalColumn(measure, group, sex), involvement);
  if (el) sheet.student(elColumn(layout, measure, group, sex), involvement);
}

/** The facts of the latest incident; of two on one day the one with the later id, so that the answer is always the same. */
function latestFacts(asked: readonly Counted[]): ReadonlyMap<string, Facts> {
  const latest = new Map<string, { readonly order: string; readonly facts: Facts }>();
  for (const { involvement } of asked) {
    const { student, day, incidentId } = involvement;
    if (student === null) continue;
    const order = `${day} ${incidentId}`;
    const before = latest.get(student.pseudonym);
    if (before === undefined || before.order < order) latest.set(student.pseudonym, { order, facts: student });
  }
  return new Map([...latest].map(([pseudonym, { facts }]) => [pseudonym, facts]));
}
