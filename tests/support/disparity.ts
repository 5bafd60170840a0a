import { type PlantedIncident, plant } from './planted.ts';
import type { TestWorld } from './world.ts';

const races = ['HI', 'AM', 'AS', 'HP', 'TR', 'BL', 'WH'] as const;

/** Students enrolled by the CRDC's file of 2024-25, half girls and half boys, as many in each of the two schools. */
export async function enrol(world: TestWorld, counts: Partial<Record<(typeof races)[number], number>>): Promise<void> {
  for (const school of world.program.schools) {
    for (const sex of ['F', 'M']) {
      for (const race of races) {
        await world.database.query(
          `INSERT INTO enrolment (program_id, school_id, source_year, dimension, category, sex, students)
           VALUES ($1, $2, '2024-25', 'race', $3, $4, $5)`,
          [world.program.id, school, race, sex, (counts[race] ?? 0) / 4],
        );
      }
    }
  }
}

const white = { recorded: 'white', saw: 'white' } as const;
const outcomes = ['arrest', 'citation'] as const;

/** One student in an incident; each is another one to the school. */
export function arrested(
  of: { readonly recorded: string; readonly saw: string; readonly searched?: boolean },
  part: { readonly number: number; readonly day?: string; readonly school?: 0 | 1 },
): PlantedIncident {
  return {
    ...{ school: part.school ?? 0, officer: 0, day: part.day ?? '2026-09-21', origin: 'called', offense: null },
    students: [
      {
        ...{ outcomes: [...outcomes], race: of.saw, recordedRace: of.recorded, disability: 'none' },
        ...{ pseudonym: part.number, stopped: of.searched ?? false },
      },
    ],
  };
}

/**
 * Students of one group arrested 40 of 400 times at the first school and searched 40 of 60 times they were in an incident,
 * all others 48 of 1,600 and 12 of 60: stands out by both records, there and in the whole program.
 */
export async function plantStandingOut(world: TestWorld): Promise<void> {
  await enrol(world, { BL: 400, WH: 1600 });
  const black = { recorded: 'blackOrAfricanAmerican', saw: 'blackOrAfricanAmerican' } as const;
  const incidents = [
    ...Array.from({ length: 60 }, (_, at) =>
      arrested({ ...black, searched: at < 40 }, { number: at < 40 ? at + 1 : at - 19 }),
    ),
    ...Array.from({ length: 60 }, (_, at) => arrested({ ...white, searched: at < 12 }, { number: 101 + (at % 48) })),
  ];
  await plant(world, { incidents });
}
