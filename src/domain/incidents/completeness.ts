import type { RequirementId } from '../principles/record.ts';
import { err, type FieldProblem, ok, type Result } from '../shared/result.ts';
import type { EnforcementAction } from './actions.ts';
import { actionNeeds, partChecks } from './needs.ts';
import {
  type IncidentBody,
  type IncidentDraft,
  type IncidentStep,
  incidentBodySchema,
  type Outcome,
} from './record.ts';
import { refusals } from './refusals.ts';

/** One thing a draft still needs: where, in which step, what asks for it, and the code of its text. */
export type Missing = { path: string; step: IncidentStep; requirement: RequirementId; code: string };

/** Outcomes that are enforcement: each rests on an action of the same kind. */
export const enforcementOutcomes = [
  'citation',
  'ticket',
  'arrest',
  'courtReferral',
  'charge',
] as const satisfies readonly Outcome[];

/** The step a path of the record belongs to, so that a message can lead there. */
export function stepOf(path: string): IncidentStep {
  if (path.startsWith('what')) return 'what';
  if (path.startsWith('origin')) return 'caller';
  if (/^students\.\d+\.outcomes/.test(path)) return 'outcome';
  if (path.startsWith('students')) return 'students';
  if (path.startsWith('firstSteps') || path.startsWith('actions') || path === 'noActions') return 'did';
  if (path.startsWith('narrative')) return 'story';
  return 'check';
}

/** Outcomes of one student: what was entered, and what the actions on that student say by themselves. */
export function outcomesOf(draft: Pick<IncidentDraft, 'students' | 'actions'>, studentKey: string): Outcome[] {
  const entered = draft.students?.find((student) => student.key === studentKey)?.outcomes ?? [];
  const kinds = (draft.actions ?? []).filter((action) => action.studentKey === studentKey).map((action) => action.kind);
  const derived = enforcementOutcomes.filter((outcome) => kinds.includes(outcome));
  return [...new Set<Outcome>([...entered, ...derived])];
}

/**
 * What a draft still needs before it can be filed, in the order of the steps. Empty: it can be filed as far as
 * completeness goes (`fileBody` also asks the refusing rules).
 */
export function completeness(draft: IncidentDraft): Missing[] {
  const list: Missing[] = [];
  const need = (missing: boolean, path: string, requirement: RequirementId, code: string) => {
    if (missing) list.push({ path, step: stepOf(path), requirement, code: `incidents.${code}` });
  };
  whatAndCaller(draft, need);
  students(draft, need);
  const first = draft.firstSteps ?? {};
  need(first.talkedFirst === undefined, 'firstSteps.talkedFirst', 'P4.1', 'talkedFirstMissing');
  need(first.deEscalation === undefined, 'firstSteps.deEscalation', 'P4.1', 'firstDeEscalationMissing');
  need(first.counselorCalled === undefined, 'firstSteps.counselorCalled', 'P4.1', 'counselorCalledMissing');
  need(first.familyCalled === undefined, 'firstSteps.familyCalled', 'P4.1', 'familyCalledMissing');
  need(first.restorativePractice === undefined, 'firstSteps.restorativePractice', 'P4.1', 'restorativeMissing');
  need(first.diversionOffered === undefined, 'firstSteps.diversionOffered', 'P4.1', 'diversionMissing');
  const actions = draft.actions ?? [];
  need(actions.length === 0 && draft.noActions !== true, 'noActions', 'P7.1', 'actionsUnanswered');
  need(actions.length > 0 && draft.noActions === true, 'noActions', 'P7.1', 'actionsContradiction');
  const keys = new Set((draft.students ?? []).map((student) => student.key));
  for (const [index, action] of actions.entries()) {
    const known = action.studentKey !== undefined && keys.has(action.studentKey);
    need(!known, `actions.${index}.studentKey`, 'P7.3', 'actionStudentMissing');
    for (const missing of actionMissing(action)) {
      const path = `actions.${index}.${missing.field}`;
      list.push({ path, step: 'did', requirement: missing.requirement, code: missing.code });
    }
  }
  outcomes(draft, need);
  need((draft.narrative?.text ?? '').trim().length < 10, 'narrative.text', 'P7.1', 'narrativeMissing');
  return list;
}

/** What one action still needs; `field` is relative to the action. */
function actionMissing(action: EnforcementAction): { field: string; requirement: RequirementId; code: string }[] {
  return actionNeeds[action.kind].flatMap((part) =>
    partChecks[part].missing(action).map((problem) => ({ ...problem, requirement: partChecks[part].requirement })),
  );
}

type Need = (missing: boolean, path: string, requirement: RequirementId, code: string) => void;

function whatAndCaller(draft: IncidentDraft, need: Need): void {
  const what = draft.what ?? {};
  need(what.matterCode === undefined, 'what.matterCode', 'P7.3', 'matterMissing');
  need(what.offense === undefined, 'what.offense', 'P7.4', 'whatOffenseMissing');
  need(what.setting === undefined, 'what.setting', 'P7.1', 'settingMissing');
  need(what.place === undefined, 'what.place', 'P7.1', 'placeMissing');
  need(what.occurredAt === undefined, 'what.occurredAt', 'P7.1', 'occurredAtMissing');
  const origin = draft.origin ?? {};
  need(origin.kind === undefined, 'origin.kind', 'P7.1', 'originMissing');
  const calledWithoutRole = origin.kind === 'called' && (origin.callerRole ?? null) === null;
  need(calledWithoutRole, 'origin.callerRole', 'P7.1', 'callerRoleMissing');
  const unasked = origin.kind === 'selfInitiated' && (origin.selfInitiatedReason ?? null) === null;
  need(unasked, 'origin.selfInitiatedReason', 'P7.1', 'selfInitiatedReasonMissing');
  const callLinked = origin.kind === 'selfInitiated' && (origin.callId ?? null) !== null;
  need(callLinked, 'origin.callId', 'P7.1', 'selfInitiatedWithCall');
  need((origin.why ?? '').trim().length < 3, 'origin.why', 'P7.1', 'whyMissing');
  const gateOpen = (origin.callId ?? null) === null && (origin.gate ?? null) === null;
  need(gateOpen, 'origin.gate', 'P3.1', 'gateMissing');
}

function students(draft: IncidentDraft, need: Need): void {
  const list = draft.students ?? [];
  need(list.length === 0, 'students', 'P7.1', 'studentsMissing');
  const seen = new Set<string>();
  for (const [index, student] of list.entries()) {
    const at = `students.${index}`;
    need(seen.has(student.key), `${at}.key`, 'P7.1', 'studentTwice');
    seen.add(student.key);
    need(student.role === undefined, `${at}.role`, 'P7.1', 'studentRoleMissing');
    need(student.grade === undefined, `${at}.grade`, 'P7.4', 'gradeMissing');
    need(student.sex === undefined, `${at}.sex`, 'P7.4', 'sexMissing');
    need(student.races === undefined, `${at}.races`, 'P7.4', 'racesMissing');
    need(student.ageBand === undefined, `${at}.ageBand`, 'P7.4', 'ageBandMissing');
  }
}

function outcomes(draft: IncidentDraft, need: Need): void {
  for (const [index, student] of (draft.students ?? []).entries()) {
    const path = `students.${index}.outcomes`;
    const all = outcomesOf(draft, student.key);
    need(student.role === 'subject' && all.length === 0, path, 'P7.1', 'outcomeMissing');
    need(all.includes('noAction') && all.length > 1, path, 'P7.1', 'noActionAlone');
    const kinds = (draft.actions ?? [])
      .filter((action) => action.studentKey === student.key)
      .map((action) => action.kind);
    for (const outcome of enforcementOutcomes) {
      need(
        (student.outcomes ?? []).includes(outcome) && !kinds.includes(outcome),
        path,
        'P4.5',
        `${outcome}WithoutAction`,
      );
    }
  }
}

/**
 * A draft as it is filed: fields that were rightly left empty get their neutral value, so that the filed record
 * answers everything and 'not asked' cannot be mistaken for 'no'.
 */
function withNeutralValues(draft: IncidentDraft): unknown {
  return {
    what: { placeDetail: '', caseNumber: '', ...draft.what },
    origin: {
      callId: null,
      callerRole: null,
      throughDispatchFrom: null,
      selfInitiatedReason: null,
      gate: null,
      ...draft.origin,
    },
    students: (draft.students ?? []).map((student) => ({
      disabilityKnown: 'unknown',
      englishLearnerKnown: 'unknown',
      ...student,
      outcomes: outcomesOf(draft, student.key),
    })),
    firstSteps: draft.firstSteps,
    noActions: (draft.actions ?? []).length === 0,
    actions: draft.actions ?? [],
    narrative: { nameCheck: 'unchecked', ...draft.narrative },
  };
}

/**
 * Turns a draft into the body of a filed record. Refuses (422) with every missing part and every refusing rule at
 * once, each with its path, code and requirement or rule. Incomplete records cannot be filed (P4.5).
 */
export function fileBody(draft: IncidentDraft): Result<IncidentBody> {
  const refused = refusals(draft);
  const fields: FieldProblem[] = [
    ...refused,
    ...completeness(draft).map(({ path, code, requirement }) => ({ path, code, params: { requirement } })),
  ];
  const [first] = refused;
  if (first?.rule !== undefined) return err({ code: first.code, status: 422, rule: first.rule, fields });
  if (fields.length > 0) return err({ code: 'incidents.incomplete', status: 422, rule: 'incidents.complete', fields });
  const parsed = incidentBodySchema.safeParse(withNeutralValues(draft));
  if (parsed.success) return ok(parsed.data);
  return err({
    code: 'incidents.malformed',
    status: 422,
    fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code: 'incidents.malformed' })),
  });
}
