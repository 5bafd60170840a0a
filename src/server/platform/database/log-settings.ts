import pg from 'pg';

/** By which settings PostgreSQL's own log stays free of values, and how each is set otherwise (postgresql.conf). */
const wanted: Readonly<Record<string, { readonly fine: readonly string[]; readonly set: string }>> = {
  log_statement: { fine: ['none', 'ddl'], set: 'none' },
  log_min_duration_statement: { fine: ['-1'], set: '-1' },
  log_min_duration_sample: { fine: ['-1'], set: '-1' },
  log_transaction_sample_rate: { fine: ['0'], set: '0' },
  // Details name what a constraint refused: "Key (email)=(jane@example.org) already exists".
  log_error_verbosity: { fine: ['terse'], set: 'terse' },
  log_min_error_statement: { fine: ['panic', 'fatal', 'log'], set: 'panic' },
  // Even the message of a failed statement can quote a value.
  log_min_messages: { fine: ['log', 'fatal', 'panic'], set: 'log' },
  log_parameter_max_length_on_error: { fine: ['0'], set: '0' },
};

/**
 * Settings by which a PostgreSQL of the operator's own would write values of records into its log, as
 * `name = value` to put into its configuration. Takes the address; reads only. Settings of the role that asks count.
 */
export async function leakyLogSettings(adminUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_check' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [Object.keys(wanted)],
    );
    return rows.flatMap(({ name, setting }) => {
      const want = wanted[name];
      return want === undefined || want.fine.includes(setting) ? [] : [`${name} = ${want.set}`];
    });
  } finally {
    await client.end();
  }
}
