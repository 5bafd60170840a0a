import type { CorrectionTables } from './corrections.ts';
import type { CredentialTables } from './credentials.ts';
import type { ExplorerTables } from './explorer.ts';
import type { KeyTables } from './keys.ts';
import type { PlatformTables } from './platform.ts';
import type { ReleaseTables } from './releases.ts';
import type { PublicationTables, SchoolSideTables } from './school-side.ts';
import type { SetupTables } from './setup.ts';
import type { WorkTables } from './work.ts';

/** The database as the queries see it. A test compares it with the migrated database, column by column. */
export interface Database
  extends PlatformTables,
    CredentialTables,
    SetupTables,
    WorkTables,
    SchoolSideTables,
    PublicationTables,
    ReleaseTables,
    CorrectionTables,
    ExplorerTables,
    KeyTables {}
