import pg from 'pg';
import { decide, type Reach, reach } from '../../domain/access/decide.ts';
import type { Action } from '../../domain/access/permissions.ts';
import { type Grant, sideOf, type Target } from '../../domain/access/roles.ts';
import { err, notFound, type Refusal, type Result } from '../../domain/shared/result.ts';
import { type AuditNote, auditEntry } from './audit/writer.ts';
import { inProgram, type Line, type Tx } from './database/tenancy.ts';
import type { Caller, Service } from './service.ts';

/** One command at work: the transaction, the moment, the right it acts by, and the audit trail it must write to. */
export interface Unit<T extends Target> {
  readonly tx: Tx;
  /** The transaction's connection, where statements need not wait for each other. */
  readonly line: Line;
  readonly now: Date;
  readonly caller: Caller;
  readonly authority: Grant;
  readonly target: T;
  /** Writes an audit entry; it goes out with the commit. A command that changes something and writes none fails as a whole. */
  audit(note: AuditNote): Promise<void>;
  /** Says that nothing was changed (the same request came again), so that no entry is due. */
  unchanged(): void;
}

export interface CommandSpec<T extends Target, R> {
  readonly action: Action;
  /** Asks for student identity: allowed for roles of the school's side, and for the import of a roster. */
  readonly vault?: boolean;
  /** What is answered where the database refuses a record because its id is taken, found out only at the commit. */
  readonly clash?: Refusal;
  /** Loads and locks what the command is about. Null: there is no such record. */
  readonly target: (tx: Tx, line: Line) => Promise<T | null>;
  readonly work: (unit: Unit<T>) => Promise<Result<R>>;
}

/** PostgreSQL's code for "such a key exists already". */
const uniqueViolation = '23505';

class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Whether a grant may have the vault opened for an action: the police side never (design idea 4, P7.8). */
function mayOpenVault(grant: Grant, action: Action): boolean {
  return sideOf(grant.role) === 'school' || action === 'roster.import';
}

/**
 * Runs a change: load and lock, authorise, decide and save, audit; one transaction. A refusal undoes everything.
 * Returns what `work` returns, 404 where the target is missing or out of reach, 403 where no role allows the action.
 */
export async function runCommand<T extends Target, R>(
  service: Service,
  caller: Caller,
  spec: CommandSpec<T, R>,
): Promise<Result<R>> {
  const { actor } = caller;
  const opening = reach(actor, spec.action);
  if (opening.kind === 'none') return err({ code: 'common.forbidden', status: 403 });
  if (spec.vault && !actor.grants.some((grant) => mayOpenVault(grant, spec.action)))
    return err({ code: 'common.forbidden', status: 403 });
  const now = service.clock();
  try {
    return await inProgram(service, { programId: actor.programId, vault: spec.vault ?? false }, async (tx, line) => {
      const target = await spec.target(tx, line);
      if (target === null) throw new Refused(notFound);
      const decision = decide(actor, spec.action, target);
      if (!decision.ok) throw new Refused(decision.error);
      if (spec.vault && !mayOpenVault(decision.value, spec.action)) throw new Refused(notFound);
      let audited = 0;
      let changed = true;
      const result = await spec.work({
        tx,
        line,
        now,
        caller,
        authority: decision.value,
        target,
        audit: async (note) => {
          audited += 1;
          const entry = auditEntry(actor.programId, {
            at: now.toISOString(),
            personId: actor.personId,
            role: decision.value.role,
            event: note.event,
            recordType: note.recordType,
            recordId: note.recordId,
            purpose: note.purpose ?? null,
            detail: note.detail ?? {},
            origin: caller.origin,
          });
          // Last of all: the chain is locked from here to the commit, and the next entry waits for it.
          line.withCommit(entry);
        },
        unchanged: () => {
          changed = false;
        },
      });
      if (!result.ok) throw new Refused(result.error);
      if (changed && audited === 0) throw new Error(`${spec.action} changed something without an audit entry`);
      return result;
    });
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    if (spec.clash !== undefined && error instanceof pg.DatabaseError && error.code === uniqueViolation)
      return err(spec.clash);
    throw error;
  }
}

export interface QuerySpec<R> {
  readonly action: Action;
  readonly read: (unit: {
    readonly tx: Tx;
    readonly reach: Exclude<Reach, { kind: 'none' }>;
    readonly now: Date;
  }) => Promise<Result<R>>;
}

/** Runs a read inside the caller's program. Looks at identity are commands (they write an entry), not queries. */
export async function runQuery<R>(service: Service, caller: Caller, spec: QuerySpec<R>): Promise<Result<R>> {
  const extent = reach(caller.actor, spec.action);
  if (extent.kind === 'none') return err({ code: 'common.forbidden', status: 403 });
  return inProgram(service, { programId: caller.actor.programId }, (tx) =>
    spec.read({ tx, reach: extent, now: service.clock() }),
  );
}
