import { type Problem, sentence } from '../../disclosure/problem.ts';
import type { Written } from './files.ts';

/** What `--json` prints. A count is null where the public file alone cannot tell it. */
export interface Report {
  readonly cells: number;
  readonly nonzero: number | null;
  readonly primary: number | null;
  readonly complementary: number | null;
  readonly withheldValue: number | null;
  readonly seconds: number;
  /** Of the whole process, at its highest. */
  readonly peakMemoryMB: number;
  readonly audit: {
    /** Small counts that subtraction and limits give away. */
    readonly exact: number;
    /** Further ones given away because counts are whole numbers. */
    readonly exactInIntegers: number;
    /** Further ones known to be below the threshold. */
    readonly belowBound: number;
    /** Withheld cells of one sum that together are known to be a small count. */
    readonly groupSums: number;
    /** Of the narrowest interval among the small counts; null where there is none. */
    readonly minWidth: number | null;
  };
}

/** What a job comes to. */
export interface Done {
  /** 0 fine, 1 the audit finds something or nothing safe can be made, 2 the input is wrong. */
  readonly status: 0 | 1 | 2;
  /** What is wrong with the input, or what the audit finds. */
  readonly problems: readonly Problem[];
  /** What is said about it. */
  readonly sentences: readonly string[];
  readonly report: Report | null;
  /** To be written; none unless status is 0. */
  readonly files: readonly Written[];
}

/** Seconds since a moment of `performance.now()`, to the hundredth. */
export function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 10) / 100;
}

/** The most memory this process has taken so far. */
export function peakMemoryMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/** Prints what came of a job: results to stdout, problems to stderr. Gives the exit status. */
export function tell(done: Done, json: boolean): number {
  for (const problem of done.problems) console.error(sentence(problem));
  if (json && done.report !== null) console.log(JSON.stringify(done.report));
  // What a program reads from stdout is one object and nothing else.
  const print = json || done.status === 2 ? console.error : console.log;
  if (!json || done.status !== 0) for (const line of done.sentences) print(line);
  return done.status;
}
