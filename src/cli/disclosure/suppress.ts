import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Protection } from '../../disclosure/system.ts';
import { UsageError } from '../usage-error.ts';
import { workApart } from './apart.ts';
import { checkTargets } from './files.ts';
import { periodsFrom } from './ledger.ts';
import { policyFrom, policyOptions } from './policy-options.ts';
import { tell } from './report.ts';

/** `opensro disclosure suppress`: reads detailed counts, writes a table that gives nobody away. */
export async function suppress(args: string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...policyOptions,
      publish: { type: 'string' },
      count: { type: 'string' },
      contributor: { type: 'string' },
      impossible: { type: 'string' },
      'must-publish': { type: 'string' },
      'most-withheld': { type: 'string' },
      out: { type: 'string' },
      explain: { type: 'string' },
      certificate: { type: 'string' },
      ledger: { type: 'string' },
      period: { type: 'string', multiple: true, default: [] },
      intervals: { type: 'boolean', default: false },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [input, ...rest] = positionals;
  const { publish, count, contributor, impossible, out, explain, certificate } = values;
  if (input === undefined || rest.length > 0) throw new UsageError(`name one file to read.\n\n${usage}`);
  if (publish === undefined) throw new UsageError("say what is published, as in --publish 'school * race'.");
  if (count === undefined && contributor === undefined)
    throw new UsageError('name the column with the count: --count n');
  if (out === undefined) throw new UsageError('say where the table goes, as in --out public.csv.');
  const policy = policyFrom(values);
  const lists = [impossible, values['must-publish']].filter((file) => file !== undefined);
  const targets = [out, `${out}.json`, explain, certificate].filter((file) => file !== undefined);
  await checkTargets(targets, [input, ...lists]);
  const done = await workApart({
    kind: 'suppress',
    spec: {
      file: input,
      formula: publish,
      ...(count === undefined ? {} : { count }),
      ...(contributor === undefined ? {} : { contributor }),
    },
    policy,
    mostWithheld: shareFrom(values['most-withheld']),
    impossible: impossible ?? null,
    mustPublish: values['must-publish'] ?? null,
    intervals: values.intervals,
    out,
    explain: explain ?? null,
    certificate: certificate ?? null,
    ledger: values.ledger ?? null,
    scope: periodsFrom(values),
    threads: threadsFrom(values.threads, policy.protect),
  });
  return tell(done, values.json);
}

/** Threads beyond these find little left to do. */
const mostUseful = 4;

function threadsFrom(text: string | undefined, protect: Protection): number {
  // At `exact` every second answer changes what is asked next: only the two ways of one count are asked together.
  if (text === undefined) return Math.min(protect === 'exact' ? 2 : mostUseful, availableParallelism());
  if (/^([1-9]|1[0-6])$/.test(text)) return Number(text);
  throw new UsageError(`--threads ${text}: this must be a whole number from 1 to 16.`);
}

function shareFrom(text: string | undefined): number {
  if (text === undefined) return 1;
  const share = /^(0?\.\d+|0|1|1\.0*|0\.\d*)$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--most-withheld ${text}: this must be a share from 0 to 1, as in --most-withheld 0.6.`);
}
