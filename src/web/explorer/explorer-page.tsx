import { useTranslation } from 'react-i18next';
import { perceivedOutcomes } from '../../domain/disparities/record.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { ButtonLink, Loaded, Notice, Page, Stack } from '../ui/index.ts';
import { AnswerSection } from './answer.tsx';
import { Choose } from './choose.tsx';
import { DisparitySection } from './disparity.tsx';
import { useQuestion } from './question.ts';
import type { Answer, Registry } from './types.ts';
import { SavedViews } from './views.tsx';

/** Students enrolled by the school's record, or what came of being in an incident by what officers saw. */
const isCompared = ({ id, unit, allowed }: Registry['measures'][number]): boolean =>
  allowed && (unit === 'students' || perceivedOutcomes.some((outcome) => outcome === id));

/** Any question to the records: what, by what, when, where; table and chart, and the records behind (P7.3, P7.4). */
export default function ExplorerPage() {
  const { t } = useTranslation('explorer');
  const { can } = useSession();
  const { question } = useQuestion();
  const registry = useRead<Registry>('/explorer/registry');
  const answer = useRead<Answer>('/explorer/answer', question);
  const measure = registry.data?.measures.find(({ id }) => id === question.measure);
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      wide
      actions={
        can('corrective.read') ? (
          <ButtonLink kind="secondary" to="/corrective-actions">
            {t('corrective.title')}
          </ButtonLink>
        ) : undefined
      }
    >
      <Loaded read={registry}>
        {(known) => (
          <Stack gap={4}>
            <Choose registry={known} period={answer.data?.kind === 'counted' ? answer.data.period : null} />
            <SavedViews question={question} />
            <Loaded read={answer}>
              {(found) =>
                found.kind === 'hidden' ? (
                  <Notice kind="info">{t(`hidden.${found.reason}`)}</Notice>
                ) : (
                  <AnswerSection answer={found} question={question} registry={known} />
                )
              }
            </Loaded>
            {measure !== undefined && isCompared(measure) ? <DisparitySection question={question} /> : null}
            {known.sources.length < 2 ? <p className="osr-small">{t('policeSide')}</p> : null}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
