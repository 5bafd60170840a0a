import { type Grade, grades } from '../../../domain/shared/people.ts';

/** `outside` = infants, adults and college students, who are no part of a K-12 program. `null` = a word not known. */
export type GradeRead = { grade: Grade; mapped: boolean } | 'outside' | null;

/** Codes of the Common Education Data Standards, which OneRoster uses, that have no grade of their own here. */
const mapped: Readonly<Record<string, Grade>> = { PR: 'PK', PS3: 'PK', TK: 'KG', '13': 'UG', OTHER: 'UG' };
const words: Readonly<Record<string, Grade>> = {
  '': 'unknown',
  UNKNOWN: 'unknown',
  K: 'KG',
  KF: 'KG',
  '0': 'KG',
  '00': 'KG',
  KINDERGARTEN: 'KG',
  PREK: 'PK',
  PREKINDERGARTEN: 'PK',
  PRESCHOOL: 'PK',
  UNGRADED: 'UG',
};
const outside = new Set(['IT', 'PS', 'AE', 'ABE', 'GRAD']);

/** Reads one grade: 'KG', '3', '03', '3rd', 'Grade 3', 'K'. */
export function readGrade(cell: string): GradeRead {
  const word = cell.toUpperCase().replace(/[\s._-]/g, '');
  if (outside.has(word)) return 'outside';
  const known = grades.find((grade) => grade === word);
  if (known !== undefined) return { grade: known, mapped: false };
  const same = words[word];
  if (same !== undefined) return { grade: same, mapped: false };
  const near = mapped[word];
  if (near !== undefined) return { grade: near, mapped: true };
  const number = /^(?:GRADE|GR)?0?(\d{1,2})(?:ST|ND|RD|TH)?(?:GRADE)?$/.exec(word)?.[1];
  if (number === undefined) return null;
  const padded = grades.find((grade) => grade === number.padStart(2, '0'));
  return padded === undefined ? null : { grade: padded, mapped: false };
}
