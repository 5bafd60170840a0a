import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roles } from '../access/roles.ts';
import type { GateDecision } from '../calls/record.ts';
import { actionKinds } from './actions.ts';
import { completeness, fileBody, outcomesOf, stepOf } from './completeness.ts';
import { diffVersions } from './diff.ts';
import { exampleAction, exampleDraft, exampleStudentKey } from './incident-examples.test-data.ts';
import { actionNeeds } from './needs.ts';
import {
  type IncidentBody,
  type IncidentDraft,
  incidentBodySchema,
  incidentDraftSchema,
  incidentStates,
} from './record.ts';
import { refusals } from './refusals.ts';
import { reportedBySchool, rules } from './rules.ts';
import {
  advanceIncident,
  applyAmendment,
  fileIncident,
  incidentActions,
  incidentTransitions,
  saveDraft,
} from './transitions.ts';

const by = { personId: '0192f0c0-0000-7000-8000-0000000000c1', at: '2026-03-04T18:00:00Z' };
const codes = (draft: IncidentDraft) => completeness(draft).map((missing) => missing.code);
const schoolMatter: GateDecision = { answer: 'schoolMatter', why: [], advice: [], matterClass: 'schoolMatter' };

function filed(draft: IncidentDraft): IncidentBody {
  const result = fileBody(draft);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Every path to a leaf or a list of a value, for taking parts out at random. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, child]) =>
    pathsOf(child, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function without(draft: IncidentDraft, path: (string | number)[]): unknown {
  const copy: unknown = structuredClone(draft);
  let at = copy as Record<string | number, unknown> | unknown[];
  for (const part of path.slice(0, -1)) {
    const next = (at as Record<string | number, unknown>)[part];
    if (typeof next !== 'object' || next === null) return copy;
    at = next as Record<string, unknown>;
  }
  const last = path.at(-1);
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else if (last !== undefined) delete at[last];
  return copy;
}

describe('filing', () => {
  it('[P7.1] files a complete record without any action', () => {
    expect(codes(exampleDraft())).toEqual([]);
    expect(filed(exampleDraft())).toMatchObject({ noActions: true, origin: { callId: null } });
  });

  it.each(actionKinds)('[P4.5] files a complete %s', (kind) => {
    expect(codes(exampleDraft([exampleAction(kind)]))).toEqual([]);
    expect(filed(exampleDraft([exampleAction(kind)])).actions).toHaveLength(1);
  });

  it.each(actionKinds)('[P4.1] names every part an empty %s needs', (kind) => {
    const missing = completeness(exampleDraft([{ key: exampleStudentKey, kind, studentKey: exampleStudentKey }]));
    for (const part of actionNeeds[kind]) {
      expect(missing.some((one) => one.path.startsWith(`actions.0.${part}`))).toBe(true);
    }
    for (const one of missing) expect(one.step).toBe('did');
  });

  it('[P4.5] names everything an empty draft lacks, with its step', () => {
    const steps = new Set(completeness({}).map((missing) => missing.step));
    expect([...steps]).toEqual(['what', 'caller', 'students', 'did', 'story']);
    expect(fileBody({})).toMatchObject({ ok: false, error: { code: 'incidents.incomplete', status: 422 } });
  });

  it('[P4.5] accepts a record exactly when nothing is missing and no rule refuses', () => {
    const drafts = [exampleDraft(), ...actionKinds.map((kind) => exampleDraft([exampleAction(kind)]))];
    const mutated = fc
      .constantFrom(...drafts)
      .chain((draft) =>
        fc
          .array(fc.constantFrom(...pathsOf(draft)), { maxLength: 3 })
          .map((paths) => paths.reduce<unknown>((value, path) => without(value as IncidentDraft, path), draft)),
      );
    fc.assert(
      fc.property(mutated, (value) => {
        const parsed = incidentDraftSchema.safeParse(value);
        fc.pre(parsed.success);
        const draft = parsed.data;
        const clean = completeness(draft).length === 0 && refusals(draft).length === 0;
        const result = fileBody(draft);
        expect(result.ok).toBe(clean);
        if (result.ok) {
          expect(incidentBodySchema.safeParse(result.value).success).toBe(true);
          // A filed body is itself complete: filing again changes nothing.
          expect(fileBody(result.value)).toEqual(result);
        } else expect(result.error.code).not.toBe('incidents.malformed');
      }),
      { seed: 405, numRuns: 400 },
    );
  });

  it('[P7.1] keeps outcomes and actions in step', () => {
    const draft = exampleDraft([exampleAction('arrest')]);
    expect(outcomesOf(draft, exampleStudentKey)).toEqual(['returnedToSchool', 'arrest']);
    const claimed = exampleDraft();
    for (const student of claimed.students ?? []) student.outcomes = ['citation'];
    expect(codes(claimed)).toContain('incidents.citationWithoutAction');
    expect(stepOf('students.0.outcomes')).toBe('outcome');
  });
});

describe('what principle 4 refuses', () => {
  it("[P4.3] refuses an administrator's direction as the only basis, with the rule", () => {
    const draft = exampleDraft([exampleAction('detention', { basis: ['administratorDirection'] })]);
    expect(fileBody(draft)).toMatchObject({ ok: false, error: { rule: 'incidents.soleAdministratorDirection' } });
  });

  it('[P4.3] refuses punishment whatever stands beside it', () => {
    const draft = exampleDraft([
      exampleAction('arrest', { basis: ['probableCause', 'punishment'], noLawfulBasis: true }),
    ]);
    expect(fileBody(draft)).toMatchObject({ ok: false, error: { rule: 'incidents.punishment' } });
  });

  it('[P4.3] files the truth that there was no other basis, and sends it to review', () => {
    const change = { basis: ['administratorDirection' as const], noLawfulBasis: true };
    const found = rules(filed(exampleDraft([exampleAction('detention', change)])), null);
    expect(found).toContainEqual(
      expect.objectContaining({ ruleId: 'incidents.noLawfulBasis', severity: 'violation', path: 'actions.0.basis' }),
    );
  });

  it('[P7.5] refuses what the student did not volunteer, in a draft too', () => {
    const draft = exampleDraft();
    for (const student of draft.students ?? [])
      student.volunteered = { studentVolunteered: false, orientation: 'bisexual' };
    expect(saveDraft(draft)).toMatchObject({ ok: false, error: { rule: 'incidents.volunteeredFirst' } });
    for (const student of draft.students ?? [])
      student.volunteered = { studentVolunteered: true, orientation: 'bisexual' };
    expect(saveDraft(draft).ok).toBe(true);
  });
});

describe('what a supervisor is shown', () => {
  const found = (draft: IncidentDraft, gate: GateDecision | null = null) =>
    rules(filed(draft), gate).map((one) => one.ruleId);

  it('[P4.2] flags that modifications for a disability were not considered', () => {
    const change = { disabilityModifications: { considered: 'no' as const, note: 'No time.' } };
    expect(found(exampleDraft([exampleAction('restraint', change)]))).toContain('incidents.modificationsNotConsidered');
  });

  it('[P4.1] flags an arrest without a counselor', () => {
    const draft = exampleDraft([exampleAction('arrest')]);
    expect(found(draft)).not.toContain('incidents.arrestWithoutCounselor');
    const alone = { ...draft, firstSteps: { ...draft.firstSteps, counselorCalled: 'no' as const } };
    expect(found(alone)).toContain('incidents.arrestWithoutCounselor');
  });

  it('[P4.4] flags custody in the view of others, and asks why', () => {
    const seen = exampleAction('arrest', { outOfPublicView: { answer: 'no' } });
    expect(codes(exampleDraft([seen]))).toEqual(['incidents.viewReasonMissing']);
    const why = exampleAction('arrest', { outOfPublicView: { answer: 'no', reason: 'The only way out.' } });
    expect(found(exampleDraft([why]))).toContain('incidents.inPublicView');
  });

  it('[P3.2] finds police powers used in a school matter', () => {
    const draft = exampleDraft([exampleAction('citation')]);
    expect(found(draft, { ...schoolMatter, answer: 'officerResponds' })).not.toContain('incidents.schoolMatter');
    expect(found(draft, schoolMatter)).toEqual(
      expect.arrayContaining(['incidents.schoolMatter', 'incidents.enforcementOnSchoolMatter']),
    );
  });

  it('[P7.8] says where the check for names did not run', () => {
    const draft = exampleDraft();
    draft.narrative = { text: 'The two calmed down by themselves.' };
    expect(found(draft)).toContain('incidents.namesUnchecked');
  });

  it('[P1.5] knows who initiated, as the CRDC asks', () => {
    const origin = { kind: 'called', callerRole: 'teacher', throughDispatchFrom: null } as const;
    expect(reportedBySchool(origin)).toBe('yes');
    expect(reportedBySchool({ ...origin, callerRole: 'parent' })).toBe('no');
    expect(reportedBySchool({ ...origin, callerRole: 'dispatch' })).toBe('unknown');
    expect(reportedBySchool({ ...origin, callerRole: 'dispatch', throughDispatchFrom: 'administrator' })).toBe('yes');
    expect(reportedBySchool({ ...origin, kind: 'selfInitiated', callerRole: null })).toBe('no');
  });
});

describe('versions', () => {
  const first = fileIncident(exampleDraft([exampleAction('search')]), by);
  if (!first.ok) throw new Error('the example is not complete');
  const version = first.value;
  const amend = (body: IncidentDraft, baseVersion = 1, reason = 'Corrected the time') =>
    applyAmendment(version, { baseVersion, reason, body }, by);

  it('[P7.1] amends with a reason and keeps the version before', () => {
    const next = amend({ ...version.body, what: { ...version.body.what, place: 'stairs' } });
    expect(next).toMatchObject({ ok: true, value: { version: 2, reason: 'Corrected the time' } });
    if (next.ok) {
      const step = 'what';
      expect(diffVersions(version.body, next.value.body)).toEqual([
        { path: 'what.place', step, before: 'hallway', after: 'stairs' },
      ]);
    }
    expect(version.body.what.place).toBe('hallway');
  });

  it('[P7.1] refuses an amendment that is stale, empty, without reason or incomplete', () => {
    const changed = { ...version.body, narrative: { ...version.body.narrative, text: 'Another story altogether.' } };
    expect(amend(changed, 2)).toMatchObject({ ok: false, error: { status: 409 } });
    expect(amend(version.body)).toMatchObject({ ok: false, error: { code: 'incidents.amendUnchanged' } });
    expect(amend(changed, 1, ' ')).toMatchObject({ ok: false, error: { code: 'incidents.reasonMissing' } });
    expect(amend({ ...changed, what: {} })).toMatchObject({ ok: false, error: { code: 'incidents.incomplete' } });
  });

  it('[P7.1] shows a removed action leaf by leaf, by its key', () => {
    const without = filed(exampleDraft());
    const paths = diffVersions(version.body, without).map((difference) => difference.path);
    expect(paths).toContain(`actions.${version.body.actions[0]?.key}.kind`);
    expect(diffVersions(without, without)).toEqual([]);
  });

  it('[P7.1] follows one table for every state, action and role', () => {
    for (const state of incidentStates) {
      for (const action of incidentActions) {
        for (const role of roles) {
          const listed = incidentTransitions.some(
            (step) => step.action === action && step.from.includes(state) && step.roles.includes(role),
          );
          expect(advanceIncident(state, action, { roles: [role], reason: 'because' }).ok).toBe(listed);
        }
      }
    }
    expect(advanceIncident('filed', 'save', { roles: ['officer'] })).toMatchObject({
      ok: false,
      error: { status: 409 },
    });
  });
});
