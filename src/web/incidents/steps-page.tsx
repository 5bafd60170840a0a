import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { stepOf } from '../../domain/incidents/completeness.ts';
import { type IncidentStep, incidentStepSchema, incidentSteps } from '../../domain/incidents/record.ts';
import { useStale } from '../api/hooks.ts';
import { FormFrame } from '../forms/index.ts';
import type { FieldMessages, Message } from '../forms/issues.ts';
import { getPath } from '../forms/paths.ts';
import type { FormHandle } from '../forms/use-form.ts';
import { Button, Buttons, Columns, Page, Spine, Stack } from '../ui/index.ts';
import { type Editor, EditorContext } from './editor.ts';
import { SaveLine, SaveTroubles } from './save-line.tsx';
import { StepCaller } from './step-caller.tsx';
import { StepCheck } from './step-check.tsx';
import { StepDid } from './step-did.tsx';
import { StepOutcome } from './step-outcome.tsx';
import { StepStory } from './step-story.tsx';
import { StepStudents } from './step-students.tsx';
import { StepWhat } from './step-what.tsx';

/** Ids of the controls begin with it, so that Check can lead to a field on another step. */
const uid = 'incident';

const fieldId = (path: string): string => `${uid}-${path}`;

const bodies: Record<Exclude<IncidentStep, 'check'>, () => ReactNode> = {
  what: StepWhat,
  caller: StepCaller,
  students: StepStudents,
  did: StepDid,
  outcome: StepOutcome,
  story: StepStory,
};

function useHandle(editor: Editor, step: IncidentStep): FormHandle {
  const labels = useRef(new Map<string, string>());
  const { content, faults, missing, strict } = editor;
  const messages = useMemo((): FieldMessages => {
    const all = new Map<string, Message>();
    if (strict) {
      for (const one of missing) {
        const [area = '', name = ''] = one.code.split('.');
        if (one.step === step) all.set(one.path, { key: `${area}:problems.${name}.reason`, params: {} });
      }
    }
    for (const [path, message] of faults) if (stepOf(path) === step) all.set(path, message);
    return all;
  }, [faults, missing, strict, step]);
  return {
    uid,
    get: (path) => getPath(content, path),
    set: editor.set,
    messages,
    problem: null,
    submitting: false,
    failures: 0,
    restoredAt: null,
    labels: labels.current,
    submit: async () => {
      await editor.flush();
    },
    startAgain: () => undefined,
  };
}

/** After a link from Check: puts the focus on the field named in the address. */
function useFieldFocus(): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === '' || key === '') return;
    const path = decodeURIComponent(hash.slice(1));
    // The step has just been drawn; the page's own focus on its heading comes first.
    const frame = requestAnimationFrame(() => {
      const around = document.querySelector(`[data-field="${path}"]`);
      const target =
        document.getElementById(fieldId(path)) ??
        around?.querySelector('input, select, textarea, button') ??
        document.querySelector(`[id^="${fieldId(path)}"]`);
      if (target instanceof HTMLElement) {
        target.focus();
        target.scrollIntoView({ block: 'center' });
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [hash, key]);
}

/** The steps of an incident in any order, beside them the one in hand. */
export function StepsPage({ editor, title, send }: { editor: Editor; title: string; send: ReactNode }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const navigate = useNavigate();
  const stale = useStale();
  const refresh = useRef(stale);
  refresh.current = stale;
  const parsed = incidentStepSchema.safeParse(useParams().step);
  const step: IncidentStep = parsed.success ? parsed.data : 'what';
  const handle = useHandle(editor, step);
  useFieldFocus();

  const { flush } = editor;
  const left = useRef(step);
  useEffect(() => {
    if (left.current !== step) void flush();
    left.current = step;
  }, [step, flush]);
  useEffect(() => () => void refresh.current('/incidents'), []);

  const index = incidentSteps.indexOf(step);
  const before = incidentSteps[index - 1];
  const after = incidentSteps[index + 1];
  const lacking = new Set(editor.missing.map((one) => one.step));
  const stateOf = (key: IncidentStep): 'done' | 'open' | 'missing' => {
    if (key === 'check') return 'open';
    if (lacking.has(key)) return editor.strict ? 'missing' : 'open';
    // Without a student nothing is missing in the outcome; it is not done for that.
    return key === 'outcome' && (editor.content.students ?? []).length === 0 ? 'open' : 'done';
  };
  const Body = step === 'check' ? null : bodies[step];
  return (
    <EditorContext value={editor}>
      <Page
        title={`${title}: ${t(`terms:incidentStep.${step}`)}`}
        kicker={editor.school.name}
        back={{ to: '/incidents', label: t('web:nav.incidents') }}
        wide
      >
        <Columns narrowFirst>
          <Spine
            label={t('steps.label')}
            current={step}
            steps={incidentSteps.map((key) => ({
              key,
              label: t(`terms:incidentStep.${key}`),
              to: `${editor.path}/${key}`,
              state: stateOf(key),
            }))}
          />
          <Stack gap={3}>
            <SaveLine />
            <SaveTroubles />
            {Body === null ? (
              <StepCheck send={send} />
            ) : (
              <FormFrame form={handle}>
                <Body />
              </FormFrame>
            )}
            <Buttons>
              {after === undefined ? null : (
                <Button big onClick={() => void navigate(`${editor.path}/${after}`)}>
                  {t('steps.next', { step: t(`terms:incidentStep.${after}`) })}
                </Button>
              )}
              {before === undefined ? null : (
                <Button kind="quiet" onClick={() => void navigate(`${editor.path}/${before}`)}>
                  {t('steps.back', { step: t(`terms:incidentStep.${before}`) })}
                </Button>
              )}
            </Buttons>
          </Stack>
        </Columns>
      </Page>
    </EditorContext>
  );
}
