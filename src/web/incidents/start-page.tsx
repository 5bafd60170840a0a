import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { originKindSchema, originKinds } from '../../domain/incidents/record.ts';
import { newId } from '../api/ids.ts';
import type { Problem } from '../api/problem.ts';
import { useAssignedSchool } from '../calls/assigned-school.ts';
import { keepDraft } from '../forms/drafts.ts';
import { RadioTiles, Select } from '../forms/index.ts';
import { useSend } from '../outbox/context.tsx';
import { useProgram, useSession } from '../session/session.tsx';
import { Button, Buttons, LoadingState, Page, ProblemNotice, Stack } from '../ui/index.ts';
import { deviceKey } from './use-draft.ts';
import { useTerms } from './use-terms.ts';

type Started = { readonly id: string; readonly revision: number };

/** Starts a draft and goes to its first step; works without a network. */
function useStart() {
  const send = useSend();
  const navigate = useNavigate();
  const { t } = useTranslation('incidents');
  const { schools } = useProgram();
  const personId = useSession().me.person.id;
  const [id] = useState(() => newId());
  return async (input: { schoolId?: string; callId?: string; originKind?: string }): Promise<Problem | null> => {
    const occurredAt = new Date().toISOString();
    const result = await send<Started>({
      id,
      method: 'POST',
      url: '/incidents',
      body: input.callId === undefined ? { id, ...input, occurredAt } : { id, callId: input.callId },
      label: t('start.label'),
    });
    if (result.kind === 'refused') return result.problem;
    if (result.kind === 'kept') {
      const kind = originKindSchema.safeParse(input.originKind);
      const base = { what: { occurredAt }, ...(kind.success ? { origin: { kind: kind.data } } : {}) };
      const name = schools.find((school) => school.id === input.schoolId)?.name ?? t('start.schoolOfCall');
      const school = { id: input.schoolId ?? '', name };
      keepDraft(personId, deviceKey(id), { values: { content: base, base, revision: 1, school }, at: Date.now() });
    }
    const target = result.kind === 'sent' ? result.value.id : id;
    void navigate(`/incidents/${target}/write/${input.callId === undefined ? 'what' : 'students'}`, {
      replace: true,
    });
    return null;
  };
}

/** From a call (`?call=`) the draft opens at once; otherwise the school and who started it are all it asks. */
export default function StartPage() {
  const { t } = useTranslation('incidents');
  const [query] = useSearchParams();
  const callId = query.get('call');
  const back = { to: '/incidents', label: t('web:nav.incidents') };
  return (
    <Page title={t('start.title')} back={back}>
      {callId === null ? <Ask schoolId={query.get('schoolId')} /> : <FromCall callId={callId} />}
    </Page>
  );
}

function FromCall({ callId }: { readonly callId: string }) {
  const start = useStart();
  const [problem, setProblem] = useState<Problem | null>(null);
  const begun = useRef(false);
  useEffect(() => {
    // Once: the effect runs twice in development, and a call has one incident.
    if (begun.current) return;
    begun.current = true;
    void start({ callId }).then(setProblem);
  }, [callId, start]);
  return problem === null ? <LoadingState /> : <ProblemNotice error={problem} />;
}

function Ask({ schoolId }: { readonly schoolId: string | null }) {
  const { t } = useTranslation('incidents');
  const { choices } = useTerms();
  const { schools, programId } = useProgram();
  const start = useStart();
  const lastKey = `opensro.lastSchool.${programId}`;
  const assigned = useAssignedSchool();
  const [chosen, setChosen] = useState<string | null>(null);
  const only = schools.length === 1 ? schools[0]?.id : undefined;
  const usual = chosen ?? schoolId ?? assigned ?? localStorage.getItem(lastKey) ?? only ?? '';
  const school = schools.some((one) => one.id === usual) ? usual : '';
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async (originKind: string): Promise<void> => {
    if (busy || school === '') return;
    setBusy(true);
    localStorage.setItem(lastKey, school);
    setProblem(await start({ schoolId: school, originKind }));
    setBusy(false);
  };
  return (
    <Stack gap={3}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      {schools.length > 5 ? (
        <Select
          name="school"
          label={t('start.school')}
          options={schools.map((one) => ({ value: one.id, label: one.name }))}
          value={school}
          onChange={setChosen}
        />
      ) : (
        <RadioTiles
          name="school"
          label={t('start.school')}
          options={schools.map((one) => ({ value: one.id, label: one.name }))}
          value={school}
          onChange={setChosen}
        />
      )}
      <p className="usa-label">{t('start.ask')}</p>
      <Buttons>
        {choices('originKind', originKinds).map((kind) => (
          <Button key={kind.value} big busy={busy} disabled={school === ''} onClick={() => void begin(kind.value)}>
            {kind.label}
          </Button>
        ))}
      </Buttons>
      <p className="osr-small">{t('start.callHint')}</p>
    </Stack>
  );
}
