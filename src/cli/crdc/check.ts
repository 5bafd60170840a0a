import { parseArgs } from 'node:util';
import { type Checked, type CheckView, checkCrdc } from '../../server/exchange/crdc/checking.ts';
import { openPath } from '../../server/exchange/files/open.ts';
import { problemView } from '../../server/imports/report.ts';
import { problemLine } from '../problem-line.ts';
import { UsageError } from '../usage-error.ts';

const options = { year: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

/** Checks the files and prints what was found; 1 when anything was. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) throw new UsageError('name one folder or ZIP with the CRDC files.');
  const opened = await openPath(path);
  if (!opened.ok) {
    for (const problem of opened.problems) console.error(problemLine(problemView(problem, 'en')));
    return 1;
  }
  try {
    const year = values.year === undefined ? {} : { year: values.year };
    const checked = await checkCrdc(opened.bundle, { ...year, language: 'en' });
    const problems = checked.problems.map((problem) => problemView(problem, 'en'));
    for (const problem of problems) console.error(problemLine(problem));
    const failed = problems.some(({ severity }) => severity === 'error');
    if (values.json) console.log(JSON.stringify({ ...checked, year: checked.year?.id ?? null, problems }));
    else if (!failed) console.log(sentences(checked).join('\n'));
    return failed || checked.findings.length > 0 ? 1 : 0;
  } finally {
    opened.bundle.close();
  }
}

function line({ school, file, column, severity, rule, reason, remedy }: CheckView): string {
  const kind = severity === 'warning' ? 'to explain: ' : '';
  return `${file}: ${school.ncesId} ${school.name}: ${column}: ${kind}${reason} ${remedy} [${rule.requirement} ${rule.id}; ${rule.citation}]`;
}

function sentences({ year, schools, passed, findings }: Checked): string[] {
  const count = (n: number, one: string): string => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
  return [
    ...findings.map(line),
    `CRDC ${year?.id ?? ''}: ${count(schools, 'school')} checked, nothing found in ${passed.toLocaleString('en-US')}, ${count(findings.length, 'finding')}.`,
  ];
}
