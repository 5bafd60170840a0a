import { csv } from './support.ts';

/** A small OneRoster bundle of either version, to be bent by tests. Rows of cells; the first row is the header. */
export type RosterRows = Record<string, string[][]>;

const manifest = (version: string, files: readonly string[]): string[][] => [
  ['propertyName', 'value'],
  ['manifest.version', '1.0'],
  ['oneroster.version', version],
  ...files.map((name) => [`file.${name}`, 'bulk']),
  ['source.systemName', 'Test SIS'],
];

const shared: RosterRows = {
  orgs: [
    ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parentSourcedId'],
    ['d1', '', '', 'Peña District', 'district', '0200001', ''],
    ['s1', '', '', 'Gladys Jung Elementary', 'school', '020000100207', 'd1'],
    ['s2', '', '', 'Bethel Regional HS', 'school', '', 'd1'],
    ['x1', '', '', 'Transport', 'department', '', 'd1'],
  ],
  academicSessions: [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'title',
      'type',
      'startDate',
      'endDate',
      'parentSourcedId',
      'schoolYear',
    ],
    ['y1', '', '', '2025-26', 'schoolYear', '2025-08-20', '2026-05-29', '', '2026'],
  ],
  demographics: [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'birthDate',
      'sex',
      'americanIndianOrAlaskaNative',
      'asian',
      'blackOrAfricanAmerican',
      'nativeHawaiianOrOtherPacificIslander',
      'white',
      'demographicRaceTwoOrMoreRaces',
      'hispanicOrLatinoEthnicity',
    ],
    ['u1', '', '', '2015-03-01', 'female', 'true', 'false', 'false', 'false', 'true', 'true', 'false'],
    ['u2', '', '', '2009-11-30', 'male', 'false', 'false', 'false', 'false', 'false', 'false', 'true'],
    ['u4', '', '', '', '', '', '', '', '', '', 'true', ''],
  ],
  enrollments: [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'classSourcedId',
      'schoolSourcedId',
      'userSourcedId',
      'role',
      'primary',
      'beginDate',
      'endDate',
    ],
    ['e1', '', '', 'c1', 's2', 'u4', 'student', '', '', ''],
  ],
};

/** Four students (u4's school stands in enrollments.csv only), one toddler and one teacher. */
const people: readonly [
  id: string,
  role: string,
  org: string,
  given: string,
  family: string,
  number: string,
  grades: string,
][] = [
  ['u1', 'student', 's1', 'Inés', 'Muñoz', '000101', '05'],
  ['u2', 'student', 's2', 'Ben', 'Ash', '000102', '11'],
  ['u3', 'student', 's1', 'Cy', 'Dee', '000103', 'TK'],
  ['u4', 'student', 'd1', 'Dana', 'Eagle', '000104', '9'],
  ['u5', 'student', 's1', 'Toddler', 'Fox', '000105', 'IT'],
  ['t1', 'teacher', 's1', 'Tea', 'Cher', '9', ''],
];

/** The bundle as fresh rows: each test bends its own, and files of one worker share this module. */
export function rosterRows(version: '1.1' | '1.2'): RosterRows {
  const own: RosterRows =
    version === '1.1'
      ? {
          users: [
            [
              'sourcedId',
              'status',
              'enabledUser',
              'orgSourcedIds',
              'role',
              'username',
              'givenName',
              'familyName',
              'identifier',
              'email',
              'grades',
            ],
            ...people.map(([id, role, org, given, family, number, grades]) => [
              id,
              '',
              'true',
              `d1,${org}`,
              role,
              id,
              given,
              family,
              number,
              '',
              grades,
            ]),
          ],
        }
      : {
          users: [
            [
              'sourcedId',
              'status',
              'enabledUser',
              'username',
              'givenName',
              'familyName',
              'identifier',
              'email',
              'grades',
              'primaryOrgSourcedId',
            ],
            ...people.map(([id, , org, given, family, number, grades]) => [
              id,
              '',
              'true',
              id,
              given,
              family,
              number,
              '',
              grades,
              org,
            ]),
          ],
          roles: [
            [
              'sourcedId',
              'status',
              'dateLastModified',
              'userSourcedId',
              'roleType',
              'role',
              'beginDate',
              'endDate',
              'orgSourcedId',
            ],
            ...people.map(([id, role, org]) => [`r-${id}`, '', '', id, 'primary', role, '', '', org]),
          ],
        };
  const files = { ...structuredClone(shared), ...own };
  return { ...files, manifest: manifest(version, Object.keys(files)) };
}

/** Rows -> files of a bundle. */
export function rosterFiles(rows: RosterRows, end = '\n'): Record<string, string> {
  return Object.fromEntries(Object.entries(rows).map(([name, table]) => [`${name}.csv`, csv(table, end)]));
}
