import { z } from 'zod';

/**
 * The place in a list where the next page begins: the instant and the id of the last row, joined by a sign. Takes the
 * sign; returns the schema of the query parameter, which lets through only what the database can compare with.
 */
export function cursorSchema(sign: '~' | '_') {
  return z
    .string()
    .max(80)
    .refine((cursor) => {
      const [at = '', id = '', ...more] = cursor.split(sign);
      return more.length === 0 && instant.test(at) && !Number.isNaN(Date.parse(at)) && z.uuid().safeParse(id).success;
    });
}

/** From 1000 on: PostgreSQL knows no year 0. */
const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/;
