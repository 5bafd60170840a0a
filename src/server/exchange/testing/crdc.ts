import type { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Bundle } from '../files/bundle.ts';
import { bundleOf } from './support.ts';

const folder = new URL('../../../../tests/fixtures/crdc-2020-21/', import.meta.url);

/** One of the real files of five states, as released (tests/fixtures/crdc-2020-21). */
export function realFile(name: string): Buffer {
  return gunzipSync(readFileSync(new URL(`${encodeURIComponent(name)}.gz`, folder)));
}

/** Real files as a bundle, some of them changed by `change`. */
export async function realBundle(
  names: readonly string[],
  change: (name: string, text: string) => string = (_name, text) => text,
): Promise<Bundle> {
  return bundleOf(Object.fromEntries(names.map((name) => [name, change(name, realFile(name).toString('utf8'))])));
}

export const tabulated = ['Referrals and Arrests.csv', 'Enrollment.csv', 'School Support.csv'] as const;
