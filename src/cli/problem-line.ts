import type { ProblemView } from '../server/imports/report.ts';

/** One problem as compilers write them, so that editors can jump to the place. */
export function problemLine(problem: ProblemView): string {
  const place = [problem.file, problem.line].filter((part) => part !== null && part !== '').join(':');
  const column = problem.column === null ? '' : `column "${problem.column}": `;
  const kind = problem.severity === 'warning' ? 'warning: ' : '';
  return `${place === '' ? '' : `${place}: `}${column}${kind}${problem.reason} ${problem.remedy}`;
}
