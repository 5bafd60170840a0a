import type pg from 'pg';

/** Runs SQL as the superuser and answers rows. */
type Query = <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>;

export interface Wall {
  readonly table: string;
  readonly program_scoped: boolean;
  readonly secured: boolean;
  readonly forced: boolean;
  readonly walled: boolean;
  readonly owner: string;
  /** Other policies that let somebody in, as `name to role`. */
  readonly doors: readonly string[];
}

/** Every table of the public schema with the wall around it. */
export function readWalls(query: Query): Promise<Wall[]> {
  return query<Wall & pg.QueryResultRow>(`
    SELECT c.relname AS table, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced, pg_get_userbyid(c.relowner) AS owner,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'program_id' AND NOT a.attisdropped) AS program_scoped,
      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'program_wall' AND p.polcmd = '*'
        AND pg_get_expr(p.polqual, p.polrelid) = '(program_id = current_program())'
        AND pg_get_expr(p.polwithcheck, p.polrelid) = '(program_id = current_program())') AS walled,
      ARRAY(SELECT p.polname || ' to ' || CASE WHEN p.polroles = '{0}' THEN 'everybody' ELSE
          (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END
        FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polname <> 'program_wall' ORDER BY 1) AS doors
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1`);
}

/** What is wrong with the walls: `table: what`. Tables that belong to no program have to be named. */
export function wallFaults(walls: readonly Wall[], outside: readonly string[]): string[] {
  return walls.flatMap((wall) => {
    if (!wall.program_scoped) return outside.includes(wall.table) ? [] : [`${wall.table}: outside every program`];
    const forTheApp = wall.doors.filter((door) => / to (.*opensro_app.*|everybody)$/.test(door));
    return [
      ...(wall.secured && wall.forced ? [] : [`${wall.table}: row-level security is not forced`]),
      ...(wall.walled ? [] : [`${wall.table}: no wall`]),
      ...(wall.owner === 'opensro_owner' ? [] : [`${wall.table}: belongs to ${wall.owner}`]),
      ...forTheApp.map((door) => `${wall.table}: a door beside the wall, ${door}`),
    ];
  });
}
