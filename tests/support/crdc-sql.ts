// Prints the CRDC's counts of the demonstration by SQL alone, as JSON: [{ school, column, n }, ...]. Takes the data
// directory of a running server and the first and last day of the school year.
import pg from 'pg';
import { runningDatabase } from '../../src/server/platform/database/embedded.ts';
import { crdcCountSql } from './crdc-count.ts';

const [directory = '', slug = '', firstDay = '', lastDay = ''] = process.argv.slice(2);
const connectionString = await runningDatabase(directory);
if (connectionString === null) throw new Error(`No database runs on ${directory}.`);
const client = new pg.Client({ connectionString });
await client.connect();
try {
  const program = await client.query('SELECT program_id FROM program WHERE slug = $1', [slug]);
  const { rows } = await client.query(crdcCountSql, [program.rows[0]?.program_id, firstDay, lastDay]);
  console.log(JSON.stringify(rows));
} finally {
  await client.end();
}
