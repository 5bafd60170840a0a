import { beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/access/decide.ts';
import { mentionQuestions } from '../support/mention-questions.ts';
import { type Method, operationsOf, takingAnId } from '../support/operations.ts';
import { type Question, recordQuestions } from '../support/record-questions.ts';
import { makeRecords, noRecords, type RecordSet } from '../support/records.ts';
import { watchStatements } from '../support/statements.ts';
import { type PersonKey, personKeys, type TestPerson, testWorld } from '../support/world.ts';

/**
 * A record that exists and may not be seen has to look like one that does not exist: the same bytes, after the same
 * statements. Every operation of the API that takes an id, in its path, its query or its body, is asked by every
 * person of the cast for a record of the own school, of the other school, of another program, and for nothing at all.
 */
const world = await testWorld();
const { program, other } = world;
const statements = watchStatements();
const operations = operationsOf(world.app.swagger() as Parameters<typeof operationsOf>[0]);

let ours: RecordSet;
let elsewhere: RecordSet;
let theirs: RecordSet;

beforeAll(async () => {
  ours = await makeRecords(world, program, 0);
  elsewhere = await makeRecords(world, program, 1);
  theirs = await makeRecords(world, other, 0);
  await world.database.query("INSERT INTO school_year VALUES ($1, '2031-32', '2031-08-18', '2032-06-04', '{}')", [
    other.id,
  ]);
  for (const person of [program.people.schoolLeader, program.people.otherSchoolLeader, program.people.recordsOfficer])
    await world.request(person, 'POST', '/identity/purpose', { purpose: 'attachToIncident' });
  const attached = await world.request(
    program.people.schoolLeader,
    'PUT',
    `/incidents/${ours.filed}/students/${ours.studentKey}/identity`,
    { rosterStudentId: ours.rosterStudent },
  );
  expect(attached.statusCode, attached.body).toBe(200);
});

const methodOf = (name: string): Method => name.split(' ')[0] as Method;

/** The answer without what differs from one request to the next anyway: its id, and ids of the records named. */
async function answerOf(person: TestPerson, name: string, question: Question, of: RecordSet) {
  const { result, statements: many } = await statements.during(() =>
    world.request(person, methodOf(name), question.path(of), question.body?.(of)),
  );
  const text = result.body.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>');
  const headers = Object.fromEntries(
    Object.entries(result.headers).filter(([header]) => !/^(date|x-ratelimit-|x-request-id)/.test(header)),
  );
  return { status: result.statusCode, text, headers, statements: many };
}

const reached = (key: PersonKey, { action, target }: Question, of: RecordSet): boolean =>
  action !== null && decide(program.people[key].caller.actor, action, target === null ? {} : target(of)).ok;

describe('[P7.8] what is out of reach looks like what does not exist', () => {
  it.each(Object.entries({ ...recordQuestions, ...mentionQuestions(program, () => ours) }))(
    '%s',
    async (name, question) => {
      for (const key of personKeys) {
        const person = program.people[key];
        const nothing = await answerOf(person, name, question, noRecords());
        const hidden: [string, RecordSet][] = [['another program', theirs]];
        if (question.target !== null && !reached(key, question, elsewhere))
          hidden.push(['the other school', elsewhere]);
        if (question.target !== null && !reached(key, question, ours)) hidden.push(['somebody else', ours]);
        for (const [whose, of] of hidden)
          expect(await answerOf(person, name, question, of), `${key} asks for a record of ${whose}`).toEqual(nothing);
      }
    },
  );

  it.each(Object.entries(recordQuestions).filter(([, question]) => question.target !== null))(
    '%s does tell who may see it',
    async (name, question) => {
      const may = personKeys.filter((key) => reached(key, question, ours));
      expect(may.length).toBeGreaterThan(0);
      for (const key of may) {
        const { status, text } = await answerOf(program.people[key], name, question, ours);
        expect([401, 403, 404, 500, 503], `${key}: ${text}`).not.toContain(status);
      }
    },
  );

  it('is asked of every operation that takes an id', () => {
    expect(Object.keys(recordQuestions).toSorted()).toEqual(takingAnId(operations).toSorted());
  });

  it('a planted operation that nobody asks is found', () => {
    const planted = { method: 'GET', path: '/api/programs/{programId}/diaries/{id}', access: 'duty.read' } as const;
    const asked = new Set(Object.keys(recordQuestions));
    const left = takingAnId([...operations, { ...planted, statuses: [] }]).filter((name) => !asked.has(name));
    expect(left).toEqual(['GET /diaries/{id}']);
  });
});
