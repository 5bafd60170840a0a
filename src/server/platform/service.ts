import type { FastifyBaseLogger } from 'fastify';
import type { Actor } from '../../domain/access/roles.ts';
import type { Config } from './config.ts';
import type { Databases } from './database/pools.ts';
import type { KeyRing } from './keys.ts';

/** What every area's shell needs; the edge builds it once (src/server/app.ts) and hands it down. */
export interface Service {
  readonly config: Config;
  readonly databases: Databases;
  readonly keys: KeyRing;
  readonly clock: () => Date;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

/** Who asks, from where: the signed-in person in one program, or the system's own clockwork. */
export interface Caller {
  readonly actor: Actor;
  readonly sessionId: string | null;
  readonly origin: string | null;
  readonly language: string;
}
