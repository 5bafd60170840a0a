import { parseArgs } from 'node:util';
import type { Result } from '../domain/shared/result.ts';
import type { BundleResult } from '../server/exchange/files/bundle.ts';
import { openPath } from '../server/exchange/files/open.ts';
import { runCrdcImport } from '../server/imports/crdc.ts';
import { oneFile } from '../server/imports/open.ts';
import { type ImportReport, reportOf } from '../server/imports/report.ts';
import { runRosterImport } from '../server/imports/roster.ts';
import { problemBody } from '../server/platform/http/problems.ts';
import type { Service } from '../server/platform/service.ts';
import { textsIn } from '../server/platform/texts.ts';
import { operatorCaller } from '../server/setup/callers.ts';
import { openService } from '../server/start.ts';
import { problemLine } from './problem-line.ts';
import { progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro import crdc DIR|ZIP --lea LEAID [--program SLUG] [--dry-run] [--allow-shrink] [--json]
       opensro import oneroster DIR|ZIP [--supplement FILE] [--program SLUG] [--dry-run] [--allow-shrink] [--json]

Imports schools, grades and enrollment from the official CRDC files, or students from a OneRoster 1.1 or 1.2 CSV bundle.
All or nothing: with an error in the files nothing is changed. The same files a second time change nothing.

  --lea           7-digit NCES id of the district, leading zeros too: the program's own
  --supplement    CSV with the student number and the columns IDEA, 504 and EL
  --program       web name of the program; needed where there are several
  --dry-run       say what would change, and change nothing
  --allow-shrink  import although half or more of the schools or students would be lost
  --json          print the report as one JSON object

Errors go to stderr, one a line: file:line: column "NAME": what is wrong, what to do.
Exit status 0 when imported (or, with --dry-run, when it could be), 1 when refused, 2 when the command is wrong.`;

const options = {
  lea: { type: 'string' },
  supplement: { type: 'string' },
  program: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'allow-shrink': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

interface Asked {
  readonly kind: 'crdc' | 'oneroster';
  readonly path: string;
  readonly lea: string | undefined;
  readonly supplement: string | undefined;
  readonly program: string | undefined;
  readonly dryRun: boolean;
  readonly allowShrink: boolean;
  readonly json: boolean;
}

/** Reads the command line. Throws UsageError with the remedy for what does not fit. */
function readArguments(args: string[]): Asked {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [kind, path, ...rest] = positionals;
  if (kind !== 'crdc' && kind !== 'oneroster') throw new UsageError(`say what to import.\n\n${help}`);
  if (path === undefined || rest.length > 0) throw new UsageError(`name one folder or ZIP to import.\n\n${help}`);
  if (kind === 'crdc' && values.lea === undefined)
    throw new UsageError('--lea is missing: the 7-digit NCES id of the district, as in --lea 0200001.');
  if (kind === 'crdc' && values.supplement !== undefined)
    throw new UsageError('--supplement belongs to: opensro import oneroster');
  if (kind === 'oneroster' && values.lea !== undefined)
    throw new UsageError('--lea belongs to: opensro import crdc. Name the program with --program.');
  return {
    kind,
    path,
    lea: values.lea,
    supplement: values.supplement,
    program: values.program,
    dryRun: values['dry-run'],
    allowShrink: values['allow-shrink'],
    json: values.json,
  };
}

/** The program meant: by --program, else by its district, else the only one. */
async function findProgram(service: Service, asked: Asked): Promise<string> {
  const all = await service.databases.auth
    .selectFrom('program')
    .select(['program_id', 'slug', 'leaid'])
    .orderBy('slug')
    .execute();
  if (all.length === 0)
    throw new UsageError('there is no program yet. Sign in as system administrator and create one first.');
  const list = all.map((program) => `${program.slug} (district ${program.leaid})`).join(', ');
  const fits = all.filter((program) =>
    asked.program === undefined
      ? asked.lea === undefined || program.leaid === asked.lea
      : program.slug === asked.program,
  );
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return only.program_id;
  if (fits.length > 1) throw new UsageError(`several programs fit. Choose one with --program. There are: ${list}.`);
  throw new UsageError(
    asked.program === undefined
      ? `no program belongs to district ${asked.lea}. There are: ${list}.`
      : `there is no program "${asked.program}". There are: ${list}.`,
  );
}

function unopened(asked: Asked, problems: Extract<BundleResult, { ok: false }>['problems']): Result<ImportReport> {
  const kind = asked.kind === 'crdc' ? 'crdc' : 'roster';
  return {
    ok: true,
    value: reportOf({ kind, dryRun: asked.dryRun, digest: '', source: null, problems, language: 'en' }),
  };
}

async function importFiles(service: Service, asked: Asked): Promise<Result<ImportReport>> {
  const caller = operatorCaller(await findProgram(service, asked), 'programAdmin');
  const opened = await openPath(asked.path);
  if (!opened.ok) return unopened(asked, opened.problems);
  const second = asked.supplement === undefined ? null : oneFile(await openPath(asked.supplement));
  const bar = progress(asked.dryRun ? 'Checking' : 'Importing');
  const input = { bundle: opened.bundle, dryRun: asked.dryRun, allowShrink: asked.allowShrink, onProgress: bar.at };
  try {
    if (second !== null && !second.ok) return unopened(asked, second.problems);
    return await (asked.kind === 'crdc'
      ? runCrdcImport(service, caller, { ...input, ...(asked.lea === undefined ? {} : { leaid: asked.lea }) })
      : runRosterImport(service, caller, { ...input, supplement: second?.bundle.files[0] }));
  } finally {
    bar.done();
    opened.bundle.close();
    if (second?.ok) second.bundle.close();
  }
}

/** The report in sentences: what came of it, what changes, what is left out. */
export function sentences(report: ImportReport): string[] {
  const t = textsIn('en');
  const counts = (['added', 'changed', 'unchanged', 'removed'] as const)
    .filter((name) => report[name] > 0)
    .map((name) => `  ${t(`imports:counts.${report.kind}.${name}`, { count: report[name] })}`);
  const nothing = report.added + report.changed + report.removed === 0;
  const outcome = report.refused ? 'refused' : nothing ? 'nothing' : report.dryRun ? 'checked' : 'imported';
  const source = report.kind === 'crdc' ? 'imports:counts.sourceCrdc' : 'imports:counts.sourceRoster';
  return [
    t(`imports:outcome.${outcome}`),
    ...(report.source === null ? [] : [`  ${t(source, { source: report.source })}`]),
    ...(report.refused ? [] : counts),
    ...(report.cells === null ? [] : [`  ${t('imports:counts.cells', { ...report.cells })}`]),
    ...report.leftOut.map(
      (one) => `  ${t(one.file === '' ? 'imports:counts.leftOut' : 'imports:counts.leftOutFile', { ...one })}`,
    ),
  ];
}

/** Imports and prints the report; problems go to stderr. */
export async function run(args: string[]): Promise<number> {
  const asked = readArguments(args);
  const open = await openService({ say: (sentence) => console.error(sentence), shareRunning: true });
  try {
    const result = await importFiles(open.service, asked);
    if (!result.ok) {
      const problem = problemBody(result.error, 'en', '');
      throw new UsageError(`${problem.title} ${problem.detail}`);
    }
    const report = result.value;
    for (const problem of report.problems) console.error(problemLine(problem));
    console.log(asked.json ? JSON.stringify(report) : sentences(report).join('\n'));
    return report.refused ? 1 : 0;
  } finally {
    await open.close();
  }
}
