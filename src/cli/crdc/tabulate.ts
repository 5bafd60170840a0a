import { parseArgs } from 'node:util';
import {
  type LeaTable,
  type StateTable,
  type Tabulation,
  tabulateCrdc,
} from '../../server/exchange/crdc/tabulation.ts';
import { openPath } from '../../server/exchange/files/open.ts';
import type { ExchangeProblem } from '../../server/exchange/problem.ts';
import { problemView } from '../../server/imports/report.ts';
import { problemLine } from '../problem-line.ts';
import { UsageError } from '../usage-error.ts';

const options = {
  state: { type: 'string' },
  lea: { type: 'string' },
  year: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Reads the files, prints the tables; problems go to stderr. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) throw new UsageError('name one folder or ZIP with the CRDC files.');
  const state = values.state?.toUpperCase();
  if (state !== undefined && !/^[A-Z]{2}$/.test(state)) throw new UsageError('--state takes two letters, as in AK.');
  if (values.lea !== undefined && !/^\d{7}$/.test(values.lea))
    throw new UsageError('--lea takes the 7 digits of the NCES district id, leading zeros too, as in 0200001.');
  const opened = await openPath(path);
  if (!opened.ok) {
    say(opened.problems);
    return 1;
  }
  try {
    const tabulation = await tabulateCrdc({
      bundle: opened.bundle,
      ...(state === undefined ? {} : { state }),
      ...(values.lea === undefined ? {} : { leaid: values.lea }),
      ...(values.year === undefined ? {} : { year: values.year }),
    });
    say(tabulation.problems);
    if (tabulation.problems.some((problem) => problem.severity === 'error')) return 1;
    if (tabulation.states.length === 0 || (values.lea !== undefined && tabulation.leas.length === 0)) {
      console.error(`opensro crdc: no school of ${values.lea ?? state ?? 'any state'} is in these files.`);
      return 1;
    }
    console.log(values.json ? JSON.stringify(answer(tabulation)) : sentences(tabulation).join('\n'));
    return 0;
  } finally {
    opened.bundle.close();
  }
}

function say(problems: readonly ExchangeProblem[]): void {
  for (const problem of problems) console.error(problemLine(problemView(problem, 'en')));
}

function answer({ year, states, leas }: Tabulation): object {
  return {
    year: year?.id ?? null,
    label: 'Monitoring indicator, not a legal finding.',
    unknown: 'null is unknown (suppressed, not applicable or not reported), never 0.',
    states,
    leas,
  };
}

const shown = (n: number | null): string => (n === null ? 'unknown' : n.toLocaleString('en-US'));
const ratio = (n: number | null): string => (n === null ? '-' : n.toFixed(2));

function sentences({ year, states, leas }: Tabulation): string[] {
  return [
    `Civil Rights Data Collection ${year?.id ?? ''}`.trimEnd(),
    ...states.flatMap((table) => ['', `${table.name} (${table.state})`, ...details(table)]),
    ...(leas.length === 1 ? leas.flatMap(single) : list(leas)),
  ];
}

function single(lea: LeaTable): string[] {
  return ['', `${lea.name} (district ${lea.leaid}, ${lea.state})`, ...details(lea)];
}

function details(table: StateTable | LeaTable): string[] {
  const status = Object.entries(table.schoolsByStatus)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${statusWords[name] ?? name} ${shown(n)}`);
  const measure = (name: string, one: StateTable['referrals']): string =>
    `  ${name.padEnd(20)}${shown(one.excluding504)} without and ${shown(one.including504)} with Section 504 only` +
    (one.schoolsUnknown === 0 ? '' : `; unknown for ${shown(one.schoolsUnknown)} of ${shown(table.schools)} schools`);
  const officers = table.swornOfficers;
  return [
    `  ${'Schools'.padEnd(20)}${shown(table.schools)}: ${status.join(', ')}`,
    measure('Students referred', table.referrals),
    measure('Students arrested', table.arrests),
    `  ${'Sworn officers'.padEnd(20)}${shown(officers.fte)} full-time equivalents` +
      (officers.schoolsUnknown === 0 ? '' : `; unknown for ${shown(officers.schoolsUnknown)} schools`),
    '  Race   Enrolled   Referred   Arrested   Referred against WH (95 % interval)',
    ...Object.entries(table.byRace).map(([race, { enrolment, referrals, arrests }]) => {
      const risk = table.riskRatios.referrals[race as keyof typeof table.byRace];
      const against =
        race === 'WH'
          ? ''
          : risk.value === null || risk.events === 0 || risk.comparisonEvents === 0
            ? '-'
            : `${ratio(risk.value)} (${ratio(risk.low)}-${ratio(risk.high)})`;
      return `  ${race.padEnd(4)} ${shown(enrolment).padStart(10)} ${shown(referrals).padStart(10)} ${shown(arrests).padStart(10)}   ${against}`.trimEnd();
    }),
    '  Ratios: students of the schools whose totals are known. A monitoring indicator, not a legal finding.',
  ];
}

const statusWords: Readonly<Record<string, string>> = {
  reported: 'reported',
  suppressed: 'suppressed',
  actionPlan: 'action plan',
  forceCertified: 'force certified',
  notApplicable: 'not applicable',
  otherReason: 'other reason',
};

function list(leas: readonly LeaTable[]): string[] {
  return [
    '',
    'District  Schools  Unknown  Referred  with 504  Arrested  with 504  Officers  Name',
    ...leas.map(({ leaid, schools, referrals, arrests, swornOfficers, name }) =>
      [
        leaid.padEnd(8),
        shown(schools).padStart(8),
        shown(referrals.schoolsUnknown).padStart(8),
        shown(referrals.excluding504).padStart(9),
        shown(referrals.including504).padStart(9),
        shown(arrests.excluding504).padStart(9),
        shown(arrests.including504).padStart(9),
        shown(swornOfficers.fte).padStart(9),
        ` ${name}`,
      ].join(' '),
    ),
  ];
}
