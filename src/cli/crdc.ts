import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro crdc tabulate DIR|ZIP [--state XX] [--lea LEAID] [--year YYYY-YY] [--json]
       opensro crdc check DIR|ZIP [--year YYYY-YY] [--json]
       opensro crdc export --year YYYY-YY --out DIR [--program SLUG] [--json]

tabulate  adds up students referred and arrested, enrollment and sworn officers in the public-use files of the Civil
          Rights Data Collection, by state and by district. Needs Referrals and Arrests.csv and Enrollment.csv;
          School Support.csv if there.
check     runs the edit checks over files to be handed in, or released ones: each finding names the school, the cell, the
          rule and what to do. Needs Referrals and Arrests.csv; looks at Enrollment, Restraint and Seclusion and Offenses
          if there.
export    writes the files of a collection from the records of a program: Referrals and Arrests, mechanical restraint by
          officers, Offenses, sworn officers, Enrollment and School Characteristics as far as the records hold them, what
          is not counted and why, who signed and when.

  --state   only this state, two letters
  --lea     only this district (7-digit NCES id, leading zeros too), beside its state
  --year    the collection, where neither the columns nor the folder's name tell it
  --out     an empty or new folder; the files are readable by you alone, since single students stand in them
  --program web name of the program; needed where there are several
  --json    print one JSON object

A total that was suppressed, not applicable or not reported is unknown: it is never counted as 0, and the number of
schools it is missing from stands beside every sum. Problems go to stderr, one a line.
Exit status 0 when done and nothing found, 1 when a check found something or the files could not be read, 2 when the command is wrong.`;

const commands: Readonly<Record<string, () => Promise<{ run(args: string[]): Promise<number> }>>> = {
  tabulate: () => import('./crdc/tabulate.ts'),
  check: () => import('./crdc/check.ts'),
  export: () => import('./crdc/export.ts'),
};

/** Runs one of the subcommands; each is loaded only when asked for. */
export async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const load = name === undefined ? undefined : commands[name];
  if (load === undefined) throw new UsageError(`say what to do: ${Object.keys(commands).join(', ')}.\n\n${help}`);
  return (await load()).run(rest);
}
