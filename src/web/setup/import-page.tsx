import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { Checkbox, FileUpload } from '../forms/index.ts';
import { Button, ButtonLink, Buttons, LoadingState, Notice, Page, ProblemNotice, Stack } from '../ui/index.ts';
import { ImportChooser } from './import-chooser.tsx';
import { ImportReportView } from './import-report.tsx';
import type { ImportKind, ImportReport } from './import-types.ts';

type Step = 'ready' | 'checking' | 'importing';

/** Choose files, check them, read what would change, import. What was chosen stays whatever happens. */
function useImport(kind: ImportKind) {
  const { t } = useTranslation('imports');
  const api = useApi();
  const stale = useStale();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [supplement, setSupplement] = useState<readonly File[]>([]);
  const [step, setStep] = useState<Step>('ready');
  const [report, setReport] = useState<ImportReport | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [allowShrink, setAllowShrink] = useState(false);
  const [noneChosen, setNoneChosen] = useState(false);

  const forget = (): void => {
    setReport(null);
    setProblem(null);
    setAllowShrink(false);
    setNoneChosen(false);
  };
  const send = async (asked: Readonly<Record<string, string | boolean>>): Promise<ImportReport | null> => {
    const body = new FormData();
    for (const file of files) body.append('files', file, file.name);
    for (const file of supplement) body.append('supplement', file, file.name);
    setProblem(null);
    try {
      return await api.post<ImportReport>(`/imports/${kind}`, body, { query: asked });
    } catch (error) {
      setProblem(asProblem(error, t('common:problems.server.reason')));
      return null;
    } finally {
      setStep('ready');
    }
  };
  return {
    files,
    supplement,
    step,
    report,
    problem,
    allowShrink,
    noneChosen,
    setAllowShrink,
    chooseFiles(chosen: readonly File[]) {
      setFiles(chosen);
      forget();
    },
    chooseSupplement(chosen: readonly File[]) {
      setSupplement(chosen);
      forget();
    },
    startAgain() {
      setFiles([]);
      setSupplement([]);
      forget();
    },
    async check() {
      forget();
      if (files.length === 0) {
        setNoneChosen(true);
        return;
      }
      setStep('checking');
      const checked = await send({ dryRun: true });
      if (checked !== null) setReport(checked);
    },
    async apply() {
      if (report === null) return;
      setStep('importing');
      const done = await send({ digest: report.digest, allowShrink });
      if (done === null) return;
      setReport(done);
      await stale('/setup', '/schools', '/imports');
    },
  };
}

/** The page of either import; `where` says how to come by the files. */
export function ImportPage({ kind, where }: { readonly kind: ImportKind; readonly where?: ReactNode }) {
  const { t } = useTranslation(['imports', 'common']);
  const run = useImport(kind);
  const { report, step } = run;
  const busy = step !== 'ready';
  const done = report !== null && !report.dryRun && !report.refused;
  const changes = report !== null && report.added + report.changed + report.removed > 0;
  const mayImport = report?.dryRun === true && changes && (!report.refused || (report.shrink && run.allowShrink));
  // The button just pressed is gone then; what came of it takes the focus.
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (done) result.current?.focus();
  }, [done]);
  const next = done ? (
    <Buttons>
      <ButtonLink to="/setup">{t('page.next')}</ButtonLink>
      <Button kind="secondary" onClick={run.startAgain}>
        {t('page.another')}
      </Button>
    </Buttons>
  ) : (
    <Stack gap={2}>
      {report?.shrink === true && changes ? (
        <Notice kind="warning" title={t('page.allowTitle')}>
          <p>{t('page.allowWarning')}</p>
          <Checkbox name="allow" label={t('page.allow')} value={run.allowShrink} onChange={run.setAllowShrink} />
        </Notice>
      ) : null}
      <Buttons>
        <Button disabled={!mayImport} busy={busy} onClick={() => void run.apply()}>
          {t('page.import')}
        </Button>
      </Buttons>
    </Stack>
  );
  const back = {
    to: kind === 'crdc' ? '/setup/schools' : '/setup',
    label: t(kind === 'crdc' ? 'page.schools' : 'page.back'),
  };
  return (
    <Page title={t(`page.${kind}Title`)} lead={t(`page.${kind}Lead`)} back={back} wide>
      <Stack gap={3}>
        {done ? null : (
          <>
            {where}
            <ImportChooser
              kind={kind}
              label={t(`page.${kind}Files`)}
              hint={t(`page.${kind}Hint`)}
              files={run.files}
              onFiles={run.chooseFiles}
              disabled={busy}
              error={run.noneChosen ? t('page.noneChosen') : undefined}
            />
            {kind === 'crdc' ? null : (
              <FileUpload
                name="supplement"
                label={t('page.supplement')}
                hint={t('page.supplementHint')}
                optional
                accept=".csv,.txt,.zip"
                value={run.supplement}
                disabled={busy}
                onChange={run.chooseSupplement}
              />
            )}
            <Buttons>
              <Button kind={report === null ? 'primary' : 'secondary'} busy={busy} onClick={() => void run.check()}>
                {t(report === null ? 'page.check' : 'page.checkAgain')}
              </Button>
            </Buttons>
          </>
        )}
        {busy ? <LoadingState label={t(`page.${step}`)} /> : null}
        {run.problem === null ? null : (
          <>
            <ProblemNotice error={run.problem} />
            <p>{t('page.kept')}</p>
          </>
        )}
        <div ref={result} tabIndex={-1}>
          {report === null ? null : <ImportReportView report={report} action={next} />}
        </div>
      </Stack>
    </Page>
  );
}
