import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Findings } from './check.ts';
import type { Ledger } from './ledger.ts';

/** What a run of faults showed. */
export interface Report {
  readonly name: string;
  readonly rounds: number;
  readonly seed: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Records without their entry in the audit trail, or entries without their record. */
  readonly disagreements: number;
  readonly chain: 'intact' | 'broken';
  readonly retries: number;
  /** Answers that were no acknowledgement, by status; 0: the connection broke. */
  readonly answers: Readonly<Record<string, number>>;
  readonly slowestAnswerMs: number;
  readonly recoveryMs: { readonly p50: number; readonly max: number };
  readonly seconds: number;
  readonly machine: { readonly cores: number; readonly load: number };
  /** Everything that went wrong, in words; empty when all is well. */
  readonly faults: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface Run {
  readonly name: string;
  readonly seed: number;
  readonly began: number;
  readonly ledger: Ledger;
  readonly recoveries: readonly number[];
  readonly findings: readonly Findings[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Sums up a run. */
export function reportOf({ name, seed, began, ledger, recoveries, findings, more }: Run): Report {
  const all = (key: keyof Findings): string[] => [...new Set(findings.flatMap((one) => one[key]))];
  const sorted = recoveries.toSorted((a, b) => a - b);
  return {
    name,
    rounds: recoveries.length,
    seed,
    acknowledged: ledger.acknowledged,
    lost: all('lost').length,
    duplicates: all('duplicates').length,
    disagreements: all('disagreements').length,
    chain: all('chainFaults').length === 0 ? 'intact' : 'broken',
    retries: ledger.retries,
    answers: Object.fromEntries(ledger.refusals),
    slowestAnswerMs: Math.round(ledger.slowestMs),
    recoveryMs: {
      p50: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      max: Math.round(sorted.at(-1) ?? 0),
    },
    seconds: Math.round((performance.now() - began) / 1000),
    machine: { cores: cpus().length, load: Number((loadavg()[0] ?? 0).toFixed(1)) },
    faults: [
      ...ledger.faults,
      ...[...all('lost'), ...all('duplicates'), ...all('disagreements'), ...all('chainFaults')].slice(0, 20),
    ],
    ...(more === undefined ? {} : { more }),
  };
}

/** Runs one kind of fault as a command: options from the command line, the report as JSON, status 1 where it is not clean. */
export async function command<O extends Readonly<Record<string, number>>>(
  defaults: O,
  run: (options: O, say: (sentence: string) => void) => Promise<Report>,
): Promise<void> {
  const names = Object.keys(defaults);
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const options = { ...defaults };
  for (const [name, value] of Object.entries(values)) {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number from 1 on.`);
    Object.assign(options, { [name]: number });
  }
  const report = await run(options, (sentence) => console.error(sentence));
  console.log(JSON.stringify(report, null, 2));
  if (report.faults.length > 0) process.exitCode = 1;
}
