import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { defaultPolicy, type Policy, policySchema } from '../../disclosure/product/policy.ts';
import { UsageError } from '../usage-error.ts';

/** The options that make a policy, for parseArgs. */
export const policyOptions = {
  threshold: { type: 'string' },
  zeros: { type: 'string' },
  protect: { type: 'string' },
  cost: { type: 'string' },
} as const;

const allowed: Readonly<Record<keyof Policy, string>> = {
  threshold: 'a whole number from 2 up, as in --threshold 10',
  zeros: 'published or complement',
  protect: 'exact, bound or full',
  cost: 'cells, value or log',
};

/** The policy that a command line asks for: its options over what is known, or over the usual. Throws UsageError. */
export function policyFrom(
  options: Readonly<Partial<Record<keyof Policy, string | undefined>>>,
  known: Policy = defaultPolicy,
): Policy {
  const { threshold, zeros, protect, cost } = options;
  const given = {
    ...(threshold === undefined ? {} : { threshold: /^\d+$/.test(threshold) ? Number(threshold) : threshold }),
    ...(zeros === undefined ? {} : { zeros }),
    ...(protect === undefined ? {} : { protect }),
    ...(cost === undefined ? {} : { cost }),
  };
  const policy = policySchema.safeParse({ ...known, ...given });
  if (policy.success) return policy.data;
  const name = policy.error.issues[0]?.path[0];
  if (name !== 'threshold' && name !== 'zeros' && name !== 'protect' && name !== 'cost') throw policy.error;
  throw new UsageError(`--${name} ${options[name] ?? ''}: this must be ${allowed[name]}.`);
}

/** The policy that stands beside a published table, in FILE.json; the usual one where there is no such file. */
export async function knownPolicy(file: string): Promise<Policy> {
  const text = await readFile(`${file}.json`, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return defaultPolicy;
  const beside = z.object({ policy: policySchema }).safeParse(JSON.parse(text));
  if (beside.success) return beside.data.policy;
  throw new UsageError(`${file}.json holds no policy. Take it away, or publish the table again.`);
}
