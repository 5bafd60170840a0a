import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type FieldName, fields, type Grain } from '../../statistics/measures/fields.ts';

type Days = { readonly from: string; readonly to: string };

/**
 * Where rows are read. A student involved is `student` (the police's record), or `identity` (what the school attached,
 * with the vault open) and `unattached` (the police's record of those it has not). Each holds what is asked of its
 * incident too (migration 024), so that nothing is joined but for actions, which are few.
 */
export type Lead = 'call' | 'incident' | 'action' | 'student' | 'identity' | 'unattached';

const tables = {
  call: 'call',
  incident: 'incident',
  action: 'enforcement_action',
  student: 'incident_student',
  identity: 'student_identity',
  unattached: 'incident_student',
} as const satisfies Record<Lead, string>;

const grains = {
  call: 'call',
  incident: 'incident',
  action: 'action',
  student: 'involvement',
  identity: 'involvement',
  unattached: 'involvement',
} as const satisfies Record<Lead, Grain>;

type Joined = 'incident' | 'student' | 'identity';

/** The rows of one lead, and which tables they have to be joined with for the columns asked of them. */
export class Reading {
  readonly lead: Lead;
  readonly #joined = new Set<Joined>();

  constructor(lead: Lead) {
    this.lead = lead;
  }

  get grain(): Grain {
    return grains[this.lead];
  }

  /** Of the call or the incident. */
  get id(): RawBuilder<string> {
    return this.#own(this.lead === 'call' || this.lead === 'incident' ? 'id' : 'incident_id');
  }

  get day(): RawBuilder<string> {
    return this.#own('local_day');
  }

  get school(): RawBuilder<string> {
    return this.#own(this.lead === 'identity' ? 'incident_school_id' : 'school_id');
  }

  /** The officer whose record it is. */
  get owner(): RawBuilder<string> {
    return this.lead === 'action' ? this.#of('incident', 'owner_id') : this.#own('owner_id');
  }

  column(name: FieldName): RawBuilder<string | null> {
    if (name === 'incidentSchool') return this.school;
    if (name === 'incidentDay') return this.day;
    const { table, column, type } = fields[name];
    if (tables[this.lead] === table) return this.#own(column);
    switch (table) {
      case 'incident':
        return this.lead === 'action' ? this.#of('incident', column) : this.#own(column);
      case 'incident_student':
        return this.lead === 'action' ? this.#of('student', column) : this.#own(column);
      case 'student_identity':
        if (this.lead === 'action') return this.#of('identity', column);
        return sql`NULL::${sql.raw(type === 'codes' ? 'text[]' : name === 'pseudonym' ? 'bytea' : 'text')}`;
      default:
        return this.#own(column);
    }
  }

  /** What holds for every row of the lead in some days. */
  standing({ from, to }: Days): RawBuilder<SqlBool>[] {
    const within = sql<SqlBool>`${this.day} BETWEEN ${from}::date AND ${to}::date`;
    switch (this.lead) {
      case 'incident':
        return [within, sql`incident.state IN ('filed', 'amended')`];
      case 'student':
        return [within, sql`student.role = 'subject'`];
      case 'unattached':
        return [within, sql`unattached.role = 'subject'`, sql`NOT unattached.attached`];
      case 'identity':
        return [within, sql`identity.subject`];
      default:
        return [within];
    }
  }

  /** The tables, once every column has been asked for. Days are said of each, so that each is read by its own. */
  tablesSql({ from, to }: Days): RawBuilder<unknown> {
    const own = sql`${sql.table(tables[this.lead])} ${sql.ref(this.lead)}`;
    if (this.#joined.size === 0) return own;
    const sameDays = (alias: Joined) => sql`${sql.ref(`${alias}.local_day`)} BETWEEN ${from}::date AND ${to}::date`;
    const sameStudent = (alias: Joined) =>
      sql`${sql.ref(`${alias}.program_id`)} = action.program_id AND ${sql.ref(`${alias}.incident_id`)} = action.incident_id
        AND ${sql.ref(`${alias}.student_key`)} = action.student_key AND ${sameDays(alias)}`;
    const parts = [own];
    if (this.#joined.has('incident'))
      parts.push(sql`JOIN incident ON incident.program_id = action.program_id AND incident.id = action.incident_id
        AND ${sameDays('incident')} AND incident.state IN ('filed', 'amended')`);
    if (this.#joined.has('student')) parts.push(sql`LEFT JOIN incident_student student ON ${sameStudent('student')}`);
    if (this.#joined.has('identity'))
      parts.push(sql`LEFT JOIN student_identity identity ON ${sameStudent('identity')}`);
    return sql.join(parts, sql` `);
  }

  #of(alias: Joined, column: string): RawBuilder<string> {
    this.#joined.add(alias);
    return sql.ref(`${alias}.${column}`);
  }

  #own(column: string): RawBuilder<string> {
    return sql.ref(`${this.lead}.${column}`);
  }
}
