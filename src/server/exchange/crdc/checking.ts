import { type CheckFinding, checkerOf } from '../../../statistics/crdc/check.ts';
import { type CheckedModule, checkedColumns } from '../../../statistics/crdc/check-plan.ts';
import type { CrdcLayout } from '../../../statistics/crdc/layout.ts';
import { checkRules } from '../../../statistics/crdc/rules.ts';
import { textsIn } from '../../platform/texts.ts';
import type { Column } from '../csv/columns.ts';
import type { Bundle, ByteSource } from '../files/bundle.ts';
import { type ExchangeProblem, ProblemList } from '../problem.ts';
import type { YearFound } from './layout.ts';
import { headerYear, layoutFor, locateModule, moduleNames } from './modules.ts';
import { type Module, readModule } from './rows.ts';

/** One finding in words: which school, which cell, by which rule, what to do. */
export interface CheckView {
  readonly school: { readonly ncesId: string; readonly name: string };
  readonly file: string;
  readonly column: string;
  /** `error` cannot be right; `warning` may be and has to be explained. */
  readonly severity: 'error' | 'warning';
  readonly rule: { readonly id: string; readonly requirement: string; readonly citation: string };
  readonly reason: string;
  readonly remedy: string;
}

export interface Checked {
  readonly year: YearFound | null;
  /** Schools looked at, and those nothing was found in. */
  readonly schools: number;
  readonly passed: number;
  readonly findings: readonly CheckView[];
  /** What is wrong with the files themselves. With an error among them nothing was checked. */
  readonly problems: readonly ExchangeProblem[];
}

const own = (name: string): Column => ({ key: name, names: [name] });
const modules = ['referrals', 'enrolment', 'restraint', 'offenses', 'instances'] as const;

/**
 * Runs the CRDC's edit checks over the school files of a folder (P1.5). `Referrals and Arrests.csv` is needed, the other
 * modules are checked if there. A cell that is no count is never accused.
 */
export async function checkCrdc(
  bundle: Bundle,
  options: { readonly year?: string; readonly language: string },
): Promise<Checked> {
  const problems = new ProblemList();
  const stop = (): Checked => ({ year: null, schools: 0, passed: 0, findings: [], problems: problems.list() });
  const sources = new Map<CheckedModule, ByteSource>();
  for (const name of modules) {
    const found = locateModule(bundle, name, name === 'referrals', problems);
    if (found !== null) sources.set(name, found);
  }
  const first = sources.get('enrolment') ?? sources.get('referrals');
  if (first === undefined || problems.hasErrors) return stop();
  const year = await headerYear(bundle, first, options.year, problems);
  const layout = layoutFor(year);
  const read = new Map<CheckedModule, Module>();
  for (const [name, source] of sources) {
    const module = await readColumns(name, source, layout, problems);
    if (module !== null) read.set(name, module);
  }
  if (problems.hasErrors) return stop();
  return { year, ...checkRows(layout, read, options.language), problems: problems.list() };
}

async function readColumns(
  name: CheckedModule,
  source: ByteSource,
  layout: CrdcLayout,
  problems: ProblemList,
): Promise<Module | null> {
  const bytes = await source.read();
  if (!bytes.ok) {
    problems.push(bytes.problem);
    return null;
  }
  const columns = checkedColumns(layout)[name];
  const needed = name === 'referrals' ? columns.filter((column) => !column.endsWith('_X')) : [];
  const required = ['COMBOKEY', 'LEAID', 'SCHID', 'SCH_NAME', ...needed];
  return readModule(
    {
      file: source.name,
      bytes: bytes.bytes,
      required: required.map(own),
      optional: columns.filter((column) => !needed.includes(column)).map(own),
      wanted: () => true,
    },
    problems,
  );
}

function checkRows(layout: CrdcLayout, read: ReadonlyMap<CheckedModule, Module>, language: string) {
  const findings: CheckView[] = [];
  const names = new Map<string, string>();
  for (const module of read.values()) {
    for (const [ncesId, row] of module.rows) names.set(ncesId, names.get(ncesId) ?? row.values.SCH_NAME ?? '');
  }
  const check = checkerOf(layout);
  let passed = 0;
  for (const [ncesId, name] of names) {
    const found = [...identity(read, ncesId), ...check(cellsOf(read, ncesId))];
    if (found.length === 0) passed += 1;
    findings.push(...found.map((one) => viewOf(one, { ncesId, name }, read, language)));
  }
  return { schools: names.size, passed, findings };
}

function cellsOf(read: ReadonlyMap<CheckedModule, Module>, ncesId: string) {
  return {
    read: (name: CheckedModule, column: string) => {
      const module = read.get(name);
      const row = module?.rows.get(ncesId);
      return module === undefined || row === undefined || !module.has(column)
        ? null
        : module.count(row, column, 'whole');
    },
  };
}

/** A school is in every module that was handed in, and its 5-digit id is the end of its 12-digit one. */
function identity(read: ReadonlyMap<CheckedModule, Module>, ncesId: string): CheckFinding[] {
  const present = [...read].filter(([, module]) => module.rows.has(ncesId));
  const [some] = present;
  return [...read].flatMap(([name, module]): CheckFinding[] => {
    const row = module.rows.get(ncesId);
    if (row === undefined) {
      const params = { other: some === undefined ? '' : some[1].file };
      return [{ check: 'schoolInEveryModule', module: name, column: 'COMBOKEY', params }];
    }
    const given = row.values.SCHID ?? '';
    // Released files have lost the leading zeros of this column; the 12-digit key has not.
    if (given.padStart(5, '0') === ncesId.slice(7)) return [];
    return [{ check: 'schoolIdentifier', module: name, column: 'SCHID', params: { given, key: ncesId } }];
  });
}

function viewOf(
  found: CheckFinding,
  school: CheckView['school'],
  read: ReadonlyMap<CheckedModule, Module>,
  language: string,
): CheckView {
  const rule = checkRules[found.check];
  const t = textsIn(language);
  const file = read.get(found.module)?.file ?? `${moduleNames[found.module]}.csv`;
  const params = { ...found.params, column: found.column, file };
  return {
    school,
    file,
    column: found.column,
    severity: rule.effect === 'refuse' ? 'error' : 'warning',
    rule: { id: rule.id, requirement: rule.requirement, citation: rule.citation },
    reason: t(`crdc:checks.${found.check}.reason`, params),
    remedy: t(`crdc:checks.${found.check}.remedy`, params),
  };
}
