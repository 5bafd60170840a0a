import { z } from 'zod';
import { err, type Refusal, type RefusalStatus } from '../../domain/shared/result.ts';
import { type ExchangeProblem, hasErrors, type ProblemCode } from '../exchange/problem.ts';
import { hasText, textsIn } from '../platform/texts.ts';

/** What an import says of itself, in words of the reader: the same before (dry run) and after. */

const problemViewSchema = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.string().nullable(),
  /** Counts from 1, as a spreadsheet does. */
  columnNumber: z.number().int().nullable(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  reason: z.string(),
  remedy: z.string(),
});
export type ProblemView = z.infer<typeof problemViewSchema>;

const schoolChanges = ['added', 'changed', 'reopened', 'closed', 'matched', 'notMatched', 'noRoster'] as const;
export const schoolFields = ['name', 'grades', 'open', 'sourceYear', 'enrolment', 'support'] as const;

const schoolViewSchema = z.object({
  /** NCES id; of a school of the roster that fits none of the program, what the roster calls it. */
  id: z.string(),
  name: z.string(),
  change: z.enum(schoolChanges),
  fields: z.array(z.enum(schoolFields)),
  /** Students the roster has for it; null where no roster is read. */
  students: z.number().int().nullable(),
  /** It would close while an officer is assigned to it. */
  officerAssigned: z.boolean(),
});
export type SchoolView = z.infer<typeof schoolViewSchema>;

export const importReportSchema = z.object({
  kind: z.enum(['crdc', 'roster']),
  dryRun: z.boolean(),
  /** Nothing was or would be changed, because of the errors among the problems. */
  refused: z.boolean(),
  /** Refused only because half or more would be lost; the person may insist (`allowShrink`). */
  shrink: z.boolean(),
  /** Stands for the files read; an import takes the digest of the dry run, so that it imports what was checked. */
  digest: z.string(),
  /** CRDC: the collection ('2020-21'). Roster: the version of OneRoster. Null where the files do not tell. */
  source: z.string().nullable(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** No longer in the files: would be (were) set inactive, never deleted. */
  removed: z.number().int(),
  schools: z.array(schoolViewSchema),
  /** Enrolment cells: counts, reserve codes kept as such, and those not collected. Null for a roster. */
  cells: z.object({ counts: z.number().int(), reserved: z.number().int(), notCollected: z.number().int() }).nullable(),
  leftOut: z.array(z.object({ file: z.string(), reason: z.string(), label: z.string(), count: z.number().int() })),
  problems: z.array(problemViewSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** What both imports take besides their files. */
export interface ImportInput {
  /** Says what would happen and changes nothing. */
  readonly dryRun: boolean;
  /** Goes on although half or more of the schools or students would be lost. */
  readonly allowShrink: boolean;
  /** Digest of the dry run; other files are then refused with 409. */
  readonly digest?: string;
  /** Told how many records are written, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Something not taken over, before it is put in words. `file` may be '' for the import as a whole. */
export interface LeftOutCount {
  readonly file: string;
  readonly reason: string;
  readonly count: number;
}

const shrinkCodes: readonly `exchange.${ProblemCode}`[] = [
  'exchange.tooFewSchools',
  'exchange.tooFewStudents',
  'exchange.tooManySchoolsReplaced',
  'exchange.tooManyStudentsReplaced',
];

/** A problem of a file in the reader's words. */
export function problemView(problem: ExchangeProblem, language: string): ProblemView {
  const t = textsIn(language);
  const key = problem.code.replace('exchange.', 'exchange:problems.');
  const params = { ...problem.params, file: problem.params.file ?? problem.file };
  return {
    file: problem.file,
    line: problem.line,
    column: problem.column === null || problem.column.name === '' ? null : problem.column.name,
    columnNumber: problem.column === null || problem.column.number === 0 ? null : problem.column.number,
    code: problem.code,
    severity: problem.severity,
    reason: t(`${key}.reason`, params),
    remedy: t(`${key}.remedy`, params),
  };
}

function leftOutView({ file, reason, count }: LeftOutCount, language: string): ImportReport['leftOut'][number] {
  const own = `imports:leftOut.${reason}`;
  return { file, reason, count, label: textsIn(language)(hasText(own) ? own : `exchange:leftOut.${reason}`) };
}

type Counts = Pick<ImportReport, 'added' | 'changed' | 'unchanged' | 'removed'>;

export interface ReportInput extends Partial<Counts> {
  readonly kind: ImportReport['kind'];
  readonly dryRun: boolean;
  readonly digest: string;
  readonly source: string | null;
  readonly problems: readonly ExchangeProblem[];
  readonly schools?: readonly SchoolView[];
  readonly cells?: ImportReport['cells'];
  readonly leftOut?: readonly LeftOutCount[];
  readonly language: string;
}

/** Puts an import's outcome in the reader's words. Errors come first, each kind in the order found. */
export function reportOf(input: ReportInput): ImportReport {
  const errors = input.problems.filter((problem) => problem.severity === 'error');
  const warnings = input.problems.filter((problem) => problem.severity === 'warning');
  return {
    kind: input.kind,
    dryRun: input.dryRun,
    refused: hasErrors(input.problems),
    shrink: errors.length > 0 && errors.every((problem) => shrinkCodes.includes(problem.code)),
    digest: input.digest,
    source: input.source,
    added: input.added ?? 0,
    changed: input.changed ?? 0,
    unchanged: input.unchanged ?? 0,
    removed: input.removed ?? 0,
    schools: [...(input.schools ?? [])],
    cells: input.cells ?? null,
    leftOut: (input.leftOut ?? []).map((one) => leftOutView(one, input.language)),
    problems: [...errors, ...warnings].map((problem) => problemView(problem, input.language)),
  };
}

const tooLarge: readonly string[] = ['fileTooLarge', 'bundleTooLarge', 'tooManyFiles', 'zipBomb'].map(
  (code) => `exchange.${code}`,
);

/** The refusal of an import that was to change something: every error with file, line and column. Nothing was changed. */
export function refusalOf(report: ImportReport): { readonly ok: false; readonly error: Refusal } {
  const errors = report.problems.filter((problem) => problem.severity === 'error');
  const status: RefusalStatus = errors.some((problem) => tooLarge.includes(problem.code)) ? 413 : 422;
  return err({
    code: report.shrink ? 'imports.wouldShrink' : 'imports.refused',
    status,
    fields: errors.map((problem) => ({
      path: 'files',
      code: 'imports.inFile',
      params: {
        reason: problem.reason,
        remedy: problem.remedy,
        file: problem.file,
        ...(problem.line === null ? {} : { line: problem.line }),
        ...(problem.column === null ? {} : { column: problem.column }),
      },
    })),
  });
}
