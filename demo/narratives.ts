import type { ActionKind } from '../src/domain/incidents/actions.ts';
import type { Random } from './random.ts';

const scenes: Readonly<Record<string, readonly string[]>> = {
  fightActive: [
    'When I came in, two students were hitting each other and others stood around them.',
    'Two students were on the floor and would not let go of each other.',
  ],
  fightOver: ['The fight was over when I arrived. A teacher stood between the two students.'],
  assaultWithInjury: ['A student had a bleeding lip. The nurse was already there.'],
  harassment: ['A student said that another had followed and grabbed them after class.'],
  knifeOrBlade: ['A teacher had seen a small folding knife in a bag.'],
  threatToPerson: ['A student had said in front of others that another would be hurt after school.'],
  threatOnline: ['A message in a group chat said that a student should watch out.'],
  mentalHealthCrisis: ['A student sat under a table and shouted when anyone came close.'],
  leftCampus: ['A student had left through the side door and was seen near the road.'],
  pettyTheft: ['Earphones were missing from a locker after gym.'],
  drugsFound: ['A teacher had found a small bag with leaves on the floor of the restroom.'],
  angryAdult: ['A parent shouted at the front desk and would not leave.'],
};

const doings = [
  'I spoke with each of them apart and they calmed down.',
  'I kept the others back and let the counselor talk.',
  'We moved to a quiet room. After some minutes we could talk.',
  'I listened first. Both told about the same story.',
];

const endings = [
  'The assistant principal took over.',
  'The school follows up with the families.',
  'Both went back to class with a staff member.',
  'The counselor stayed with the student.',
];

const because: Partial<Record<ActionKind, string>> = {
  search: 'With the assistant principal present I looked into the bag.',
  seizure: 'I took the item as evidence.',
  detention: 'I had the student wait with me in the office until the family came.',
  restraint: 'I held the student by the arms until the student was calm.',
  force: 'I pulled the student away from the other by the arms.',
  interrogation: 'I asked the student what happened after the family had been called.',
  citation: 'I explained and wrote a citation.',
  arrest: 'I explained the arrest in the office, away from other students.',
  courtReferral: 'I told the family about the referral and what comes next.',
  charge: 'The case went to the county with the statements.',
};

/** A short story of an incident, without a name in it. */
export function narrative(from: Random, matter: string, kinds: readonly ActionKind[]): string {
  const scene = from.pick(scenes[matter] ?? ['Staff pointed me to the students and told me what they had seen.']);
  return [scene, from.pick(doings), ...kinds.flatMap((kind) => because[kind] ?? []), from.pick(endings)].join(' ');
}

const whys: Readonly<Record<string, string>> = {
  fightActive: 'Students were fighting and staff could not part them.',
  fightOver: 'There had been a fight and staff feared it would go on.',
  knifeOrBlade: 'A knife had been seen.',
  mentalHealthCrisis: 'Staff feared that the student would be hurt.',
  leftCampus: 'A student had left and was near the road.',
  angryAdult: 'An adult would not leave and staff felt in danger.',
};

/** Why the caller wanted an officer, in the officer's words. */
export function whyCalled(from: Random, matter: string): string {
  return (
    whys[matter] ??
    from.pick(['Staff asked for help with a danger they saw.', 'The caller feared that someone would get hurt.'])
  );
}
