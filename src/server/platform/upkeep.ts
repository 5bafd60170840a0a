import type { Service } from './service.ts';

/** Tasks of whoever runs the server whose last run monitoring asks for. */
export type UpkeepTask = 'auditVerify' | 'backup';

/** Keeps that a task ran now and whether it ended well. Takes the service and the task. */
export async function noteUpkeep(
  service: Pick<Service, 'databases' | 'clock'>,
  task: UpkeepTask,
  ok: boolean,
): Promise<void> {
  const now = service.clock();
  await service.databases.worker
    .insertInto('upkeep')
    .values({ task, ran_at: now, succeeded_at: ok ? now : null })
    .onConflict((conflict) =>
      conflict.column('task').doUpdateSet(ok ? { ran_at: now, succeeded_at: now } : { ran_at: now }),
    )
    .execute();
}
