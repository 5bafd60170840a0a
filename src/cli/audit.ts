import { parseArgs } from 'node:util';
import { verifyRunningTrail } from '../server/platform/audit/verify.ts';
import { noteUpkeep } from '../server/platform/upkeep.ts';
import { openService } from '../server/start.ts';
import { progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro audit verify [--program SLUG] [--json]

Proves every program's audit trail: no entry altered, none missing, none cut off. Exit status 1 when a fault is found.`;

/** Verifies the trails and prints one line (or one JSON object) a program. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { program: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (positionals[0] !== 'verify' || positionals.length > 1) throw new UsageError(`say what to do.\n\n${help}`);
  const open = await openService({ say: (sentence) => console.error(sentence), shareRunning: true });
  try {
    let programs = await open.service.databases.worker
      .selectFrom('program')
      .select(['program_id', 'slug'])
      .orderBy('slug')
      .execute();
    if (values.program !== undefined) programs = programs.filter((program) => program.slug === values.program);
    if (values.program !== undefined && programs.length === 0)
      throw new UsageError(`there is no program "${values.program}".`);
    const reports = [];
    for (const program of programs) {
      const bar = progress(`Reading ${program.slug}`);
      const report = await verifyRunningTrail(open.service, program.program_id, bar.at);
      bar.done();
      reports.push({ program: program.slug, ...report });
    }
    const whole = reports.every((report) => report.faults.length === 0);
    // Monitoring asks how long ago every program's trail was proved; one program's alone does not say that.
    if (values.program === undefined) await noteUpkeep(open.service, 'auditVerify', whole);
    if (values.json) console.log(JSON.stringify({ ok: whole, programs: reports }));
    else {
      for (const report of reports) {
        const faults = report.faults.map((fault) => `  lane ${fault.lane}, entry ${fault.seq}: ${fault.fault}`);
        console.log(
          `${report.program}: ${report.entries} entries, ${faults.length === 0 ? 'intact' : `${faults.length} faults`}`,
        );
        for (const line of faults) console.log(line);
      }
    }
    return whole ? 0 : 1;
  } finally {
    await open.close();
  }
}
