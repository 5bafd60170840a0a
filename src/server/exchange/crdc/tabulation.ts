import { type Count, notCollected } from '../../../statistics/crdc/count.ts';
import { type CellReader, figureColumns, schoolFigures } from '../../../statistics/crdc/figures.ts';
import { totalColumn } from '../../../statistics/crdc/layout.ts';
import { type Table, Tally } from '../../../statistics/crdc/tabulate.ts';
import type { Column } from '../csv/columns.ts';
import type { Bundle, ByteSource } from '../files/bundle.ts';
import { type ExchangeProblem, ProblemList } from '../problem.ts';
import type { YearFound } from './layout.ts';
import { headerYear, layoutFor, locateModule } from './modules.ts';
import { type Module, readModule } from './rows.ts';

export interface TabulationInput {
  readonly bundle: Bundle;
  /** Two letters; only this state. */
  readonly state?: string;
  /** Seven digits; only this district, beside its state. */
  readonly leaid?: string;
  readonly year?: string;
}

export type StateTable = { readonly state: string; readonly name: string } & Table;
export type LeaTable = { readonly leaid: string; readonly name: string; readonly state: string } & Table;

export interface Tabulation {
  readonly year: YearFound | null;
  readonly states: readonly StateTable[];
  readonly leas: readonly LeaTable[];
  readonly problems: readonly ExchangeProblem[];
}

const own = (name: string): Column => ({ key: name, names: [name] });

/**
 * Adds up referrals, arrests, enrolment and sworn officers of public-use files, by state and by district (P7.7). A cell
 * that is no count (suppressed, action plan, not applicable) is unknown and told as such, never 0. With an error among
 * the problems the tables are empty.
 */
export async function tabulateCrdc(input: TabulationInput): Promise<Tabulation> {
  const { bundle } = input;
  const problems = new ProblemList();
  const stop = (): Tabulation => ({ year: null, states: [], leas: [], problems: problems.list() });
  const files = {
    referrals: locateModule(bundle, 'referrals', true, problems),
    enrolment: locateModule(bundle, 'enrolment', true, problems),
    support: locateModule(bundle, 'support', false, problems),
  };
  if (files.referrals === null || files.enrolment === null) return stop();
  const year = await headerYear(bundle, files.enrolment, input.year, problems);
  const layout = layoutFor(year);
  const columns = figureColumns(layout);
  // One state of a national file; of a district its whole state, which is shown beside it.
  const state = input.leaid?.slice(0, 2);
  const wanted = (leaid: string): boolean => state === undefined || leaid.slice(0, 2) === state;
  const read = (file: ByteSource, names: readonly string[], identity: readonly string[] = []) =>
    readFigures(file, names, identity, wanted, problems);
  const referrals = await read(files.referrals, columns.referrals, ['LEA_STATE', 'LEA_STATE_NAME', 'LEA_NAME']);
  const enrolment = await read(files.enrolment, columns.enrolment);
  const support = files.support === null ? null : await read(files.support, columns.support);
  if (referrals === null || enrolment === null || problems.hasErrors) return stop();

  const thirdSex = referrals.has(totalColumn('REF', 'WODIS', 'X'));
  const present = { ...layout, sexes: layout.sexes.filter((sex) => sex !== 'X' || thirdSex) };
  const ofSupport = new Set(columns.support);
  const ofEnrolment = new Set(columns.enrolment);
  const states = new Map<string, { readonly state: string; readonly name: string; readonly tally: Tally }>();
  const leas = new Map<
    string,
    { readonly leaid: string; readonly name: string; readonly state: string; readonly tally: Tally }
  >();
  for (const [ncesId, row] of referrals.rows) {
    const code = row.values.LEA_STATE ?? '';
    if (input.state !== undefined && code !== input.state) continue;
    const cells: CellReader = (column) => {
      if (ofSupport.has(column)) return cell(support, ncesId, column, 'decimal');
      return cell(ofEnrolment.has(column) ? enrolment : referrals, ncesId, column, 'whole');
    };
    const figures = schoolFigures(present, cells);
    const leaid = ncesId.slice(0, 7);
    const ofState = states.get(code) ?? { state: code, name: row.values.LEA_STATE_NAME ?? code, tally: new Tally() };
    const ofLea = leas.get(leaid) ?? { leaid, name: row.values.LEA_NAME ?? '', state: code, tally: new Tally() };
    states.set(code, ofState);
    leas.set(leaid, ofLea);
    ofState.tally.add(figures);
    ofLea.tally.add(figures);
  }
  return {
    year,
    states: [...states.values()]
      .sort((a, b) => (a.state < b.state ? -1 : 1))
      .map(({ tally, ...head }) => ({ ...head, ...tally.table() })),
    leas: [...leas.values()]
      .filter((lea) => input.leaid === undefined || lea.leaid === input.leaid)
      .sort((a, b) => (a.leaid < b.leaid ? -1 : 1))
      .map(({ tally, ...head }) => ({ ...head, ...tally.table() })),
    problems: problems.list(),
  };
}

async function readFigures(
  source: ByteSource,
  names: readonly string[],
  identity: readonly string[],
  wanted: (leaid: string) => boolean,
  problems: ProblemList,
): Promise<Module | null> {
  const read = await source.read();
  if (!read.ok) {
    problems.push(read.problem);
    return null;
  }
  // Columns of the third sex may be absent: not collected, which is never 0.
  const optional = names.filter((name) => name.endsWith('_X'));
  const required = ['COMBOKEY', 'LEAID', ...identity, ...names.filter((name) => !name.endsWith('_X'))];
  return readModule(
    {
      file: source.name,
      bytes: read.bytes,
      required: required.map(own),
      optional: optional.map(own),
      wanted,
    },
    problems,
  );
}

function cell(module: Module | null, ncesId: string, column: string, kind: 'whole' | 'decimal'): Count {
  const row = module?.rows.get(ncesId);
  return module === null || row === undefined ? notCollected : module.count(row, column, kind);
}
