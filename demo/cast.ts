import type { Role } from '../src/domain/access/roles.ts';
import type { Grade } from '../src/domain/shared/people.ts';

/** Everything and everybody here is invented. The LEAID and the ORI belong to nobody. */
export const programSetup = {
  slug: 'cedar-bend',
  name: 'Cedar Bend SRO program',
  agency: { name: 'Cedar Bend Police Department', kind: 'municipalPolice' as const, ori: 'IL0999900' },
  district: { name: 'Cedar Bend Unified School District', leaId: '1799990', state: 'IL' as const },
  timeZone: 'America/Chicago',
  contact: {
    agency: {
      name: 'Cedar Bend Police, School Services',
      phone: '555-0142',
      email: 'schools@police.cedarbend.example',
      web: null,
    },
    district: {
      name: 'Cedar Bend Schools, Student Services',
      phone: '555-0177',
      email: 'services@cedarbend.example',
      web: null,
    },
  },
};

/** Password of every person of the demonstration. It is printed at the start: never load the demonstration beside real records. */
export const demoPassword = 'cedar bend demo';

export interface DemoSchool {
  readonly schid: string;
  readonly name: string;
  readonly level: 'high' | 'middle' | 'elementary';
  readonly grades: readonly Grade[];
  readonly students: number;
}

const high: readonly Grade[] = ['09', '10', '11', '12'];
const middle: readonly Grade[] = ['06', '07', '08'];
const elementary: readonly Grade[] = ['KG', '01', '02', '03', '04', '05'];

/** Twelve schools, 7,000 students. */
export const schools: readonly DemoSchool[] = [
  { schid: '00101', name: 'Cedar Bend High School', level: 'high', grades: high, students: 1_240 },
  { schid: '00102', name: 'Riverside High School', level: 'high', grades: high, students: 1_080 },
  { schid: '00103', name: 'Prairie View High School', level: 'high', grades: high, students: 830 },
  { schid: '00201', name: 'Lincoln Middle School', level: 'middle', grades: middle, students: 640 },
  { schid: '00202', name: 'Douglass Middle School', level: 'middle', grades: middle, students: 590 },
  { schid: '00203', name: 'Chavez Middle School', level: 'middle', grades: middle, students: 560 },
  { schid: '00204', name: 'Meadow Middle School', level: 'middle', grades: middle, students: 450 },
  { schid: '00301', name: 'Oak Street Elementary', level: 'elementary', grades: elementary, students: 360 },
  { schid: '00302', name: 'Maple Grove Elementary', level: 'elementary', grades: elementary, students: 340 },
  { schid: '00303', name: 'Willow Creek Elementary', level: 'elementary', grades: elementary, students: 320 },
  { schid: '00304', name: 'Sunrise Elementary', level: 'elementary', grades: elementary, students: 300 },
  { schid: '00305', name: 'Birch Hill Elementary', level: 'elementary', grades: elementary, students: 290 },
];

export interface DemoPerson {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly role: Role;
  /** Index of the school a school role is held for. */
  readonly school?: number;
  readonly language?: 'en' | 'es';
}

const mail = (name: string): string =>
  `${name
    .normalize('NFD')
    .replace(/[^\p{Letter} ]/gu, '')
    .toLowerCase()
    .replaceAll(' ', '.')}@cedarbend.example`;

const person = (key: string, name: string, title: string, role: Role, school?: number): DemoPerson => ({
  key,
  name,
  email: mail(name),
  title,
  role,
  ...(school === undefined ? {} : { school }),
});

const officerNames = ['Ana Reyes', 'Marcus Hill', 'Joy Okafor', 'Daniel Kim', 'Rosa Delgado', 'Peter Novak'];

const leaderNames = [
  'Helen Brandt',
  'Samuel Ortiz',
  'Grace Whitfield',
  'Ruth Lindqvist',
  'Andre Coleman',
  'Lucía Vargas',
  'Tom Becker',
  'Nadia Haddad',
  'Carol Jensen',
  'Victor Nguyen',
  'Elena Petrova',
  'James Osei',
];

const staffNames = [
  'Maria Santos',
  'Brian Walsh',
  'Keisha Grant',
  'Paul Schmidt',
  'Olivia Park',
  'Hector Ruiz',
  'Linda Moore',
  'Arjun Mehta',
  'Sofia Rossi',
  'Derek Young',
  'Fatima Khan',
  'Megan Doyle',
  'Luis Herrera',
  'Ingrid Larsen',
  'Tanya Brooks',
  'Noah Fischer',
  'Aisha Bello',
  'Claire Dubois',
  'Ray Thompson',
  'Mei Chen',
  'Jorge Molina',
  'Sarah Levin',
  'Ken Watanabe',
  'Paula Costa',
];

/** People who sign in. The first of each role is printed with how to sign in. */
export const people: readonly DemoPerson[] = [
  ...officerNames.map((name, index) => person(`officer${index}`, name, 'School resource officer', 'officer')),
  person('supervisor', 'Denise Carter', 'Sergeant, School Services', 'supervisor'),
  person('agencyLeader', 'Walter Brooks', 'Chief of Police', 'agencyLeader'),
  ...leaderNames.map((name, index) => person(`leader${index}`, name, 'Principal', 'schoolLeader', index)),
  ...staffNames.map((name, index) =>
    person(`staff${index}`, name, index < 12 ? 'Teacher' : 'Assistant principal', 'schoolStaff', index % 12),
  ),
  person('coordinator', 'Monica Fields', 'Director of Student Services', 'districtCoordinator'),
  person('records', 'Alan Pryor', 'Student records officer', 'recordsOfficer'),
  person('admin', 'Irene Castillo', 'Program administrator', 'programAdmin'),
];

export const systemAdmin = { name: 'System administrator', email: 'system@cedarbend.example' };

/** Which schools (by index) an officer serves: one high school each, two middle schools each, the elementary schools. */
export const assignments: readonly (readonly number[])[] = [[0], [1], [2], [3, 4], [5, 6], [7, 8, 9, 10, 11]];
