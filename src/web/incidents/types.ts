import type { GateDecision } from '../../domain/calls/record.ts';
import type { Missing } from '../../domain/incidents/completeness.ts';
import type { IncidentBody, IncidentDraft, IncidentState } from '../../domain/incidents/record.ts';
import type { IncidentAction } from '../../domain/incidents/transitions.ts';
import type { Finding } from '../../domain/principles/record.ts';

type Named = { readonly id: string; readonly name: string };

/** GET /incidents/:id */
export type IncidentView = {
  readonly id: string;
  readonly school: Named;
  readonly officer: Named;
  readonly state: IncidentState;
  readonly version: number;
  readonly localDay: string;
  readonly occurredAt: string;
  readonly filedAt: string | null;
  readonly amended: { readonly at: string; readonly reason: string | null } | null;
  readonly draft: {
    readonly revision: number;
    readonly savedAt: string | null;
    readonly content: IncidentDraft;
    readonly missing: readonly Missing[];
  } | null;
  readonly body: IncidentBody | null;
  readonly gate: GateDecision | null;
  readonly call: {
    readonly id: string;
    readonly requestedAt: string;
    readonly callerRole: string;
    readonly matter: string;
    readonly place: string;
  } | null;
  readonly findings: readonly Finding[];
  readonly students: { readonly total: number; readonly attached: number };
  readonly matterLabel: { readonly en: string; readonly es: string } | null;
  readonly may: readonly IncidentAction[];
};

/** A row of GET /incidents */
export type IncidentRow = {
  readonly id: string;
  readonly school: Named;
  readonly officer: Named;
  readonly mine: boolean;
  readonly state: IncidentState;
  readonly version: number;
  readonly localDay: string;
  readonly occurredAt: string;
  readonly savedAt: string | null;
  readonly matter: string | null;
  readonly offense: string | null;
  readonly origin: string | null;
  readonly studentCount: number;
  readonly attachedCount: number;
  readonly actions: readonly string[];
  readonly missing: number | null;
  readonly waiting: readonly { readonly side: 'police' | 'school'; readonly dueAt: string }[];
};

export type IncidentList = { readonly items: readonly IncidentRow[]; readonly next: string | null };

/** A row of GET /incidents/:id/versions */
export type IncidentVersionView = {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly body: IncidentBody;
};
