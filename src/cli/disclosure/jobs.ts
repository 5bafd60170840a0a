import { auditFile } from './audit-job.ts';
import type { Job, Tell } from './job.ts';
import type { Done } from './report.ts';
import { suppressFile } from './suppress-job.ts';

/** Does a job from files to texts; writes nothing. */
export function work(job: Job, tell: Tell): Promise<Done> {
  return job.kind === 'suppress' ? suppressFile(job, tell) : auditFile(job, tell);
}
