import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Codes of the operating system and of name look-up: nobody there, or not any more. */
const systemCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** PostgreSQL's codes (appendix A of its manual) for "not now"; class 08 is connection, 53 lack of resources. */
const databaseCodes = /^(08...|53(200|300|400)|57P0[1-5]|57014|55P03|40001|40P01|25P03|25P04|25006)$/;

/** No room on the disk: in PostgreSQL, for a file of our own, by a quota. 58030 is what its journal says of it. */
const noRoomCodes: ReadonlySet<string> = new Set(['53100', '58030', 'ENOSPC', 'EDQUOT']);

/** What the driver says without a code. */
const driverWords =
  /timeout exceeded when trying to connect|Connection terminated|connection timeout|not queryable|Query read timeout|Cannot use a pool after calling end|driver has already been destroyed/i;

/** Why the database cannot serve now although the request may be right. */
export type Unavailable = 'away' | 'noRoom';

/**
 * Whether an error says that the database is away, busy or full, so that the same request may succeed later. Null for
 * any other error: a fault of the program, which trying again would not mend.
 */
export function unavailable(error: unknown): Unavailable | null {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (noRoomCodes.has(code)) return 'noRoom';
    if (systemCodes.has(code) || databaseCodes.test(code) || driverWords.test(cause.message)) return 'away';
    // Several addresses of one name were tried: each has its error.
    if (cause instanceof AggregateError) {
      const [first] = cause.errors.map(unavailable).filter((found) => found !== null);
      if (first !== undefined) return first;
    }
  }
  return null;
}

/** How long a server of one's own may take to come up beside ours, such as after both machines were started. */
const waitSeconds = 120;

/**
 * Waits until the database at an address takes connections. Says so once when it has to wait.
 *
 * @throws Error with the remedy after two minutes; at once where waiting cannot help (wrong password, no such database)
 */
export async function waitForDatabase(
  adminUrl: string,
  say: (sentence: string) => void,
  seconds = waitSeconds,
): Promise<void> {
  const { hostname, port } = new URL(adminUrl);
  const place = `${hostname}:${port || 5432}`;
  const began = Date.now();
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
    // The connection may also break after it stood; the next try tells.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      if (tries > 0) say(`The database at ${place} answers.`);
      return;
    } catch (error) {
      if (unavailable(error) === null) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`The database at ${place} does not take DATABASE_URL: ${reason}. Correct DATABASE_URL.`, {
          cause: error,
        });
      }
      if (Date.now() - began > seconds * 1000) {
        const detail = error instanceof Error ? error.message : String(error);
        throw new Error(
          `The database at ${place} did not answer for ${seconds} seconds (${detail || 'no answer'}). ` +
            'Start it, or correct DATABASE_URL, and start OpenSRO again.',
          { cause: error },
        );
      }
      if (tries === 0) say(`The database at ${place} does not answer yet. Waiting for it, up to ${seconds} seconds.`);
      await sleep(1_000);
    }
  }
}
