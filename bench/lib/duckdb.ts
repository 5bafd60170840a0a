// The same tables in DuckDB: one program's, in memory, with the columns the questions by hand read.
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { scratch } from './servers.ts';
import { installTool } from './tool.ts';

/** What of the package's interface is used. */
interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[] }>;
  closeSync(): void;
}
interface Package {
  readonly DuckDBInstance: { create(): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}

const duckdb = { name: '@duckdb/node-api', version: '1.5.6-r.1' } as const;

async function bring(say: (sentence: string) => void): Promise<Package | null> {
  try {
    const entry = createRequire(path.join(await installTool(duckdb), 'package.json')).resolve(duckdb.name);
    return (await import(pathToFileURL(entry).href)) as Package;
  } catch (error) {
    say(`Nothing is compared with DuckDB. ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

const ids = { program_id: 'UUID', school_id: 'UUID', local_day: 'DATE' } as const;
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  incident: {
    ...ids,
    ...{
      id: 'UUID',
      officer_id: 'UUID',
      matter: 'VARCHAR',
      caller_role: 'VARCHAR',
      offense: 'VARCHAR',
      state: 'VARCHAR',
    },
  },
  incident_student: {
    ...ids,
    ...{ incident_id: 'UUID', student_key: 'UUID', role: 'VARCHAR', enforcement: 'BOOLEAN' },
    ...{ races: 'VARCHAR[]', outcomes: 'VARCHAR[]' },
  },
  student_identity: {
    ...ids,
    ...{ incident_id: 'UUID', student_key: 'UUID', pseudonym: 'VARCHAR', races: 'VARCHAR[]', disability: 'VARCHAR' },
  },
  enforcement_action: { ...ids, kind: 'VARCHAR', search_result: 'VARCHAR' },
  call: { ...ids, matter: 'VARCHAR', state: 'VARCHAR' },
};

/** One program's records in DuckDB. */
export interface Duck {
  /** Asks and reads the answer whole. Takes SQL with $1 the program, $2 and $3 the first and last day. */
  ask(text: string, from: string, to: string): Promise<void>;
  close(): void;
}

/** Reads one program's records into DuckDB. Null, said by `say`, where DuckDB cannot be had. */
export async function duckOf(
  admin: pg.Client,
  programId: string,
  say: (sentence: string) => void,
): Promise<Duck | null> {
  const brought = await bring(say);
  if (brought === null) return null;
  const instance = await brought.DuckDBInstance.create();
  const connection = await instance.connect();
  const { folder, remove } = await scratch();
  for (const [table, columns] of Object.entries(tables)) {
    const file = path.join(folder, `${table}.json`);
    const out = createWriteStream(file);
    const names = Object.keys(columns).map((name) =>
      name === 'pseudonym' ? "encode(pseudonym, 'hex') AS pseudonym" : name,
    );
    const { rows } = await admin.query<{ line: string }>(
      `SELECT row_to_json(one)::text AS line FROM (SELECT ${names.join(', ')} FROM ${table} WHERE program_id = $1) one`,
      [programId],
    );
    for (const { line } of rows) out.write(`${line}\n`);
    out.end();
    await finished(out);
    const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
    await connection.run(
      `CREATE TABLE ${table} AS SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {${types.join(', ')}})`,
    );
    await rm(file);
  }
  // Bytes as they are: a text of them would be slower than what it is compared with.
  await connection.run('ALTER TABLE student_identity ALTER pseudonym TYPE BLOB USING unhex(pseudonym)');
  await remove();
  say('The same records are in DuckDB');
  return {
    ask: async (text, from, to) => {
      const values = [`'${programId}'::UUID`, `DATE '${from}'`, `DATE '${to}'`];
      const filled = text.replace(/\$([123])/g, (_, place: string) => values[Number(place) - 1] ?? '');
      (await connection.runAndReadAll(filled)).getRows();
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
