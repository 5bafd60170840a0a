import { readCrdc } from '../exchange/crdc/read.ts';
import type { CrdcData } from '../exchange/crdc/record.ts';
import type { Bundle, ByteSource, Limits } from '../exchange/files/bundle.ts';
import { defaultLimits } from '../exchange/files/bundle.ts';
import { openUploads, type Upload } from '../exchange/files/open.ts';
import { readOneRoster } from '../exchange/oneroster/read.ts';
import type { RosterData } from '../exchange/oneroster/record.ts';
import type { ExchangeProblem } from '../exchange/problem.ts';
import { WatchedFiles } from './files.ts';
import { oneFile } from './open.ts';

/** What was read out of files: plain data, so that it can come from another thread. */
interface Reading<Data> {
  readonly data: Data;
  /** Stands for the files read; '' where they could not even be opened. */
  readonly digest: string;
  /** What the user named: the folder, the ZIP or the first file. */
  readonly origin: string;
}
export type RosterReading = Reading<RosterData> & {
  /** Whether a second file with IDEA, 504 and EL was read. */
  readonly flags: boolean;
};
export type CrdcReading = Reading<CrdcData>;

/** Reads a OneRoster bundle, with its second file where there is one. */
export async function readRoster(bundle: Bundle, supplement?: ByteSource): Promise<RosterReading> {
  const files = new WatchedFiles();
  const data = await readOneRoster(
    files.bundle(bundle),
    supplement === undefined ? {} : { supplement: files.file(supplement, 'supplement') },
  );
  return { data, digest: files.digest(), origin: bundle.origin, flags: supplement !== undefined };
}

/** Reads one district out of CRDC files. */
export async function readDistrict(bundle: Bundle, leaid: string): Promise<CrdcReading> {
  const files = new WatchedFiles();
  const data = await readCrdc(files.bundle(bundle), { leaid });
  return { data, digest: files.digest(), origin: bundle.origin };
}

/** What came over the network may unpack to less than what an operator names on the command line. */
const uploadUnpacked: Limits = {
  ...defaultLimits,
  fileBytes: 192 * 1024 * 1024,
  readBytes: 384 * 1024 * 1024,
};

const unopenedRoster = (problems: ExchangeProblem[]): RosterReading => ({
  data: {
    version: null,
    source: { systemName: '', systemCode: '' },
    schools: [],
    districts: [],
    sessions: [],
    students: [],
    leftOut: [],
    problems,
  },
  digest: '',
  origin: '',
  flags: false,
});

/** Reads a roster out of uploads; what cannot be opened is a reading with the problems and no student. */
export async function readRosterUploads(
  uploads: readonly Upload[],
  supplement: readonly Upload[],
): Promise<RosterReading> {
  const opened = await openUploads(uploads, uploadUnpacked);
  if (!opened.ok) return unopenedRoster(opened.problems);
  try {
    if (supplement.length === 0) return await readRoster(opened.bundle);
    const second = oneFile(await openUploads(supplement, uploadUnpacked));
    if (!second.ok) return unopenedRoster(second.problems);
    try {
      return await readRoster(opened.bundle, second.bundle.files[0]);
    } finally {
      second.bundle.close();
    }
  } finally {
    opened.bundle.close();
  }
}

/** Reads a district out of uploads; what cannot be opened is a reading with the problems and no school. */
export async function readDistrictUploads(uploads: readonly Upload[], leaid: string): Promise<CrdcReading> {
  const opened = await openUploads(uploads, uploadUnpacked);
  if (!opened.ok) {
    const data = { year: null, leas: [], schools: [], otherSchools: 0, problems: opened.problems };
    return { data, digest: '', origin: '' };
  }
  try {
    return await readDistrict(opened.bundle, leaid);
  } finally {
    opened.bundle.close();
  }
}
