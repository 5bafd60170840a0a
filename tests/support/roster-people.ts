import { Buffer } from 'node:buffer';
import { type RosterRows, rosterFiles, rosterRows } from '../../src/server/exchange/testing/roster.ts';

/** A made-up student whose every part is found nowhere else by chance. */
export interface RosterPerson {
  readonly given: string;
  readonly family: string;
  readonly number: string;
  readonly birthDate: string;
}

const syllables = ['zor', 'vik', 'quen', 'thal', 'bryx', 'mure', 'gant', 'elph', 'owid', 'juss'];
const word = (seed: number): string => {
  const parts = [seed % 10, Math.floor(seed / 10) % 10, (seed * 7 + 3) % 10].map((index) => syllables[index] ?? '');
  const text = parts.join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** As many students as asked for, at most fifty. */
export function rosterPeople(many: number): RosterPerson[] {
  return Array.from({ length: many }, (_, index) => ({
    given: `${word(index)}a`,
    family: `${word(index + 50)}sen`,
    number: `SN${String(704_113 + index * 7_919)}`,
    birthDate: `20${String(8 + (index % 5)).padStart(2, '0')}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 27)).padStart(2, '0')}`,
  }));
}

/** A OneRoster bundle of them at the two schools of a test program. */
export function rosterBundle(people: readonly RosterPerson[], bend: (rows: RosterRows) => void = () => undefined) {
  const rows = structuredClone(rosterRows('1.1'));
  const [orgHeader = [], district = [], first = [], second = []] = rows.orgs ?? [];
  first.splice(3, 3, 'Lincoln High', 'school', '170000100001');
  second.splice(3, 3, 'Roosevelt High', 'school', '170000100002');
  rows.orgs = [orgHeader, district, first, second];
  rows.users = [
    rows.users?.[0] ?? [],
    ...people.map(({ given, family, number }, index) => [
      ...[
        `u${index}`,
        '',
        'true',
        `d1,${index % 2 === 0 ? 's1' : 's2'}`,
        'student',
        `${given}.${family}`.toLowerCase(),
      ],
      ...[given, family, number, `${given}@students.example`, index % 2 === 0 ? '09' : '10'],
    ]),
  ];
  rows.demographics = [
    rows.demographics?.[0] ?? [],
    ...people.map(({ birthDate }, index) => [
      ...[`u${index}`, '', '', birthDate, index % 3 === 0 ? 'female' : 'male'],
      ...['false', 'false', 'false', 'false', 'true', 'false', 'false'],
    ]),
  ];
  rows.enrollments = [rows.enrollments?.[0] ?? []];
  bend(rows);
  return rosterFiles(rows);
}

const boundary = 'opensro-roster-boundary';

/** The files as a form. Returns body and content type. */
export function rosterForm(files: Readonly<Record<string, string>>): { payload: Buffer; type: string } {
  const parts = Object.entries(files).map(
    ([name, text]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n`,
  );
  return {
    payload: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** Which parts of which students a text holds, however written: `family: Zorviksen`. */
export function identityIn(text: string, people: readonly RosterPerson[]): string[] {
  const folded = text.toLowerCase();
  return people.flatMap((person) =>
    Object.entries(person)
      .filter(([, value]) => folded.includes(String(value).toLowerCase()))
      .map(([part, value]) => `${part}: ${String(value)}`),
  );
}
