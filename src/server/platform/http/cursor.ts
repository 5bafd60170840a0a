import { z } from 'zod';

/**
 * The place in a list where the next page begins: the instant and the id of the last row, and where they do not tell
 * rows apart a word, joined by a sign. Takes the sign and the words; returns the schema of the query parameter, which
 * lets through only what the database can compare with.
 */
export function cursorSchema(sign: '~' | '_', words?: readonly string[]) {
  return z
    .string()
    .max(100)
    .refine((cursor) => {
      const [at = '', id = '', ...more] = cursor.split(sign);
      const rest = words === undefined ? more.length === 0 : more.length === 1 && words.includes(more[0] ?? '');
      return rest && isInstant(at) && z.uuid().safeParse(id).success;
    });
}

/** Whether a text is an instant as the server writes it. From 1000 on: PostgreSQL knows no year 0. */
export function isInstant(text: string): boolean {
  return instant.test(text) && !Number.isNaN(Date.parse(text));
}

const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/;
