import { keyRing } from '../../src/server/platform/keys.ts';

/** The same keys in every test process, so that each can sign in as any database role. */
export const testKeys = keyRing(Buffer.alloc(32, 7));

/** The migrated, empty database that test databases are copies of. */
export const templateDatabase = 'opensro_template';
