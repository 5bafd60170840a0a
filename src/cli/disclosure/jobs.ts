import { auditFile } from './audit-job.ts';
import { suppressBeside } from './beside-job.ts';
import type { Job, Tell } from './job.ts';
import type { Done } from './report.ts';
import { suppressFile } from './suppress-job.ts';

/** Does a job from files to texts; writes nothing. */
export function work(job: Job, tell: Tell): Promise<Done> {
  if (job.kind === 'audit') return auditFile(job, tell);
  return job.ledger === null ? suppressFile(job, tell) : suppressBeside(job, job.ledger, tell);
}
