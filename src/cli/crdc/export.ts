import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { collectionSchema } from '../../server/exchange/crdc/answers.ts';
import { type CrdcExport, exportCrdc } from '../../server/exchange/crdc/export.ts';
import { problemBody } from '../../server/platform/http/problems.ts';
import { operatorCaller } from '../../server/setup/callers.ts';
import { openService } from '../../server/start.ts';
import { findProgram } from '../find-program.ts';
import { UsageError } from '../usage-error.ts';

const options = {
  year: { type: 'string' },
  program: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Writes the files of a collection into an empty folder and says who signed them. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const collection = collectionSchema.safeParse(values.year);
  if (!collection.success) throw new UsageError('--year names a school year, as in 2025-26.');
  if (values.out === undefined) throw new UsageError('--out names the folder to write to.');
  const folder = path.resolve(values.out);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new UsageError(
      `${values.out} is not empty. Name a new folder, so that no file of another export stays in it.`,
    );
  const open = await openService({ say: (sentence) => console.error(sentence), shareRunning: true });
  try {
    const programId = await findProgram(open.service, values.program);
    const result = await exportCrdc(open.service, operatorCaller(programId, 'recordsOfficer'), collection.data);
    if (!result.ok) {
      const problem = problemBody(result.error, 'en', '');
      throw new UsageError(`${problem.title} ${problem.detail}`);
    }
    // Readable by the owner alone: single students stand in these files.
    for (const { name, text } of result.value.files) await writeFile(path.join(folder, name), text, { mode: 0o600 });
    const { schools, missing, signOff } = result.value;
    console.log(values.json ? JSON.stringify({ folder, schools, missing, signOff }) : sentence(folder, result.value));
    return 0;
  } finally {
    await open.close();
  }
}

function sentence(folder: string, { schools, missing, signOff, files }: CrdcExport): string {
  const signed =
    signOff === null
      ? 'Not signed yet.'
      : `${signOff.stale ? 'Out of date: signed' : 'Signed'} by ${signOff.by} at ${signOff.at}${signOff.stale ? ', the records have changed since' : ''}.`;
  return [
    `${files.length} files for ${schools} schools are in ${folder}.`,
    signed,
    missing === 0 ? 'Nothing is missing.' : `${missing} entries are not counted; see Not counted.csv.`,
    'Check them with: opensro crdc check',
  ].join('\n');
}
