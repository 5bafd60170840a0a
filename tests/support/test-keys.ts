import { keyRing } from '../../src/server/platform/keys.ts';

export const testMaster = Buffer.alloc(32, 7);
/** The same keys in every test process, so that each can sign in as any database role. */
export const testKeys = keyRing(testMaster);

/** The migrated, empty database that test databases are copies of. */
export const templateDatabase = 'opensro_template';
