import { stringify } from 'csv-stringify/sync';
import { ageOn } from '../src/domain/shared/dates.ts';
import type { Grade, Sex, YesNoUnknown } from '../src/domain/shared/people.ts';
import { ageBandOf } from '../src/domain/shared/people.ts';
import type { Race } from '../src/domain/shared/race.ts';
import { programSetup, schools } from './cast.ts';
import { random } from './random.ts';

export interface DemoStudent {
  readonly number: string;
  readonly sourcedId: string;
  readonly school: number;
  readonly grade: Grade;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly sex: Sex;
  readonly races: readonly Race[];
  readonly idea: YesNoUnknown;
  readonly section504: YesNoUnknown;
  readonly el: YesNoUnknown;
}

const givenNames =
  'Aaliyah Abel Ada Adrian Aiden Alba Alex Alma Amara Amir Ana Andre Anika Arlo Asher Aya Beau Bianca Blake Bruno Camila Caleb Carmen Cole Dalia Dante Darius Dina Diego Eden Eli Elsa Emeka Emil Enzo Esme Ezra Farah Felix Fern Finn Gael Gia Hana Hugo Imani Inez Iris Isaac Ivan Ivy Jada Jalen Jasper Jia Joel Jonah Juno Kai Kenji Kira Lars Layla Lena Leo Lila Lina Luca Lucia Luz Mae Malik Mara Mateo Maya Mila Mina Moses Nadia Naomi Nia Nico Nora Omar Oscar Otto Paloma Petra Quinn Rafael Ravi Reed Rhea Rosa Rowan Ruben Sage Salma Sami Selma Silas Simone Sol Tara Tariq Tessa Theo Tomas Uma Valeria Vera Viktor Wren Xavi Yara Yusuf Zane Zara Zoe'.split(
    ' ',
  );
const familyNames =
  'Abbott Acosta Adeyemi Aguilar Ahmed Alvarez Anders Arroyo Bailey Banerjee Barnes Bautista Bell Benitez Bishop Booker Boyd Bravo Brennan Burke Caldwell Campos Cardenas Chavez Cho Clayton Coleman Cortez Cross Cruz Dalton Davila Delacroix Dinh Duarte Dunn Elias Ellison Espinoza Farmer Figueroa Fletcher Foster Frost Fuentes Garner Gibbs Gomez Graves Guerra Hale Hassan Hayes Hinton Holloway Huang Ibarra Iqbal Jacobs Jaramillo Joyner Kaplan Kaur Keane Kowalski Lamb Lara Le Leon Lim Lowell Lozano Maddox Madrid Malone Marsh Medina Mercer Mills Mohamed Montes Mora Nash Navarro Ng Nolan Ochoa Okoye Olsen Osborne Pace Padilla Parikh Patterson Pena Pham Pierce Pope Quintero Ramsey Rangel Reeves Rios Rivas Roman Rowe Salas Salinas Saunders Serrano Shaw Singh Solis Soto Stanton Stokes Tanaka Tate Tovar Tran Trujillo Vance Vega Velez Vu Wade Walton Ware Webb Whitaker Wynn Xiong Yates Yu Zamora Zeller'.split(
    ' ',
  );

const raceMix: readonly (readonly [readonly Race[], number])[] = [
  [['white'], 44],
  [['hispanicOrLatino'], 20],
  [['hispanicOrLatino', 'white'], 5],
  [['blackOrAfricanAmerican'], 16],
  [['asian'], 6],
  [['white', 'blackOrAfricanAmerican'], 4],
  [['white', 'asian'], 2],
  [['americanIndianOrAlaskaNative'], 1.2],
  [['nativeHawaiianOrPacificIslander'], 0.5],
  [['middleEasternOrNorthAfrican'], 1.3],
];

const ageInGrade: Partial<Record<Grade, number>> = {
  KG: 5,
  '01': 6,
  '02': 7,
  '03': 8,
  '04': 9,
  '05': 10,
  '06': 11,
  '07': 12,
  '08': 13,
  '09': 14,
  '10': 15,
  '11': 16,
  '12': 17,
};

/** The 7,000 students of the district, the same for the same seed; born so that they fit their grade when the year begins. */
export function demoStudents(seed: number, firstDay: string): DemoStudent[] {
  const from = random(seed, 'students');
  const list: DemoStudent[] = [];
  let number = 410_000;
  for (const [school, { grades, students }] of schools.entries()) {
    for (let index = 0; index < students; index += 1) {
      const grade = grades[index % grades.length] ?? 'unknown';
      number += from.int(1, 9);
      const birthYear = Number(firstDay.slice(0, 4)) - (ageInGrade[grade] ?? 10) - (from.chance(0.4) ? 1 : 0);
      const idea = from.chance(0.14);
      list.push({
        number: String(number),
        sourcedId: `s-${number.toString(36)}`,
        school,
        grade,
        givenName: from.pick(givenNames),
        familyName: from.chance(0.06) ? `${from.pick(familyNames)}-${from.pick(familyNames)}` : from.pick(familyNames),
        birthDate: `${birthYear}-${String(from.int(1, 12)).padStart(2, '0')}-${String(from.int(1, 28)).padStart(2, '0')}`,
        sex: from.weighted<Sex>([
          ['F', 49],
          ['M', 50.6],
          ['X', 0.4],
        ]),
        races: from.weighted(raceMix),
        idea: idea ? 'yes' : 'no',
        section504: !idea && from.chance(0.05) ? 'yes' : 'no',
        el: from.chance(0.11) ? 'yes' : 'no',
      });
    }
  }
  return list;
}

/** Age band of a student on a day, as someone standing before the student would judge it. */
export function ageBandOn(student: DemoStudent, day: string) {
  return ageBandOf(ageOn(student.birthDate, day));
}

const csv = (rows: readonly (readonly string[])[]): Buffer => Buffer.from(stringify(rows.map((row) => [...row])));
const stamp = (firstDay: string): string => `${firstDay}T00:00:00.000Z`;

export interface DemoFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The district's roster as a OneRoster 1.1 bulk bundle, as a student information system exports it. */
export function rosterBundle(students: readonly DemoStudent[], firstDay: string): DemoFile[] {
  const when = stamp(firstDay);
  const yes = (student: DemoStudent, race: Race): string => String(student.races.includes(race));
  const bulk = ['academicSessions', 'classes', 'courses', 'demographics', 'enrollments', 'orgs', 'users'];
  const present = new Set(['demographics', 'orgs', 'users']);
  return [
    {
      name: 'manifest.csv',
      bytes: csv([
        ['propertyName', 'value'],
        ['manifest.version', '1.0'],
        ['oneroster.version', '1.1'],
        ...bulk.map((file) => [`file.${file}`, present.has(file) ? 'bulk' : 'absent']),
        ['source.systemName', 'Demonstration SIS'],
        ['source.systemCode', 'demo'],
      ]),
    },
    {
      name: 'orgs.csv',
      bytes: csv([
        ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parentSourcedId'],
        ['district', 'active', when, programSetup.district.name, 'district', programSetup.district.leaId, ''],
        ...schools.map((school) => [
          `school-${school.schid}`,
          'active',
          when,
          school.name,
          'school',
          `${programSetup.district.leaId}${school.schid}`,
          'district',
        ]),
      ]),
    },
    {
      name: 'users.csv',
      bytes: csv([
        [
          'sourcedId',
          'status',
          'dateLastModified',
          'enabledUser',
          'orgSourcedIds',
          'role',
          'username',
          'userIds',
          'givenName',
          'familyName',
          'middleName',
          'identifier',
          'email',
          'sms',
          'phone',
          'agentSourcedIds',
          'grades',
          'password',
        ],
        ...students.map((student) => [
          student.sourcedId,
          'active',
          when,
          'true',
          `school-${schools[student.school]?.schid ?? ''}`,
          'student',
          student.sourcedId,
          '',
          student.givenName,
          student.familyName,
          '',
          student.number,
          '',
          '',
          '',
          '',
          student.grade,
          '',
        ]),
      ]),
    },
    {
      name: 'demographics.csv',
      bytes: csv([
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
          'countryOfBirthCode',
          'stateOfBirthAbbreviation',
          'cityOfBirth',
          'publicSchoolResidenceStatus',
        ],
        ...students.map((student) => [
          student.sourcedId,
          'active',
          when,
          student.birthDate,
          student.sex === 'F' ? 'female' : student.sex === 'M' ? 'male' : 'other',
          yes(student, 'americanIndianOrAlaskaNative'),
          yes(student, 'asian'),
          yes(student, 'blackOrAfricanAmerican'),
          yes(student, 'nativeHawaiianOrPacificIslander'),
          // OneRoster has no category of its own for it; systems send White, as SPD 15 of 1997 says.
          String(student.races.includes('white') || student.races.includes('middleEasternOrNorthAfrican')),
          String(student.races.filter((race) => race !== 'hispanicOrLatino').length > 1),
          yes(student, 'hispanicOrLatino'),
          '',
          '',
          '',
          '',
        ]),
      ]),
    },
  ];
}

/** The second file: disability and English-learner status, which OneRoster does not carry. */
export function supplementFile(students: readonly DemoStudent[]): DemoFile {
  return {
    name: 'student-services.csv',
    bytes: csv([
      ['SIS number', 'IDEA', '504', 'EL'],
      ...students.map((student) => [student.number, student.idea, student.section504, student.el]),
    ]),
  };
}
