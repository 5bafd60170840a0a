// Reads uploaded files in a thread of its own (reading-apart.ts): a large roster takes seconds of pure work, and a
// hostile one may take more memory than there is. Neither is felt by the others the server answers.
import { parentPort } from 'node:worker_threads';
import type { RosterStudent } from '../exchange/oneroster/record.ts';
import { type CrdcReading, type RosterReading, readDistrictUploads, readRosterUploads } from './reading.ts';

/** A file as it came, in memory of its own that can be handed to another thread. */
export interface Held {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Job =
  | { readonly kind: 'roster'; readonly files: readonly Held[]; readonly supplement: readonly Held[] }
  | { readonly kind: 'crdc'; readonly files: readonly Held[]; readonly leaid: string };

export type Told =
  | { readonly told: 'roster'; readonly reading: RosterReading; readonly students: number }
  | { readonly told: 'crdc'; readonly reading: CrdcReading }
  | { readonly told: 'students'; readonly students: readonly RosterStudent[] };

/** Students a message: the main thread takes each in without a pause anyone could feel. */
const some = 1_000;

const port = parentPort;
if (port === null) throw new Error('Runs as a thread only.');
const tell = (told: Told): void => port.postMessage(told);

port.once('message', async (job: Job) => {
  const { files } = job;
  if (job.kind === 'crdc') {
    tell({ told: 'crdc', reading: await readDistrictUploads(files, job.leaid) });
    return;
  }
  const reading = await readRosterUploads(files, job.supplement);
  const { students } = reading.data;
  let given = 0;
  // The main thread asks for each part, so that it does other work in between.
  port.on('message', () => {
    tell({ told: 'students', students: students.slice(given, given + some) });
    given += some;
  });
  tell({
    told: 'roster',
    reading: { ...reading, data: { ...reading.data, students: [] } },
    students: students.length,
  });
});
