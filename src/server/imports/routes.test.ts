import { Buffer } from 'node:buffer';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import { openPath } from '../exchange/files/open.ts';
import { rosterFiles, rosterRows } from '../exchange/testing/roster.ts';
import { makeZip } from '../exchange/testing/zip.ts';
import type { ProblemBody } from '../platform/http/problems.ts';
import type { ImportReport } from './report.ts';

const world = await testWorld();
const { app, database, program } = world;
const { programAdmin, recordsOfficer, officer } = program.people;
const folder = path.join(path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data'), 'crdc-2020-21');

interface Part {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer | string;
}

const boundary = 'opensro-test-boundary';
function formOf(parts: readonly Part[], closed = true): Buffer {
  const pieces = parts.flatMap(({ name, file, bytes }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat(closed ? [...pieces, Buffer.from(`--${boundary}--\r\n`)] : pieces);
}

const send = (person: TestPerson, url: string, payload: Buffer, language = 'en') =>
  app.inject({
    method: 'POST',
    url: `/api/programs/${program.id}${url}`,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'x-csrf-token': person.csrfToken,
      'accept-language': language,
    },
    cookies: { opensro: person.cookie },
    payload,
  });

const leaid = '0200001';
const crdc: Part[] = [];
beforeAll(async () => {
  await database.query('UPDATE program SET leaid = $2 WHERE program_id = $1', [program.id, leaid]);
  const opened = await openPath(folder);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  for (const file of opened.bundle.files) {
    if (!/(School Characteristics|Enrollment|School Support)\.csv$/.test(file.name)) continue;
    const read = await file.read();
    if (!read.ok) throw new Error(file.name);
    const [header = '', ...lines] = read.bytes.toString('utf8').trimEnd().split(/\r?\n/);
    const own = lines.filter((line) => line.startsWith('"AK"')).slice(0, 60);
    crdc.push({ name: 'files', file: path.basename(file.name), bytes: `${[header, ...own].join('\r\n')}\r\n` });
  }
});
const roster = (): Part[] => {
  const rows = rosterRows('1.1');
  const orgs = (rows.orgs ?? []).map((row) =>
    row[0] === 's1' ? ['s1', '', '', 'Lincoln High', 'school', '', 'd1'] : row,
  );
  return Object.entries(rosterFiles({ ...rows, orgs })).map(([file, text]) => ({ name: 'files', file, bytes: text }));
};
const schools = () => database.query('SELECT * FROM school WHERE program_id = $1 ORDER BY id', [program.id]);

describe('imports over HTTP', () => {
  test('checked first, then imported, the same files and no others', async () => {
    const before = await schools();
    const unchecked = await send(programAdmin, '/imports/crdc', formOf(crdc));
    expect(unchecked.json<ProblemBody>()).toMatchObject({ status: 422, code: 'imports.checkFirst' });
    const checked = await send(programAdmin, '/imports/crdc?dryRun=true', formOf(crdc));
    expect(checked.statusCode).toBe(200);
    const report = checked.json<ImportReport>();
    expect(report).toMatchObject({ refused: false, dryRun: true, source: '2020-21' });
    expect(report.added).toBeGreaterThan(0);
    expect(await schools()).toEqual(before);
    const others = crdc.map((part) => ({ ...part, bytes: String(part.bytes).replace('"AK"', '"ak"') }));
    const changed = await send(programAdmin, `/imports/crdc?digest=${report.digest}`, formOf(others));
    expect(changed.json<ProblemBody>()).toMatchObject({ status: 409, code: 'imports.filesChanged' });
    const done = await send(programAdmin, `/imports/crdc?digest=${report.digest}`, formOf([...crdc].reverse()));
    expect(done.json<ImportReport>()).toMatchObject({ dryRun: false, added: report.added });
    expect(await schools()).toHaveLength(before.length + report.added);
  });

  test.each<[string, (parts: Part[]) => Part[], string]>([
    ['cut short', (parts) => parts.map((part) => ({ ...part, bytes: String(part.bytes).slice(0, -700) })), 'line'],
    ['a PDF', (parts) => parts.map((part) => ({ ...part, bytes: '%PDF-1.7\n' })), 'PDF'],
    ['empty', (parts) => parts.map((part) => ({ ...part, bytes: '' })), 'empty'],
    ['a web page', (parts) => parts.map((part) => ({ ...part, bytes: '<!DOCTYPE html><html></html>' })), 'web page'],
    [
      'a broken ZIP',
      () => [{ name: 'files', file: 'x.zip', bytes: makeZip([{ name: 'a.csv', text: 'a' }]).subarray(0, 60) }],
      'ZIP',
    ],
    ['none', () => [], 'no file'],
    ['the wrong one', () => [{ name: 'files', file: 'cats.csv', bytes: 'a,b\n1,2\n' }], 'missing'],
  ])('files that are %s: file, line, reason and remedy, and nothing changed', async (_what, bend, word) => {
    const before = await schools();
    const parts = bend(crdc);
    const checked = await send(programAdmin, '/imports/crdc?dryRun=true', formOf(parts));
    const report = checked.json<ImportReport>();
    expect(checked.statusCode, checked.body).toBe(200);
    expect(report.refused).toBe(true);
    expect(JSON.stringify(report.problems)).toContain(word);
    for (const problem of report.problems) expect([problem.reason, problem.remedy].every(Boolean)).toBe(true);
    const digest = report.digest === '' ? 'a'.repeat(64) : report.digest;
    const refused = await send(programAdmin, `/imports/crdc?digest=${digest}`, formOf(parts), 'es');
    const problem = refused.json<ProblemBody>();
    expect(problem).toMatchObject({ status: 422, code: 'imports.refused' });
    expect(problem.title).toContain('no se cambió nada');
    expect(problem.errors?.[0]?.remedy).toBeTruthy();
    expect(await schools()).toEqual(before);
  });

  test('a form that breaks off, no form, an unknown part, too many files', async () => {
    const post = async (payload: Buffer) => (await send(programAdmin, '/imports/crdc?dryRun=true', payload)).json();
    expect(await post(formOf(crdc, false).subarray(0, -900))).toMatchObject({ status: 400, code: 'imports.brokenOff' });
    const json = await world.request(programAdmin, 'POST', '/imports/crdc?dryRun=true', { a: 1 });
    expect(json.json()).toMatchObject({ status: 415, code: 'imports.noForm' });
    expect(await post(formOf([{ name: 'other', file: 'a.csv', bytes: 'a' }]))).toMatchObject({
      status: 422,
      code: 'imports.partUnknown',
    });
    const many = Array.from({ length: 30 }, (_, n) => ({ name: 'files', file: `${n}.csv`, bytes: 'a' }));
    expect(await post(formOf(many))).toMatchObject({ status: 413, code: 'imports.tooLarge' });
  });

  test('[P7.8] a roster with its second file; no name in the answer; only those who may', async () => {
    const flags = {
      name: 'supplement',
      file: 'flags.csv',
      bytes: 'SIS number,IDEA,504,EL\r\n000101,yes,no,perhaps\r\n',
    };
    const checked = await send(recordsOfficer, '/imports/roster?dryRun=true', formOf([...roster(), flags]));
    const report = checked.json<ImportReport>();
    expect(report).toMatchObject({ refused: false, added: 4 });
    expect(report.problems).toContainEqual(
      expect.objectContaining({ file: 'flags.csv', line: 2, column: 'EL', severity: 'warning' }),
    );
    const url = `/imports/roster?digest=${report.digest}`;
    const done = await send(recordsOfficer, url, formOf([...roster(), flags]));
    expect(done.json<ImportReport>()).toMatchObject({ added: 4, refused: false });
    for (const name of ['Inés', 'Muñoz', '000101']) expect(`${checked.body}${done.body}`).not.toContain(name);
    expect((await send(officer, url, formOf(roster()))).statusCode).toBe(403);
    expect((await send(recordsOfficer, '/imports/crdc?dryRun=true', formOf(crdc))).statusCode).toBe(403);
  });
});
