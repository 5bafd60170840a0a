import type { z } from 'zod';
import { gateQuestions } from '../../domain/calls/record.ts';
import { type IncidentDraft, incidentDraftSchema } from '../../domain/incidents/record.ts';
import { getPath, setPath } from '../forms/paths.ts';

/** A draft is saved and merged by these parts, each as a whole. */
const parts = ['what', 'origin', 'students', 'firstSteps', 'noActions', 'actions', 'narrative'] as const;
export type Part = (typeof parts)[number];

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

function without<T>(target: T, path: string): T {
  const keys = path.split('.');
  const last = keys.pop();
  const parentPath = keys.join('.');
  const parent = parentPath === '' ? target : getPath(target, parentPath);
  if (last === undefined || typeof parent !== 'object' || parent === null || Array.isArray(parent)) return target;
  const rest = Object.fromEntries(Object.entries(parent).filter(([key]) => key !== last));
  return parentPath === '' ? (rest as T) : setPath(target, parentPath, rest);
}

/** Where null is an answer of its own: 'no offense applies'. */
const nullAnswers: ReadonlySet<string> = new Set(['what.offense']);

/** A copy of the draft with an answer at a path. An emptied answer is taken out: it counts as not given. */
export function withAnswer(draft: IncidentDraft, path: string, value: unknown): IncidentDraft {
  const empty =
    value === undefined ||
    value === '' ||
    (value === null && !nullAnswers.has(path)) ||
    (Array.isArray(value) && value.length === 0 && path.includes('.'));
  return empty ? without(draft, path) : setPath(draft, path, value);
}

/** The gate's four answers are kept on the server together or not at all. */
function wholeGate(draft: IncidentDraft): IncidentDraft {
  const gate = draft.origin?.gate;
  if (gate == null || gateQuestions.every((question) => gate[question] !== undefined)) return draft;
  return without(draft, 'origin.gate');
}

export type Sendable = { readonly ready: IncidentDraft; readonly issues: readonly z.core.$ZodIssue[] };

/** What of a draft the server can take now, and what is wrong with the rest (a text that is too long, say). */
export function sendable(draft: IncidentDraft): Sendable {
  const whole = wholeGate(draft);
  let ready: IncidentDraft = {};
  const issues: z.core.$ZodIssue[] = [];
  for (const part of parts) {
    const value = whole[part];
    if (value === undefined) continue;
    const parsed = incidentDraftSchema.shape[part].safeParse(value);
    if (parsed.success) ready = { ...ready, [part]: value };
    else issues.push(...parsed.error.issues.map((issue) => ({ ...issue, path: [part, ...issue.path] })));
  }
  return { ready, issues };
}

/** The parts that are given in `now` and differ from what was saved. */
export function changedParts(saved: IncidentDraft, now: IncidentDraft): Part[] {
  return parts.filter((part) => now[part] !== undefined && !same(saved[part], now[part]));
}

export function pick(draft: IncidentDraft, chosen: readonly Part[]): IncidentDraft {
  return Object.fromEntries(chosen.map((part) => [part, draft[part]])) as IncidentDraft;
}

export type Merged = { readonly content: IncidentDraft; readonly conflicts: readonly Part[] };

/**
 * Brings together what this device and another saved since `base`. A part only one of them changed is taken from that
 * one; where both changed it, this device's stays in sight and the part is named, for the person to choose.
 */
export function merge(base: IncidentDraft, mine: IncidentDraft, theirs: IncidentDraft): Merged {
  let content: IncidentDraft = {};
  const conflicts: Part[] = [];
  for (const part of parts) {
    const iChanged = mine[part] !== undefined && !same(base[part], mine[part]);
    const theyChanged = !same(base[part], theirs[part]);
    if (iChanged && theyChanged && !same(mine[part], theirs[part])) conflicts.push(part);
    const value = iChanged ? mine[part] : theirs[part];
    if (value !== undefined) content = { ...content, [part]: value };
  }
  return { content, conflicts };
}
