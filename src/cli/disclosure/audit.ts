import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';
import { workApart } from './apart.ts';
import { checkTargets } from './files.ts';
import { periodsFrom } from './ledger.ts';
import { knownPolicy, policyFrom, policyOptions } from './policy-options.ts';
import { tell } from './report.ts';

/** `opensro disclosure audit`: what any reader of a published table could work out. */
export async function audit(args: string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...policyOptions,
      publish: { type: 'string' },
      explain: { type: 'string' },
      certificate: { type: 'string' },
      ledger: { type: 'string' },
      period: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...rest] = positionals;
  const { publish, explain, certificate } = values;
  if (file === undefined || rest.length > 0) throw new UsageError(`name one published table.\n\n${usage}`);
  if (publish === undefined) throw new UsageError("say by which formula it was published: --publish 'school * race'");
  if (certificate !== undefined) await checkTargets([certificate], [file, ...(explain === undefined ? [] : [explain])]);
  const done = await workApart({
    kind: 'audit',
    file,
    formula: publish,
    policy: policyFrom(values, await knownPolicy(file)),
    explain: explain ?? null,
    certificate: certificate ?? null,
    ledger: values.ledger ?? null,
    scope: periodsFrom(values),
  });
  return tell(done, values.json);
}
