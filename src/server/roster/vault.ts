import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/audit/chain.ts';
import type { RosterStudent } from '../../domain/roster/record.ts';
import type { KeyRing } from '../platform/keys.ts';

/** Who a student is: what stands sealed in the roster and nowhere else. */
export interface Identity {
  readonly givenName: string;
  readonly middleName: string | null;
  readonly familyName: string;
  /** The student information system's number; where the district gives none, the roster's own id stands in. */
  readonly number: string;
  readonly birthDate: string | null;
}

type Student = Omit<RosterStudent, 'id' | 'schoolId'> & { readonly schoolId: string };

/** The roster row of a student, ready to insert: names, number and birth date sealed, the rest as facts. */
export function sealStudent(keys: KeyRing, programId: string, student: Student) {
  const identity: Identity = {
    givenName: student.givenName,
    middleName: student.middleName,
    familyName: student.familyName,
    number: student.studentNumber ?? student.sourcedId,
    birthDate: student.birthDate,
  };
  const facts = {
    school_id: student.schoolId,
    grade: student.grade,
    races: [...student.races],
    sex: student.sex,
    idea: student.idea,
    section504: student.section504,
    el: student.englishLearner,
  };
  return {
    ...facts,
    program_id: programId,
    source_key: sourceKey(keys, programId, student.sourcedId),
    identity: keys.seal(programId, canonicalJson(identity)),
    digest: keys.digest(programId, 'roster', canonicalJson({ ...facts, ...identity })),
    active: true,
  };
}

/** How the next import finds the same student again, without the roster's id being readable. */
export function sourceKey(keys: KeyRing, programId: string, sourcedId: string): Buffer {
  return keys.digest(programId, 'sourcedId', sourcedId);
}

/** Opens what `sealStudent` sealed. Throws when it was altered or belongs to another program. */
export function openIdentity(keys: KeyRing, programId: string, sealed: Buffer): Identity {
  return JSON.parse(keys.open(programId, sealed)) as Identity;
}

const marks = /\p{Mark}/gu;

/** Letters and digits for comparing names: no accents, no case, no punctuation but spaces. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} ]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Whether a search finds a student: every word of it begins one of the student's names, or the whole is the student's
 * number. A number must match whole, so that numbers cannot be felt out digit by digit.
 */
export function matches(identity: Identity, search: string): boolean {
  if (identity.number.toUpperCase() === search.trim().toUpperCase()) return true;
  const words = folded(search).split(' ').filter(Boolean);
  const names = folded([identity.givenName, identity.middleName ?? '', identity.familyName].join(' ')).split(' ');
  return words.length > 0 && words.every((word) => names.some((name) => name.startsWith(word)));
}

/** Digest of an import's bytes, to recognise the same import again. */
export function sourceDigest(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
